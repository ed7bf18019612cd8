package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Loop;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The lanes that wait for room in memory, in turn by project. Whenever bytes are given back each is
 * asked again, but for those that ask for no less than another of their project was refused.
 */
final class Crowd {

    /**
     * A lane that waits.
     *
     * @param bytes what it asks for; 0 when it asks for several projects
     */
    private record Waiting(Lane lane, ProjectId project, long bytes) {}

    private final Function<Lane, Optional<Pick.Crowded>> serve;
    private final Loop loop;
    private final Map<ProjectId, Queue<Waiting>> byProject = new LinkedHashMap<>();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger size = new AtomicInteger();

    /**
     * Nobody waits yet.
     *
     * @param serve asks a lane again, and says what it found no room for; then it comes back by
     *     {@link #add}
     * @param loop takes each of these steps; a lane that was asked in vain waits on
     */
    Crowd(Function<Lane, Optional<Pick.Crowded>> serve, Loop loop) {
        this.serve = serve;
        this.loop = loop;
    }

    /** How many lanes wait. */
    int size() {
        return size.get();
    }

    /** How often it was heard so far that bytes were given back. */
    int heard() {
        return heard.get();
    }

    /**
     * Lets a lane wait that found no room.
     *
     * @param asked what {@link #heard} was when it asked: what was given back since may be enough
     */
    void add(Lane lane, Pick.Crowded refused, int asked) {
        long bytes = refused.several() ? 0 : refused.bytes();
        join(new Waiting(lane, refused.project(), bytes));
        if (heard.get() != asked) {
            begin();
        }
    }

    private void join(Waiting waiting) {
        if (waiting.lane().crowded.compareAndSet(false, true)) {
            put(waiting);
        }
    }

    private synchronized void put(Waiting waiting) {
        byProject.computeIfAbsent(waiting.project(), _ -> new ArrayDeque<>()).add(waiting);
        size.incrementAndGet();
    }

    /** Bytes were given back: asks all of them again, on a thread of its own. */
    void room() {
        heard.incrementAndGet();
        begin();
    }

    private void begin() {
        if (rounds.getAndIncrement() == 0) {
            Thread.ofVirtual().name("room").start(this::rounds);
        }
    }

    private void rounds() {
        int seen;
        do {
            seen = rounds.get();
            round();
        } while (!rounds.compareAndSet(seen, 0));
    }

    private void round() {
        Map<ProjectId, Queue<Waiting>> all = taken();
        Map<ProjectId, Long> refused = new HashMap<>();
        while (!all.isEmpty()) {
            Iterator<Queue<Waiting>> projects = all.values().iterator();
            while (projects.hasNext()) {
                Queue<Waiting> queue = projects.next();
                Waiting next = queue.remove();
                if (!loop.step(() -> ask(next, refused))) {
                    join(next);
                }
                if (queue.isEmpty()) {
                    projects.remove();
                }
            }
        }
    }

    private void ask(Waiting next, Map<ProjectId, Long> refused) {
        if (next.bytes() >= refused.getOrDefault(next.project(), Long.MAX_VALUE)) {
            put(next);
            return;
        }
        next.lane().crowded.set(false);
        // What it asks for now, which may be more than what it waited for.
        serve.apply(next.lane())
                .filter(again -> !again.several())
                .ifPresent(again -> refused.merge(again.project(), again.bytes(), Math::min));
    }

    private synchronized Map<ProjectId, Queue<Waiting>> taken() {
        var all = new LinkedHashMap<>(byProject);
        byProject.clear();
        size.set(0);
        return all;
    }
}

package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.RateLimit;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.sharing.SharedLimit;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.kernel.sharing.Turns;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Bounds the requests of one upstream, in number and rate. Whoever asks it takes a place and gives
 * it back. The queues take turns, and within a queue the projects, so that none is starved by
 * another; of a project, who has waited longest comes first. The places are held under the
 * upstream's key in the table of shared limits, one asked for at a time.
 */
final class Gate {

    /** Longest wait of a client; most give up by themselves soon after. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Most clients that wait; each is a request that the server is busy with. */
    static final int MOST_CLIENTS = 2_000;

    /** Who waits. What has no turn, or is empty in its own, comes in this order. */
    enum Queue {
        /** Clients that wait for the answer. */
        CLIENTS,
        /** Jobs. */
        JOBS,
        /** The lines of batches. */
        BATCHES
    }

    /** How waiting ended. */
    enum Entry {
        /** With a place. */
        ENTERED,
        /** With nothing: too many clients wait, or this one has waited for too long. */
        FULL,
        /** With nothing: so many clients of the same project wait that others need the room. */
        CROWDED,
        /** With nothing: nobody wants the answer any more. */
        CALLED_OFF,
        /** With nothing: whoever can wait elsewhere is to do so. */
        TURNED_AWAY
    }

    /** Who comes first, turn by turn. */
    private static final List<Queue> TURNS =
            List.of(
                    Queue.CLIENTS,
                    Queue.CLIENTS,
                    Queue.JOBS,
                    Queue.CLIENTS,
                    Queue.CLIENTS,
                    Queue.JOBS,
                    Queue.CLIENTS,
                    Queue.BATCHES);

    /** What the keys of upstreams begin with, among those of shared limits. */
    private static final String KEYS = "upstream:";

    private static final class Waiter extends CompletableFuture<Entry> {

        private final ProjectId project;

        Waiter(ProjectId project) {
            this.project = project;
        }
    }

    private final Time time;
    private final double ratePerSecond;
    private final List<SharedLimit> limits;
    private final SharedLimits shared;
    private final SharedLimits.Contender places;
    private final Map<Queue, Turns<Waiter>> queues = new EnumMap<>(Queue.class);
    private final RateLimit.Refill refill;
    private RateLimit rate;
    private int inside;
    private int turn;
    private boolean alarmed;
    private boolean closed;
    private long full;

    Gate(String upstream, Upstream.Limits limits, Time time, SharedLimits shared) {
        this.time = time;
        this.shared = shared;
        this.limits = List.of(new SharedLimit(KEYS + upstream, limits.concurrency()));
        places = shared.contender(this::entered);
        ratePerSecond = limits.ratePerSecond();
        refill = RateLimit.Refill.atOnce(ratePerSecond);
        rate = RateLimit.full(refill, time.steady());
        for (Queue queue : Queue.values()) {
            queues.put(queue, new Turns<>());
        }
    }

    /**
     * Waits for a place: a client for a bounded time, everything else for as long as it takes.
     * Whoever has entered must {@link #leave}.
     */
    Entry enter(Queue queue, ProjectId project, Hangup hangup) {
        var waiter = new Waiter(project);
        synchronized (this) {
            if (queue == Queue.CLIENTS && !queue(queue).leavesRoom(project, MOST_CLIENTS)) {
                full++;
                return queue(queue).size() < MOST_CLIENTS ? Entry.CROWDED : Entry.FULL;
            }
            if (queue != Queue.CLIENTS && closed) {
                return Entry.TURNED_AWAY;
            }
            queue(queue).add(project, waiter);
            serve();
        }
        Entry entry = waiter.isDone() ? waiter.join() : await(waiter, queue, hangup);
        if (entry == Entry.ENTERED && hangup.isHungUp()) {
            leave();
            return Entry.CALLED_OFF;
        }
        return entry;
    }

    /** Sends everybody away who waits, clients apart: they wait nowhere else. */
    synchronized void turnAway() {
        for (Queue queue : List.of(Queue.JOBS, Queue.BATCHES)) {
            Turns<Waiter> turns = queue(queue);
            for (var next = turns.next(); next.isPresent(); next = turns.next()) {
                boolean _ = next.get().complete(Entry.TURNED_AWAY);
            }
        }
    }

    /** The same, and from now on for whoever comes. */
    synchronized void close() {
        closed = true;
        turnAway();
    }

    /** Gives a place back. */
    synchronized void leave() {
        inside--;
        shared.leave(limits);
        serve();
    }

    /** How many have a place. */
    synchronized int inside() {
        return inside;
    }

    /** How many wait for one. */
    synchronized int waiting() {
        return queues.values().stream().mapToInt(Turns::size).sum();
    }

    /** How many clients got none. */
    synchronized long full() {
        return full;
    }

    private Entry await(Waiter waiter, Queue queue, Hangup hangup) {
        hangup.by(() -> end(waiter, queue, Entry.CALLED_OFF));
        Time.Alarm late =
                queue == Queue.CLIENTS
                        ? time.after(PATIENCE, () -> end(waiter, queue, Entry.FULL))
                        : () -> {};
        Entry entry = waiter.join();
        late.cancel();
        // The way to break off is the wire's from here on.
        hangup.over();
        return entry;
    }

    private synchronized void end(Waiter waiter, Queue queue, Entry entry) {
        if (queue(queue).remove(waiter.project, waiter)) {
            full += entry == Entry.FULL ? 1 : 0;
            boolean _ = waiter.complete(entry);
        }
    }

    /** Gives free places away, as fast as the rate allows. With the lock held. */
    private void serve() {
        for (Optional<Queue> next = next(); next.isPresent(); next = next()) {
            Turns<Waiter> turns = queue(next.get());
            ProjectId project = turns.firsts().findFirst().orElseThrow().project;
            if (!places.enter(project, limits)) {
                return;
            }
            if (!startable()) {
                break;
            }
            var _ = places.take();
            inside++;
            turn = (turn + 1) % TURNS.size();
            turns.next().ifPresent(waiter -> waiter.complete(Entry.ENTERED));
        }
        places.withdraw();
    }

    private synchronized void entered() {
        serve();
    }

    private Optional<Queue> next() {
        Queue first = TURNS.get(turn);
        if (queue(first).size() > 0) {
            return Optional.of(first);
        }
        return queues.keySet().stream().filter(each -> queue(each).size() > 0).findFirst();
    }

    /** Whether the rate lets a request start, which it then counts. */
    private boolean startable() {
        if (ratePerSecond == 0) {
            return true;
        }
        rate = rate.refilled(refill, time.steady());
        if (rate.permits()) {
            rate = rate.taken();
            return true;
        }
        if (!alarmed) {
            alarmed = true;
            Instant at = rate.next(refill);
            Time.Alarm _ = time.at(at, this::rung);
        }
        return false;
    }

    private synchronized void rung() {
        alarmed = false;
        serve();
    }

    private Turns<Waiter> queue(Queue queue) {
        return queues.getOrDefault(queue, new Turns<>());
    }
}

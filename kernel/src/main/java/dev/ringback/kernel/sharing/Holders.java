package dev.ringback.kernel.sharing;

import dev.ringback.kernel.model.ProjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who holds places under {@link SharedLimit}s, and who waits for some. One gets a place under each
 * of its keys at once, or none and waits; then it holds up nobody who needs other places. Whoever
 * leaves makes room for those whose turn it is.
 *
 * <p>Each waits in the queue of one key, the first that had no place left, where projects take
 * turns. When that has a place and another has none it goes on to the head of the other's queue. So
 * whoever names wide keys before narrow ones, and shares the wide ones with whom it shares the
 * narrow ones, gets its turn; one that needs places of keys that have nothing to do with each other
 * may be overtaken by many that need one of them. Every operation takes about the same time however
 * many wait.
 *
 * <p>Not for more than one thread at a time.
 *
 * @param <W> who waits; each is the same as no other, and waits for one thing at a time
 */
final class Holders<W> {

    /** What is held under a key, and who waits there. */
    private static final class Held<W> {

        private final Turns<W> queue = new Turns<>();
        private int places;

        boolean isIdle() {
            return places == 0 && queue.size() == 0;
        }
    }

    /** One that waits, and at which key. */
    private record Waiting(ProjectId project, List<SharedLimit> limits, SharedLimit at) {}

    private final Map<String, Held<W>> byKey = new HashMap<>();
    private final Map<W, Waiting> waiting = new HashMap<>();

    /**
     * Takes a place under each of these, or waits for them, as the last of its project.
     *
     * @return whether it has them
     */
    boolean enter(W who, ProjectId project, List<SharedLimit> limits) {
        Optional<SharedLimit> full = full(limits);
        if (full.isPresent()) {
            waiting.put(who, new Waiting(project, limits, full.get()));
            held(full.get()).queue.add(project, who);
            return false;
        }
        limits.forEach(limit -> held(limit).places++);
        return true;
    }

    /**
     * Gives places back.
     *
     * @return who waited for them, and has them now
     */
    List<W> leave(List<SharedLimit> limits) {
        limits.forEach(limit -> held(limit).places--);
        List<W> entered = new ArrayList<>();
        limits.forEach(limit -> serve(limit.key(), entered));
        return entered;
    }

    /**
     * Waits no more.
     *
     * @return who waited behind it, and has places now
     */
    List<W> withdraw(W who) {
        Waiting gone = waiting.remove(who);
        if (gone == null) {
            return List.of();
        }
        boolean _ = held(gone.at()).queue.remove(gone.project(), who);
        List<W> entered = new ArrayList<>();
        serve(gone.at().key(), entered);
        return entered;
    }

    /** How many places are held under a key. */
    int held(String key) {
        return byKey.containsKey(key) ? byKey.get(key).places : 0;
    }

    /** How many wait, whatever for. */
    int waiting() {
        return waiting.size();
    }

    /** How many keys are known: those under which a place is held, or waited for. */
    int keys() {
        return byKey.size();
    }

    /** Gives the places that a key has to those who wait there, in turn. */
    private void serve(String key, List<W> entered) {
        Held<W> here = byKey.get(key);
        while (here != null && here.queue.size() > 0) {
            W first = here.queue.firsts().findFirst().orElseThrow();
            Waiting its = Objects.requireNonNull(waiting.get(first));
            Optional<SharedLimit> full = full(its.limits());
            if (full.filter(limit -> limit.key().equals(key)).isPresent()) {
                return;
            }
            Optional<W> _ = here.queue.next();
            if (full.isPresent()) {
                waiting.put(first, new Waiting(its.project(), its.limits(), full.get()));
                held(full.get()).queue.addFirst(its.project(), first);
            } else {
                waiting.remove(first);
                its.limits().forEach(limit -> held(limit).places++);
                entered.add(first);
            }
        }
        if (here != null && here.isIdle()) {
            byKey.remove(key);
        }
    }

    /** The first that has no place left. */
    private Optional<SharedLimit> full(List<SharedLimit> limits) {
        return limits.stream().filter(limit -> held(limit.key()) >= limit.most()).findFirst();
    }

    private Held<W> held(SharedLimit limit) {
        return byKey.computeIfAbsent(limit.key(), _ -> new Held<>());
    }
}

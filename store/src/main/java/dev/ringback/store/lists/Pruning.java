package dev.ringback.store.lists;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Forgets what is finished and old in small transactions, between which commits get in. A run,
 * which is all that is asked for with one moment, goes on where it stopped, so that what must stay
 * is looked at once in it.
 */
final class Pruning {

    /** How many events one transaction deletes. */
    private static final int AT_ONCE = 100;

    /** How many sightings one transaction looks at. */
    private static final int SIGHTINGS_AT_ONCE = 5_000;

    private final Prunable prunable;
    private final SingleWriter writing;
    private Run run = Run.over(Instant.MIN);

    Pruning(Prunable prunable, SingleWriter writing) {
        this.prunable = prunable;
        this.writing = writing;
    }

    /**
     * How far a run has come.
     *
     * @param before what was accepted earlier may go
     * @param place where it goes on; empty when it is over
     * @param quoted what was quoted by events that went, and so may go too
     */
    private record Run(Instant before, Optional<Prunable.Place> place, List<Long> quoted) {

        static Run begun(Instant before) {
            return new Run(before, Optional.of(Prunable.Place.START), List.of());
        }

        static Run over(Instant before) {
            return new Run(before, Optional.empty(), List.of());
        }

        boolean isOver() {
            return place.isEmpty() && quoted.isEmpty();
        }
    }

    /** Forgets at most so many events; answers how many. Fewer means that the run is over. */
    synchronized int prune(Instant before, Instant now, int limit) {
        int expired = limit;
        while (expired == limit) {
            expired = writing.write(writer -> writer.expire(now.toEpochMilli(), limit));
        }
        while (writing.write(writer -> writer.forget(now.toEpochMilli(), SIGHTINGS_AT_ONCE))) {
            // The next ones, and commits get in between.
        }
        if (run.isOver() || !run.before.equals(before)) {
            run = Run.begun(before);
        }
        int pruned = 0;
        while (pruned < limit && !run.isOver()) {
            pruned += step(limit - pruned);
        }
        return pruned;
    }

    private int step(int limit) {
        List<Long> old;
        Optional<Prunable.Place> place = run.place;
        List<Long> quoted = List.of();
        if (run.quoted.isEmpty()) {
            Prunable.Page page = prunable.after(place.orElseThrow(), run.before, limit);
            old = page.events();
            place = page.next();
        } else {
            old = prunable.among(run.quoted, run.before, limit);
            quoted = old.size() == limit ? run.quoted : List.of();
        }
        List<Long> more = new ArrayList<>(quoted);
        if (!old.isEmpty()) {
            // What only they quoted may go after them.
            more.addAll(prunable.quotedBy(old));
        }
        int pruned = delete(old);
        run = new Run(run.before, place, pruned == 0 ? List.of() : more);
        return pruned;
    }

    private int delete(List<Long> old) {
        int pruned = 0;
        for (int from = 0; from < old.size(); from += AT_ONCE) {
            List<Long> some = old.subList(from, Math.min(from + AT_ONCE, old.size()));
            pruned += writing.write(writer -> writer.prune(some));
        }
        return pruned;
    }
}

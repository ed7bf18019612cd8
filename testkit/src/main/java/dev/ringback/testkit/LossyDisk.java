package dev.ringback.testkit;

import dev.ringback.kernel.model.Change;
import java.util.List;
import java.util.function.Predicate;

/**
 * A disk that takes the first commit of some kind and loses the answer, fails when it is asked
 * again, and has recovered after that.
 */
public final class LossyDisk implements FaultyStore.Faults {

    private final Predicate<Change> lost;
    private int failures;

    /** One that fails for a group with such a change. */
    public LossyDisk(Predicate<Change> lost) {
        this.lost = lost;
    }

    /** Whether there was such a commit. */
    public synchronized boolean hasFailed() {
        return failures > 0;
    }

    @Override
    public synchronized boolean refuses(List<Change> changes) {
        return failures == 1 && fails(changes);
    }

    @Override
    public synchronized boolean losesAnswer(List<Change> changes) {
        return failures == 0 && fails(changes);
    }

    private boolean fails(List<Change> changes) {
        boolean now = changes.stream().anyMatch(lost);
        failures += now ? 1 : 0;
        return now;
    }

    @Override
    public boolean failsToRead() {
        return false;
    }
}

package dev.ringback.testkit;

import dev.ringback.kernel.model.Change;
import java.util.List;

/** A disk that is cut off in the middle of things: before a commit, or right after it. */
public final class DyingDisk implements FaultyStore.Faults {

    private final boolean answerLost;
    private int left;
    private volatile boolean dead;

    /**
     * One that is cut off after a while.
     *
     * @param commits at which of them
     * @param answerLost whether that one is taken, and only its answer lost
     */
    public DyingDisk(int commits, boolean answerLost) {
        this.left = commits;
        this.answerLost = answerLost;
    }

    /** Whether it is cut off. */
    public boolean isDead() {
        return dead;
    }

    @Override
    public synchronized boolean refuses(List<Change> changes) {
        left--;
        boolean refused = dead || (left <= 0 && !answerLost);
        dead |= refused;
        return refused;
    }

    @Override
    public synchronized boolean losesAnswer(List<Change> changes) {
        dead |= left <= 0;
        return dead;
    }

    @Override
    public boolean failsToRead() {
        return dead;
    }
}

package dev.ringback.testkit;

import dev.ringback.kernel.model.Change;
import java.util.List;
import java.util.Random;

/**
 * A disk that fails now and then: of ten commits it refuses one and loses the answer to one, and of
 * a hundred reads one fails.
 */
public final class MoodyDisk implements FaultyStore.Faults {

    private final Random random;
    private volatile boolean moody;

    /** One that works until it is told to be moody. */
    public MoodyDisk(Random random) {
        this.random = random;
    }

    /** Whether it fails from now on. */
    public void moody(boolean now) {
        moody = now;
    }

    private synchronized boolean now(double chance) {
        return moody && random.nextDouble() < chance;
    }

    @Override
    public boolean refuses(List<Change> changes) {
        return now(0.1);
    }

    @Override
    public boolean losesAnswer(List<Change> changes) {
        return now(0.1);
    }

    @Override
    public boolean failsToRead() {
        return now(0.01);
    }
}

package dev.ringback.testkit;

import java.time.Duration;

/**
 * Moves a clock on and on until it is closed: for what waits, and does not tell when it has begun
 * to. How far it goes in all is not known, so nothing else may depend on that clock meanwhile.
 */
public final class PassingTime implements AutoCloseable {

    private final Thread thread;
    private volatile boolean over;

    private PassingTime(ManualTime time, Duration step) {
        thread =
                Thread.ofVirtual()
                        .start(() ->
                                Eventually.until(
                                        "enough time has passed",
                                        () -> {
                                            time.advance(step);
                                            return over;
                                        }));
    }

    /** Moves the clock from now on, by such steps. */
    public static PassingTime of(ManualTime time, Duration step) {
        return new PassingTime(time, step);
    }

    /** Returns when the clock stands still again. */
    @Override
    public void close() {
        over = true;
        Eventually.ended("the clock", thread);
    }
}

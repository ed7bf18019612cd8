package dev.ringback.kernel.time;

import java.time.Instant;

/**
 * A clock that shows what a test has set last. It is for what asks what time it is and no more: the
 * tests' clock that rings alarms is made of the kernel, and so is beyond the kernel's own tests.
 */
public final class StillClock implements Time {

    private volatile Instant shown;

    public StillClock(Instant shown) {
        this.shown = shown;
    }

    public void set(Instant moment) {
        shown = moment;
    }

    @Override
    public Instant now() {
        return shown;
    }

    @Override
    public Instant steady() {
        return shown;
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public Alarm at(Instant moment, Runnable task) {
        throw new UnsupportedOperationException("a clock that stands still rings no alarms");
    }
}

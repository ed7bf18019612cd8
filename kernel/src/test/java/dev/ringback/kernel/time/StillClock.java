package dev.ringback.kernel.time;

import java.time.Instant;

/** A clock that shows what a test has set last. */
public final class StillClock implements Clock {

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
}

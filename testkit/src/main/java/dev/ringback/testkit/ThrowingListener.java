package dev.ringback.testkit;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.port.EngineListener;
import java.time.Duration;

/** Hears nothing but bugs, and throws them. */
public final class ThrowingListener implements EngineListener {

    @Override
    public void attempted(Call call, Event event, Attempt attempt, Outcome outcome) {}

    @Override
    public void accepted(int events, int duplicates) {}

    @Override
    public void committed(int changes, Duration took) {}

    @Override
    public void broke(Call call, RuntimeException bug) {
        throw bug;
    }

    @Override
    public void commitFailed(int changes, Exception cause) {}

    @Override
    public void failed(String loop, Throwable why) {
        throw new IllegalStateException(loop + " failed", why);
    }

    @Override
    public void ended(Throwable why) {
        throw new IllegalStateException("committing has ended", why);
    }
}

package dev.ringback.server;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.port.EngineListener;
import java.time.Duration;

/**
 * Those who hear what the engine does: the observer hears everything, health hears when it is in
 * doubt, and the process hears that it is to end.
 *
 * @param doubt done when a transaction has failed
 */
record EngineListeners(EngineListener observer, Runnable doubt, Runnable end)
        implements EngineListener {

    @Override
    public void attempted(Call call, Event event, Attempt attempt, Outcome outcome) {
        observer.attempted(call, event, attempt, outcome);
    }

    @Override
    public void accepted(int events, int duplicates) {
        observer.accepted(events, duplicates);
    }

    @Override
    public void committed(int changes, Duration took) {
        observer.committed(changes, took);
    }

    @Override
    public void broke(Call call, RuntimeException bug) {
        observer.broke(call, bug);
    }

    @Override
    public void commitFailed(int changes, Exception cause) {
        observer.commitFailed(changes, cause);
        doubt.run();
    }

    @Override
    public void failed(String loop, Throwable why) {
        observer.failed(loop, why);
    }

    @Override
    public void ended(Throwable why) {
        try {
            observer.ended(why);
        } finally {
            end.run();
        }
    }
}

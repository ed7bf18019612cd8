package dev.ringback.server.observe;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EngineListener;
import dev.ringback.server.logs.Logs;
import java.time.Duration;
import java.time.Instant;

/** Hears what the engine does, counts it and logs it. */
public final class Observer implements EngineListener {

    private static final System.Logger LOG = System.getLogger(Observer.class.getName());

    private final Metrics metrics;
    private final Logs logs;

    Observer(Metrics metrics, Logs logs) {
        this.metrics = metrics;
        this.logs = logs;
    }

    @Override
    public void attempted(Call call, Event event, Attempt attempt, Outcome outcome) {
        metrics.attempted(call.kind(), outcome, attempt.timing().totalMicros());
        logs.attempted(call, event, attempt, outcome);
    }

    /** A run of a function has ended. */
    public void ran(
            ProjectId project,
            String run,
            String function,
            String status,
            Instant madeAt,
            Instant endedAt,
            String reason) {
        metrics.ran(status);
        logs.ran(project, run, function, status, madeAt, endedAt, reason);
    }

    @Override
    public void accepted(int events, int duplicates) {
        metrics.accepted(events);
        metrics.duplicates(duplicates);
    }

    @Override
    public void committed(int changes, Duration took) {
        metrics.committed(changes, took);
    }

    @Override
    public void broke(Call call, RuntimeException bug) {
        metrics.broke();
        LOG.log(
                System.Logger.Level.ERROR,
                () -> "call " + call.id() + " of kind " + call.kind() + " failed by a bug",
                bug);
    }

    @Override
    public void commitFailed(int changes, Exception cause) {
        metrics.commitFailed();
        LOG.log(
                System.Logger.Level.ERROR,
                () -> "a commit of " + changes + " changes failed",
                cause);
    }

    @Override
    public void failed(String loop, Throwable why) {
        metrics.broke();
        LOG.log(System.Logger.Level.ERROR, () -> loop + ": failed by a bug, and goes on", why);
    }

    @Override
    public void ended(Throwable why) {
        metrics.broke();
        LOG.log(
                System.Logger.Level.ERROR,
                "nothing can be committed any more, so the process ends",
                why);
    }
}

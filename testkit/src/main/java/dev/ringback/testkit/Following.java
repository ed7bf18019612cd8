package dev.ringback.testkit;

import dev.ringback.kernel.Attempt;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.EngineListener;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.Outcome;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Keeps what is in memory in step with the disk, as the server does, and lets no bug go by.
 *
 * @param onDisk is told of every committed change, in order
 */
public record Following(Consumer<Change> onDisk) implements EngineListener {

    /** Follows nothing. */
    public static final Following NOTHING = new Following(_ -> {});

    @Override
    public void attempted(Call call, Event event, Attempt attempt, Outcome outcome) {}

    @Override
    public void accepted(int events, int duplicates) {}

    @Override
    public void committed(int changes, Duration took) {}

    @Override
    public void onDisk(Change change) {
        onDisk.accept(change);
    }

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

package dev.ringback.kernel.port;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import java.time.Duration;

/** Is told what the engine does; never asked. Returns quickly and does not throw. */
public interface EngineListener extends Loop.Report {

    /** An attempt has been made and judged; its commit follows. */
    void attempted(Call call, Event event, Attempt attempt, Outcome outcome);

    /**
     * Events are on disk.
     *
     * @param events how many
     * @param duplicates how many more were left out, because events with their ids exist
     */
    void accepted(int events, int duplicates);

    /** A group of changes has been committed. */
    void committed(int changes, Duration took);

    /** Something that must not happen did; the call is tried again. */
    void broke(Call call, RuntimeException bug);

    /** A transaction failed; its changes are tried again, one by one. */
    void commitFailed(int changes, Exception cause);

    /**
     * Committing has ended by something that is no exception, such as a class that cannot be
     * loaded: nothing can be accepted or settled any more, and the process is to end with a status
     * other than zero. All who waited have been answered.
     */
    void ended(Throwable why);
}

package dev.ringback.server.command;

import java.util.OptionalInt;
import java.util.function.Supplier;

/** The signal by which somebody wants the process to end. */
@FunctionalInterface
public interface StopSignal {

    /**
     * Waits for the moment and then runs the work.
     *
     * @param watching runs as soon as the moment cannot be missed any more; the exit code if there
     *     is nothing to wait for
     * @param stop what is to be done before the process ends
     * @return the exit code
     */
    int await(Supplier<OptionalInt> watching, Runnable stop);

    /** SIGTERM, SIGINT and SIGHUP to this process. */
    static StopSignal ofProcess() {
        return ProcessSignals::await;
    }
}

package dev.ringback.server.command;

import dev.ringback.server.config.Settings;

/** Starts a server. */
@FunctionalInterface
public interface Launch {

    /** Returns when the server takes requests, stands by, or cannot do either. */
    Outcome start(Settings settings);

    /** What came of starting. */
    sealed interface Outcome {

        /** It takes requests. */
        record Up(StartedServer server) implements Outcome {}

        /** Another process does the work, and this one waits for its turn. */
        record StandingBy(StandbyServer waiting) implements Outcome {}

        /**
         * It cannot start: the port is taken, the database cannot be reached, and the like.
         *
         * @param reason one sentence for the operator
         */
        record Failed(String reason) implements Outcome {}
    }
}

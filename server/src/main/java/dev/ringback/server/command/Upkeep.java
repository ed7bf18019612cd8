package dev.ringback.server.command;

import dev.ringback.server.config.Settings;
import java.nio.file.Path;
import java.util.List;

/** Backs up and moves data, at rest or beside a server that runs. */
public interface Upkeep {

    /**
     * Copies the data of a server, which may run meanwhile.
     *
     * @param settings those of the server
     * @param backup what is wanted
     */
    Outcome backup(Settings settings, Backup backup);

    /**
     * Takes all data of a directory into a PostgreSQL database, all of it or nothing.
     *
     * @param settings the database to which, as a server would be started on it
     * @param from the data directory, on which no server runs
     */
    Outcome move(Settings settings, Path from);

    /**
     * A backup that is wanted.
     *
     * @param file where the database goes; the secret key goes beside it
     * @param overwrite whether files that are there may be replaced
     * @param withKey whether the secret key is copied too
     */
    record Backup(Path file, boolean overwrite, boolean withKey) {}

    /** What came of it. */
    sealed interface Outcome {

        /**
         * It is done.
         *
         * @param lines what the operator should know
         */
        record Done(List<String> lines) implements Outcome {

            public Done {
                lines = List.copyOf(lines);
            }
        }

        /**
         * It is not done, and nothing is left of it.
         *
         * @param reason one sentence for the operator
         */
        record Failed(String reason) implements Outcome {}
    }
}

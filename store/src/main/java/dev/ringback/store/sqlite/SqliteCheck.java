package dev.ringback.store.sqlite;

import dev.ringback.kernel.port.StoreException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Reads a database through once after a start that found its write-ahead log, and tells in the log
 * when it is not as SQLite leaves it: as after a copy of files that were in use. SQLite itself
 * would notice only where it happens to read. It is done beside the work, on a connection of its
 * own, and only once after an end that was none of ours, since it takes a second for some hundred
 * megabytes.
 */
final class SqliteCheck implements AutoCloseable {

    /** What is larger would keep the disk busy for long; then the log says how to check it. */
    private static final long LARGEST = 1L << 30;

    private static final System.Logger LOG = System.getLogger(SqliteCheck.class.getName());

    private final SqliteFile file;
    private final Path database;
    private final boolean unclean;
    private @Nullable Reading reading;
    private volatile boolean closed;

    /**
     * Nothing is read before {@link #start}.
     *
     * @param unclean whether the process before did not close the database
     */
    SqliteCheck(SqliteFile file, Path database, boolean unclean) {
        this.file = file;
        this.database = database;
        this.unclean = unclean;
    }

    /** A reading that can be broken off. */
    private record Reading(Connection connection, Statement statement, Thread thread) {}

    /** Begins, where there is something to be checked. */
    void start() throws SQLException, IOException {
        if (unclean && Files.size(database) > LARGEST) {
            LOG.log(
                    Level.INFO,
                    """
                    The database %s was not closed by the process before. It is too large to be \
                    checked beside the work; "PRAGMA quick_check" on a backup does it.\
                    """
                            .formatted(database));
        } else if (unclean) {
            Connection connection = file.reader();
            Statement statement = connection.createStatement();
            Thread thread =
                    Thread.ofPlatform().daemon().name("sqlite-check").start(() -> check(statement));
            reading = new Reading(connection, statement, thread);
        }
    }

    private void check(Statement statement) {
        try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = rows.next() ? rows.getString(1) : "nothing";
            if (!found.equals("ok") && !closed) {
                tell(found);
            }
        } catch (SQLException e) {
            if (!closed) {
                tell(String.valueOf(e.getMessage()));
            }
        }
    }

    private void tell(String found) {
        LOG.log(
                Level.ERROR,
                """
                The database %s is damaged, as after a copy of files that were in use: %s. Stop the \
                server and go on from a backup.\
                """
                        .formatted(database, found.replaceAll("\\s+", " ")));
    }

    @Override
    public void close() {
        closed = true;
        Reading current = reading;
        if (current == null) {
            return;
        }
        try (Connection _ = current.connection()) {
            // Ends the reading within a moment; one that has ended does not mind.
            current.statement().cancel();
            current.thread().join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new StoreException("The connection of the check cannot be closed.", e);
        }
    }
}

package dev.ringback.store;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The store in one SQLite file, for one process.
 *
 * <p>{@link Store#commit} works on the thread that calls it and should be given a platform thread:
 * a virtual one would hold its carrier during the flush to disk. All else may come from any thread.
 */
public final class SqliteStore {

    private static final int READERS = 3;

    private SqliteStore() {}

    /**
     * Opens the database in a directory, which is made when it is missing. Both are closed to other
     * users where the file system knows users.
     *
     * @throws StoreException in words for the person who started the program: when another process
     *     uses the directory, when a newer program wrote the database, when it cannot be opened
     */
    public static Store open(Path directory) {
        return open(directory, new SqliteFile(directory.resolve("ringback.db")));
    }

    /** Opens a database whose connections are made in another way. */
    static Store open(Path directory, SqliteFile file) {
        return open(directory, file, ListLimits.DEFAULT);
    }

    /** The same, with other limits. */
    static Store open(Path directory, SqliteFile file, ListLimits limits) {
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            DirectoryLock.ownFile(directory.resolve("ringback.db"));
            return open(lock, file, limits);
        } catch (SQLException e) {
            lock.close();
            throw new StoreException(
                    "The database in %s cannot be opened: %s".formatted(directory, e.getMessage()),
                    e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Store open(DirectoryLock lock, SqliteFile file, ListLimits limits)
            throws SQLException {
        Connection connection = file.writer();
        try {
            Schema.sqlite().apply(connection);
            var checkpointer = new SqliteCheckpointer(file);
            var readers = new SqliteReaders(file, "reader", READERS);
            // One more than there are lists, for pruning.
            var lists = new SqliteReaders(file, "list", limits.places() + 1);
            var writing =
                    new Writing(
                            "SQLite",
                            new SqliteWriter(connection),
                            () -> new SqliteWriter(file.writer()));
            return new DatabaseStore(
                    Dialect.SQLITE,
                    readers,
                    lists,
                    limits,
                    writing,
                    changes -> checkpointer.committed(weight(changes)),
                    () -> close(lock, List.of(readers, lists), checkpointer, writing));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static long weight(List<Change> changes) {
        long weight = 0;
        for (Change change : changes) {
            weight += change.weight();
        }
        return weight;
    }

    /** Closes the last first; the lock goes last, so that nobody opens what is still in use. */
    private static void close(
            DirectoryLock lock,
            List<SqliteReaders> readers,
            SqliteCheckpointer checkpointer,
            Writing writing) {
        try (lock;
                checkpointer) {
            writing.close();
            readers.forEach(SqliteReaders::close);
        }
    }
}

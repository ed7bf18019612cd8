package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.lists.DatabaseStore;
import dev.ringback.store.lists.SingleWriter;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.DirectoryLock;
import dev.ringback.store.rows.FileTrouble;
import dev.ringback.store.rows.ListLimits;
import dev.ringback.store.rows.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /** The name of the database in its directory. */
    public static final String FILE = "ringback.db";

    /** What the old database is called when its data is elsewhere. */
    public static final String MOVED = FILE + ".moved";

    private static final int READERS = 3;

    private SqliteStore() {}

    /**
     * Opens the database in a directory, which is made when it is missing. Both are closed to other
     * users where the file system knows users.
     *
     * @throws StoreException in words for the person who started the program: when another process
     *     uses the directory, when a newer program wrote the database, when it is no database of
     *     ours or not all of it, when it cannot be opened
     */
    public static Store open(Path directory) {
        return open(directory, new SqliteFile(directory.resolve(FILE)));
    }

    /** Opens a database whose connections are made in another way. */
    public static Store open(Path directory, SqliteFile file) {
        return open(directory, file, ListLimits.DEFAULT);
    }

    /** The same, with other limits. */
    public static Store open(Path directory, SqliteFile file, ListLimits limits) {
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            Path database = directory.resolve(FILE);
            boolean unclean = prepare(database);
            return open(lock, file, limits, new SqliteCheck(file, database, unclean));
        } catch (SQLException | IOException e) {
            lock.close();
            throw new StoreException(
                    "The database in %s cannot be opened: %s. A backup can be put in its place."
                            .formatted(directory, FileTrouble.words(e)),
                    e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Looks at the database that is there, or makes one. True when nobody closed it. */
    private static boolean prepare(Path database) throws SQLException, IOException {
        boolean unclean = SqliteInspection.hasLog(database);
        if (Files.exists(database)) {
            DirectoryLock.ownFile(database);
            SqliteInspection.tellOfDamage(database);
            SqliteInspection.requireOurs(database);
        } else {
            SqliteInspection.requireNothing(database);
            make(database);
        }
        return unclean;
    }

    /** It gets its name when it is whole, so that an empty file is known to be none of ours. */
    private static void make(Path database) throws SQLException, IOException {
        Path aside = database.resolveSibling(FILE + ".new");
        for (String beside : List.of("", "-journal", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(aside + beside));
        }
        DirectoryLock.ownFile(aside);
        try (Connection connection = new SqliteFile(aside).writer()) {
            Schema.sqlite().apply(connection);
        }
        Files.move(aside, database, StandardCopyOption.ATOMIC_MOVE);
        DirectoryLock.sync(database.resolveSibling(""));
    }

    private static Store open(
            DirectoryLock lock, SqliteFile file, ListLimits limits, SqliteCheck check)
            throws SQLException, IOException {
        Connection connection = file.writer();
        try {
            Schema.sqlite().apply(connection);
            var pause = new ReaderPause();
            var checkpointer = new SqliteCheckpointer(file, pause);
            var readers = new SqliteReaders(file, pause, "reader", READERS);
            // One more than there are lists, for pruning.
            var lists = new SqliteReaders(file, pause, "list", limits.places() + 1);
            // It asks questions itself, and so must not take the place of who answers them.
            var pruner = new SqliteThreads("pruner", 1);
            var fresh = new FreshSightings();
            var writing =
                    new SingleWriter(
                            "SQLite",
                            new SqliteWriter(connection, fresh),
                            () -> new SqliteWriter(file.writer(), fresh));
            check.start();
            return new DatabaseStore(
                    Dialect.SQLITE,
                    readers,
                    lists,
                    pruner,
                    limits,
                    writing,
                    (key, now) -> fresh.seen(readers, key, now),
                    changes -> checkpointer.committed(weight(changes)),
                    () -> {
                        // The last first; the lock goes last, so that nobody opens what is in use.
                        try (lock;
                                check;
                                checkpointer;
                                lists;
                                readers;
                                pruner) {
                            writing.close();
                        }
                    });
        } catch (SQLException | IOException | RuntimeException e) {
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
}

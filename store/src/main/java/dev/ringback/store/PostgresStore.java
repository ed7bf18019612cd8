package dev.ringback.store;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.PostgresNode.Standing;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The store in a PostgreSQL database, version 14 or later.
 *
 * <p>When the server goes away, commits and reads fail until it is back; a commit of which nobody
 * knows whether it succeeded may be tried again without doubling anything.
 */
public final class PostgresStore {

    private static final System.Logger LOG = System.getLogger(PostgresStore.class.getName());

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** Longer than it takes to be sure that a former owner is dead. */
    private static final int LOOKS = 80;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private PostgresStore() {}

    /**
     * Opens a database that exists, as its owner; its tables are made when they are missing. When a
     * former owner ended without a word this waits until it is certain that it is dead.
     *
     * @param url {@code postgresql://user:password@host:port/database?name=value}, also with {@code
     *     jdbc:} before it
     * @throws StoreException in words for the person who started the program: as {@link
     *     PostgresNode#on} says, and when another process owns the database
     */
    public static Store open(String url) {
        PostgresNode node =
                PostgresNode.on(
                        url, Lifeline.none(), "", why -> LOG.log(System.Logger.Level.ERROR, why));
        try {
            return untilOwner(node);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private static Store untilOwner(PostgresNode node) {
        var never = new CountDownLatch(1);
        boolean waited = true;
        for (int i = 0; i < LOOKS && waited; i++) {
            switch (node.look()) {
                case Standing.Owner(Store store) -> {
                    return store;
                }
                case Standing.StandingBy(String _, boolean lively) -> {
                    if (lively) {
                        throw owned(node);
                    }
                }
                case Standing.Away(String why) ->
                        throw new StoreException(
                                "The database %s cannot be opened: %s".formatted(node, why));
            }
            waited = pause(never);
        }
        throw owned(node);
    }

    private static StoreException owned(PostgresNode node) {
        return new StoreException(
                "Another Ringback process owns the database %s: wait or stop it.".formatted(node));
    }

    private static boolean pause(CountDownLatch never) {
        try {
            return !never.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * The store of a node that owns its database.
     *
     * @param lost is told when a commit was refused because it does not own it any more
     * @param end runs when the store is closed, at last
     */
    static Store of(
            PostgresAddress address,
            PostgresDatabase database,
            Node node,
            Consumer<String> lost,
            Runnable end)
            throws SQLException {
        return of(address, database, node, ListLimits.DEFAULT, lost, end);
    }

    /** The same, with other limits for the lists of people. */
    static Store of(
            PostgresAddress address,
            PostgresDatabase database,
            Node node,
            ListLimits limits,
            Consumer<String> lost,
            Runnable end)
            throws SQLException {
        var sessions = new PostgresSessions(database, node, lost);
        PostgresWriter writer = sessions.open();
        try {
            return of(address, limits, new SingleWriter("PostgreSQL", writer, sessions::open), end);
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static Store of(
            PostgresAddress address, ListLimits limits, SingleWriter writing, Runnable end) {
        var readers = PostgresReaders.quick(address);
        // One more than there are lists, for pruning.
        var lists = PostgresReaders.apart(address, limits.places() + 1);
        return new DatabaseStore(
                Dialect.POSTGRES,
                readers,
                lists,
                Supplier::get,
                limits,
                writing,
                changes -> {},
                () -> close(end, readers, lists, writing));
    }

    /** The store of a node that owns nothing: it can be read. */
    static Store reading(PostgresAddress address) {
        SingleWriter.Opener none =
                () -> {
                    throw new StoreException("Another process owns the database " + address + ".");
                };
        return of(address, ListLimits.DEFAULT, new SingleWriter("PostgreSQL", none), () -> {});
    }

    /** Closes the last first; the database is given up when nothing of this process is left. */
    private static void close(
            Runnable end, PostgresReaders readers, PostgresReaders lists, SingleWriter writing) {
        try (AutoCloseable _ = end::run;
                readers;
                lists) {
            writing.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StoreException("PostgreSQL could not be closed: " + e.getMessage(), e);
        }
    }

    /** Whether a statement failed because somebody else holds a lock for long. */
    static boolean isLockTimeout(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }
}

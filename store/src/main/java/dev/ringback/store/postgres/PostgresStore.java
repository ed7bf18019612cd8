package dev.ringback.store.postgres;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.lists.DatabaseStore;
import dev.ringback.store.lists.SingleWriter;
import dev.ringback.store.node.Node;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.ListLimits;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The store in a PostgreSQL database, version 14 or later.
 *
 * <p>When the server goes away, commits and reads fail until it is back; a commit of which nobody
 * knows whether it succeeded may be tried again without doubling anything.
 */
public final class PostgresStore {

    private PostgresStore() {}

    /**
     * The store of a node that owns its database.
     *
     * @param lost is told when a commit was refused because it does not own it any more
     * @param end runs when the store is closed, at last
     */
    public static Store of(
            PostgresAddress address,
            PostgresDatabase database,
            Node node,
            Consumer<String> lost,
            Runnable end)
            throws SQLException {
        return of(address, database, node, ListLimits.DEFAULT, lost, end);
    }

    /** The same, with other limits for the lists of people. */
    public static Store of(
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
                (key, now) -> PostgresSightings.seen(readers, key, now),
                changes -> {},
                () -> close(end, readers, lists, writing));
    }

    /** The store of a node that owns nothing: it can be read. */
    public static Store reading(PostgresAddress address) {
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
}

package dev.ringback.store;

import dev.ringback.kernel.Store;
import dev.ringback.kernel.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The store in a PostgreSQL database, version 14 or later.
 *
 * <p>When the server goes away, commits and reads fail until it is back; a commit of which nobody
 * knows whether it succeeded may be tried again without doubling anything.
 */
public final class PostgresStore {

    private PostgresStore() {}

    /**
     * Opens a database that exists; its tables are made when they are missing.
     *
     * @param url {@code postgresql://user:password@host:port/database?name=value}, also with {@code
     *     jdbc:} before it
     * @throws StoreException in words for the person who started the program: when the server does
     *     not answer or does not let us in, when another process owns the database, when a newer
     *     program wrote it
     */
    public static Store open(String url) {
        PostgresAddress address = PostgresAddress.parse(url);
        PostgresDatabase database = new PostgresDatabase(address);
        try {
            return open(address, database);
        } catch (SQLException e) {
            throw new StoreException(
                    "The database %s cannot be opened: %s".formatted(address, e.getMessage()), e);
        }
    }

    /** Opens a database whose connections are made in another way. */
    static Store open(PostgresAddress address, PostgresDatabase database) throws SQLException {
        Connection connection = database.owner();
        try {
            new Schema("postgres").apply(connection);
            var readers = new PostgresReaders(address);
            var writing =
                    new Writing(
                            "PostgreSQL",
                            new PostgresWriter(connection),
                            () -> new PostgresWriter(database.owner()));
            return new DatabaseStore(
                    Dialect.POSTGRES,
                    readers,
                    writing,
                    changes -> {},
                    () -> {
                        try (readers) {
                            writing.close();
                        }
                    });
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}

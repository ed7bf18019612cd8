package dev.ringback.store;

import dev.ringback.kernel.StoreException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Connects the one process that owns the database. Ownership is an advisory lock of the writing
 * session: it ends with the session, so nothing is left behind by a process that was killed, and
 * with the connection a process loses the right to write as well.
 */
class PostgresDatabase {

    /** Oldest version that has all that the statements use. */
    private static final int OLDEST = 14;

    /** Any number that no one else is likely to lock in this database. */
    private static final long OWNERSHIP = 0x52494E474241434BL;

    /** The session of a process that was just killed may take a moment to be noticed. */
    private static final String PATIENCE = "5s";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /**
     * The writing session knows each row's key, and its statements are planned once. Without these
     * settings one planned while a table was empty would read the whole table ever after.
     */
    private static final List<String> SETTINGS =
            List.of(
                    "synchronous_commit = on",
                    "plan_cache_mode = force_generic_plan",
                    "enable_seqscan = off",
                    "enable_hashjoin = off",
                    "enable_mergejoin = off",
                    "jit = off");

    private final PostgresAddress address;

    PostgresDatabase(PostgresAddress address) {
        this.address = address;
    }

    /**
     * Opens a connection that owns the database and does not commit by itself.
     *
     * @throws StoreException when another process owns it
     */
    Connection owner() throws SQLException {
        Connection connection =
                DriverManager.getConnection(address.jdbcUrl(), address.properties());
        try (Statement statement = connection.createStatement()) {
            requireVersion(connection);
            own(statement);
            for (String setting : SETTINGS) {
                statement.execute("SET " + setting);
            }
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void requireVersion(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST) {
            throw new StoreException(
                    "The database %s is PostgreSQL %d, but at least %d is needed."
                            .formatted(address, version, OLDEST));
        }
    }

    void own(Statement statement) throws SQLException {
        statement.execute("SET lock_timeout = '" + PATIENCE + "'");
        try (ResultSet _ = statement.executeQuery("SELECT pg_advisory_lock(" + OWNERSHIP + ")")) {
            statement.execute("SET lock_timeout = 0");
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new StoreException(
                        "Another Ringback process owns the database %s: wait or stop it."
                                .formatted(address),
                        e);
            }
            throw e;
        }
    }
}

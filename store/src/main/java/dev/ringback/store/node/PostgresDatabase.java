package dev.ringback.store.node;

import dev.ringback.kernel.port.StoreException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** Connects to a database, for each purpose with the settings that it needs. */
public class PostgresDatabase {

    /** Oldest version that has all that the statements use. */
    private static final int OLDEST = 14;

    /**
     * What the server does about a process that has vanished or stands still: the connection of a
     * host without power is closed after seconds rather than two hours, and a transaction in which
     * nothing happens any more is broken off before anybody takes over.
     */
    private static final List<String> VANISHED =
            List.of(
                    "tcp_keepalives_idle = 3",
                    "tcp_keepalives_interval = 1",
                    "tcp_keepalives_count = 3",
                    "tcp_user_timeout = '6s'",
                    "idle_in_transaction_session_timeout = '4s'");

    /**
     * The writing session knows each row's key, and its statements are planned once. Without these
     * settings one planned while a table was empty would read the whole table ever after.
     */
    private static final List<String> WRITING =
            List.of(
                    "synchronous_commit = on",
                    "lock_timeout = '5s'",
                    "statement_timeout = '9s'",
                    "plan_cache_mode = force_generic_plan",
                    "enable_seqscan = off",
                    "enable_hashjoin = off",
                    "enable_mergejoin = off",
                    "jit = off");

    private static final List<String> WATCHING =
            List.of("synchronous_commit = on", "lock_timeout = '2s'", "statement_timeout = '5s'");

    /** How long an answer may take, a commit's too, before the connection is given up. */
    private static final String GIVEN_UP = "10";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final PostgresAddress address;

    public PostgresDatabase(PostgresAddress address) {
        this.address = address;
    }

    /** A connection by which nodes see each other; each statement is a transaction. */
    Connection watching() throws SQLException {
        return connect(WATCHING, GIVEN_UP);
    }

    /** A connection on which transactions write; it does not commit by itself. */
    public Connection writing() throws SQLException {
        Connection connection = connect(WRITING, GIVEN_UP);
        connection.setAutoCommit(false);
        return connection;
    }

    /** A connection that may take its time to change tables; it does not commit by itself. */
    public Connection changing() throws SQLException {
        Connection connection = connect(List.of("lock_timeout = '10s'"), "0");
        connection.setAutoCommit(false);
        return connection;
    }

    private Connection connect(List<String> settings, String givenUp) throws SQLException {
        Properties properties = address.properties();
        if (!address.sets("socketTimeout")) {
            properties.setProperty("socketTimeout", givenUp);
        }
        Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties);
        try (Statement statement = connection.createStatement()) {
            requireVersion(connection);
            for (List<String> some : List.of(VANISHED, settings)) {
                statement.execute("SET " + String.join("; SET ", some));
            }
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

    /** Whether a statement failed because somebody else holds a lock for long. */
    static boolean isLockTimeout(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }

    @Override
    public String toString() {
        return address.toString();
    }
}

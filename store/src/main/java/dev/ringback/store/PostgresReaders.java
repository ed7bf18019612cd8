package dev.ringback.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ringback.kernel.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A small pool of connections on which reads run, each on the thread that asks. A connection may
 * have been cut while it lay idle, which shows when it is used: a read that fails with its
 * connection is asked once more on a new one.
 */
final class PostgresReaders implements Session, AutoCloseable {

    static final int CONNECTIONS = 4;

    /** How long a server may take to show that it is there. */
    private static final int SIGN_OF_LIFE_SECONDS = 2;

    /**
     * All joins here are from a few rows to those that they name. After a while the planner makes
     * one plan for all arguments, and would read whole tables to be ready for many.
     */
    private static final String SETTINGS =
            "SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

    private final HikariDataSource pool;

    PostgresReaders(PostgresAddress address) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ringback");
        config.setJdbcUrl(address.jdbcUrl());
        config.setDataSourceProperties(address.properties());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setReadOnly(true);
        config.setConnectionInitSql(SETTINGS);
        // Whoever reads for a client has to answer within two seconds, also that it cannot.
        config.setConnectionTimeout(1_500);
        config.setValidationTimeout(1_000);
        // The writer is connected already; a pool that cannot be filled says so when asked.
        config.setInitializationFailTimeout(-1);
        pool = new HikariDataSource(config);
    }

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        try {
            return readTwiceAtMost(sql, arguments, row);
        } catch (SQLException e) {
            throw new StoreException("PostgreSQL could not read: " + e.getMessage(), e);
        }
    }

    private <T> List<T> readTwiceAtMost(String sql, List<?> arguments, Row<T> row)
            throws SQLException {
        try (Connection connection = pool.getConnection()) {
            try {
                return read(connection, sql, arguments, row);
            } catch (SQLException e) {
                if (connection.isValid(SIGN_OF_LIFE_SECONDS)) {
                    throw e;
                }
                // What cut this one has cut the others, too: none of them is for the second time.
                pool.getHikariPoolMXBean().softEvictConnections();
            }
        }
        try (Connection connection = pool.getConnection()) {
            return read(connection, sql, arguments, row);
        }
    }

    private static <T> List<T> read(
            Connection connection, String sql, List<?> arguments, Row<T> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return Session.rows(statement, arguments, row);
        }
    }

    @Override
    public <T> T run(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StoreException("PostgreSQL could not write: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}

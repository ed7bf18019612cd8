package dev.ringback.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ringback.kernel.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;

/** A small pool of connections on which reads run, each on the thread that asks. */
final class PostgresReaders implements Session, AutoCloseable {

    private static final int CONNECTIONS = 4;

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
        config.setConnectionTimeout(10_000);
        // The writer is connected already; a pool that cannot be filled says so when asked.
        config.setInitializationFailTimeout(-1);
        pool = new HikariDataSource(config);
    }

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return Session.rows(statement, arguments, row);
        } catch (SQLException e) {
            throw new StoreException("PostgreSQL could not read: " + e.getMessage(), e);
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

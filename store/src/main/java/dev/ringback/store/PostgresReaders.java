package dev.ringback.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ringback.kernel.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A small pool of connections on which reads run, each on the thread that asks. */
final class PostgresReaders implements Session, AutoCloseable {

    private static final int CONNECTIONS = 4;

    private final HikariDataSource pool;

    PostgresReaders(PostgresAddress address) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ringback");
        config.setJdbcUrl(address.jdbcUrl());
        config.setDataSourceProperties(address.properties());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setReadOnly(true);
        config.setConnectionTimeout(10_000);
        // The writer is connected already; a pool that cannot be filled says so when asked.
        config.setInitializationFailTimeout(-1);
        pool = new HikariDataSource(config);
    }

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.size(); i++) {
                statement.setObject(i + 1, arguments.get(i));
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row.read(result));
                }
            }
            return rows;
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

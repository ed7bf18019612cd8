package dev.ringback.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.Silence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * A small pool of connections on which reads run, each on the thread that asks. A connection may
 * have been cut while it lay idle, which shows when it is used: a read that fails with its
 * connection is asked once more on a new one. One to which the server says nothing is given up,
 * with its connection, about as soon as one that waits for a connection.
 */
public final class PostgresReaders implements Session, AutoCloseable {

    static final int CONNECTIONS = 4;

    /** How long a server may take to show that it is there. */
    private static final int SIGN_OF_LIFE_SECONDS = 1;

    /**
     * Whoever waits for a connection to a server that is away, or for its answer, shall soon be
     * told; the address may allow more. In seconds.
     */
    private static final String LOGIN_TIMEOUT = "2";

    /** What is left to a question that waited for a connection, at least. */
    private static final int SHORTEST_MILLIS = 500;

    /** The first connection may take its time: a server that starts has nobody waiting yet. */
    private static final int FIRST_MILLIS = 30_000;

    /**
     * All joins here are from a few rows to those that they name, and every question has its index;
     * the planner, which does not know that, would read whole tables to be ready for many.
     */
    private static final String SETTINGS =
            "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
                    + " SET max_parallel_workers_per_gather = 0; SET jit = off;"
                    + " SET plan_cache_mode = ";

    private final HikariDataSource pool;
    private final Duration soon;

    private PostgresReaders(PostgresAddress address, String name, int connections, String plans) {
        Properties properties = address.properties();
        properties.putIfAbsent("loginTimeout", LOGIN_TIMEOUT);
        soon = soon(properties.getProperty("loginTimeout"));
        // Half a second less than a log-in may take.
        long patience = soon.toMillis() - 500;
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.jdbcUrl());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setReadOnly(true);
        // A question that nobody waits for any more ends by itself when the server is there again.
        config.setConnectionInitSql(
                "%s%s; SET statement_timeout = '%ss'"
                        .formatted(SETTINGS, plans, properties.getProperty("socketTimeout")));
        config.setConnectionTimeout(patience);
        config.setValidationTimeout(patience - 500);
        config.setInitializationFailTimeout(FIRST_MILLIS);
        pool = opened(address, config);
    }

    private static HikariDataSource opened(PostgresAddress address, HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw new StoreException(
                    "The database %s cannot be read: %s".formatted(address, e.getMessage()), e);
        }
    }

    /** What is no number is for the driver to refuse. */
    private static Duration soon(String loginTimeout) {
        String seconds = loginTimeout.matches("[1-9][0-9]{0,4}") ? loginTimeout : LOGIN_TIMEOUT;
        return Duration.ofSeconds(Math.max(Long.parseLong(seconds), 2));
    }

    /**
     * For what is quick. A plan for all arguments is made the first time: one for known arguments
     * would miss the index of the queue, which is led by an expression.
     */
    static PostgresReaders quick(PostgresAddress address) {
        return new PostgresReaders(address, "ringback", CONNECTIONS, "force_generic_plan");
    }

    /** For what may take long, and is worth a plan for its arguments. */
    public static PostgresReaders apart(PostgresAddress address, int connections) {
        return new PostgresReaders(address, "ringback-lists", connections, "force_custom_plan");
    }

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        long asked = System.nanoTime();
        return ask(connection -> {
            Duration left = soon.minusNanos(System.nanoTime() - asked);
            // Bounds a silence: whoever reads much over a slow line may take longer.
            connection.setNetworkTimeout(
                    Runnable::run, (int) Math.max(left.toMillis(), SHORTEST_MILLIS));
            return read(connection, sql, arguments, row);
        });
    }

    @Override
    public Session patient() {
        return new Session() {
            @Override
            public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
                return ask(connection -> read(connection, sql, arguments, row));
            }
        };
    }

    /** One question, on a connection that is lent. */
    @FunctionalInterface
    private interface Question<T> {
        List<T> on(Connection connection) throws SQLException;
    }

    private <T> List<T> ask(Question<T> question) {
        try {
            return askTwiceAtMost(question);
        } catch (SQLException e) {
            throw new StoreException("PostgreSQL could not read: " + e.getMessage(), e);
        }
    }

    private <T> List<T> askTwiceAtMost(Question<T> question) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            try {
                return question.on(connection);
            } catch (SQLException e) {
                boolean silent = Silence.in(e);
                if (!silent && connection.isValid(SIGN_OF_LIFE_SECONDS)) {
                    throw e;
                }
                // What cut this one has cut the others, too: none of them is for the second time.
                pool.getHikariPoolMXBean().softEvictConnections();
                if (silent) {
                    throw e;
                }
            }
        }
        try (Connection connection = pool.getConnection()) {
            return question.on(connection);
        }
    }

    private static <T> List<T> read(
            Connection connection, String sql, List<?> arguments, Row<T> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return Session.rows(statement, arguments, row);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}

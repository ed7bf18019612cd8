package dev.ringback.store.postgres;

import dev.ringback.kernel.port.UnhurriedThread;
import dev.ringback.store.node.PostgresAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * Connections on which reads run, a few at most. Each is opened by whoever needs it: a database
 * that comes back is there for the next who asks, and none that went away is waited for.
 */
final class ReadConnections implements AutoCloseable {

    /**
     * Whoever waits for a connection to a server that is away, or for its answer, shall soon be
     * told; the address may allow more. In seconds.
     */
    private static final String LOGIN_TIMEOUT = "2";

    /** How long whoever is in no hurry waits. In seconds. */
    private static final String UNHURRIED = "60";

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(10);

    /**
     * All joins here are from a few rows to those that they name, and every question has its index;
     * the planner, which does not know that, would read whole tables to be ready for many.
     */
    private static final String SETTINGS =
            "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
                    + " SET max_parallel_workers_per_gather = 0; SET jit = off;"
                    + " SET plan_cache_mode = ";

    private final PostgresAddress address;
    private final String plans;
    private final Duration soon;
    private final AtomicLong forgotten = new AtomicLong();
    private final GenericObjectPool<Line> pool;

    /**
     * A connection.
     *
     * @param silence how many milliseconds an answer may take if nobody says otherwise
     * @param round how often all had been forgotten when it was opened
     */
    private record Line(Connection connection, int silence, long round) {}

    ReadConnections(PostgresAddress address, int most, String plans) {
        this.address = address;
        this.plans = plans;
        soon = soon(login(LOGIN_TIMEOUT).getProperty("loginTimeout"));
        var config = new GenericObjectPoolConfig<Line>();
        config.setMaxTotal(most);
        config.setMaxIdle(most);
        config.setJmxEnabled(false);
        config.setMinEvictableIdleDuration(LONGEST_IDLE);
        config.setTimeBetweenEvictionRuns(BETWEEN_LOOKS);
        pool = new GenericObjectPool<>(new Lines(), config);
    }

    private Properties login() {
        return login(UnhurriedThread.isThis() ? UNHURRIED : LOGIN_TIMEOUT);
    }

    private Properties login(String timeout) {
        Properties properties = address.properties();
        properties.putIfAbsent("loginTimeout", timeout);
        return properties;
    }

    /** What is no number is for the driver to refuse. */
    private static Duration soon(String loginTimeout) {
        String seconds = loginTimeout.matches("[1-9][0-9]{0,4}") ? loginTimeout : LOGIN_TIMEOUT;
        return Duration.ofSeconds(Math.max(Long.parseLong(seconds), 2));
    }

    /** How long whoever asks on this thread may be left without an answer. */
    Duration patience() {
        Duration unhurried = soon(UNHURRIED);
        return UnhurriedThread.isThis() && unhurried.compareTo(soon) > 0 ? unhurried : soon;
    }

    /** Opens the first, which shows that there is a database. */
    void begin() throws SQLException {
        Optional<SQLException> failed =
                UnhurriedThread.does(() -> {
                    try {
                        lend().close();
                        return Optional.empty();
                    } catch (SQLException e) {
                        return Optional.of(e);
                    }
                });
        if (failed.isPresent()) {
            throw failed.get();
        }
    }

    /** A connection that is somebody's until he closes this. */
    final class Lent implements AutoCloseable {

        private final Line line;

        private Lent(Line line) {
            this.line = line;
        }

        Connection connection() {
            return line.connection();
        }

        @Override
        public void close() {
            if (isAsItWas()) {
                pool.returnObject(line);
            } else {
                end(line);
            }
        }

        private boolean isAsItWas() {
            try {
                if (line.round() != forgotten.get() || line.connection().isClosed()) {
                    return false;
                }
                line.connection().setNetworkTimeout(Runnable::run, line.silence());
                return true;
            } catch (SQLException _) {
                return false;
            }
        }
    }

    /**
     * Lends one.
     *
     * @throws SQLTransientConnectionException when there is none in time
     */
    Lent lend() throws SQLException {
        try {
            // Half a second less than a log-in may take.
            return new Lent(pool.borrowObject(patience().minusMillis(500)));
        } catch (SQLException e) {
            throw new SQLTransientConnectionException(e.getMessage(), e.getSQLState(), e);
        } catch (NoSuchElementException e) {
            throw new SQLTransientConnectionException("no connection was free in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a connection", e);
        } catch (Exception e) {
            throw new SQLException("there are no connections any more: " + e.getMessage(), e);
        }
    }

    /** Has none of those that are open be lent again. */
    void forgetAll() {
        forgotten.incrementAndGet();
        pool.clear();
    }

    /** The pool opens another in its place: nobody waits for that who has his answer. */
    private void end(Line line) {
        try {
            line.connection().close();
        } catch (SQLException _) {
            // It is closed all the same.
        }
        Thread _ = Thread.ofVirtual().name("read-connections").start(() -> replace(line));
    }

    private void replace(Line line) {
        try {
            pool.invalidateObject(line);
        } catch (Exception _) {
            // Who is next opens one himself.
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private final class Lines extends BasePooledObjectFactory<Line> {

        @Override
        public Line create() throws SQLException {
            long round = forgotten.get();
            Properties properties = login();
            Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties);
            try (Statement statement = connection.createStatement()) {
                // A question that nobody waits for any more ends when the server is there again.
                statement.execute(
                        "%s%s; SET statement_timeout = '%ss'"
                                .formatted(SETTINGS, plans, properties.get("socketTimeout")));
                connection.setReadOnly(true);
                return new Line(connection, connection.getNetworkTimeout(), round);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }

        @Override
        public PooledObject<Line> wrap(Line line) {
            return new DefaultPooledObject<>(line);
        }

        @Override
        public void destroyObject(PooledObject<Line> line) throws SQLException {
            line.getObject().connection().close();
        }
    }
}

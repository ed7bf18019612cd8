package dev.ringback.store.postgres;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.Silence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

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

    /** What is left to a question that waited for a connection, at least. */
    private static final int SHORTEST_MILLIS = 500;

    private final ReadConnections connections;

    private PostgresReaders(PostgresAddress address, int most, String plans) {
        connections = new ReadConnections(address, most, plans);
        try {
            connections.begin();
        } catch (SQLException e) {
            connections.close();
            throw new StoreException(
                    "The database %s cannot be read: %s".formatted(address, e.getMessage()), e);
        }
    }

    /**
     * For what is quick. A plan for all arguments is made the first time: one for known arguments
     * would miss the index of the queue, which is led by an expression.
     */
    static PostgresReaders quick(PostgresAddress address) {
        return new PostgresReaders(address, CONNECTIONS, "force_generic_plan");
    }

    /** For what may take long, and is worth a plan for its arguments. */
    public static PostgresReaders apart(PostgresAddress address, int connections) {
        return new PostgresReaders(address, connections, "force_custom_plan");
    }

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        long asked = System.nanoTime();
        Duration patience = connections.patience();
        return ask(connection -> {
            Duration left = patience.minusNanos(System.nanoTime() - asked);
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
        try (ReadConnections.Lent lent = connections.lend()) {
            try {
                return question.on(lent.connection());
            } catch (SQLException e) {
                boolean silent = Silence.in(e);
                if (!silent && lent.connection().isValid(SIGN_OF_LIFE_SECONDS)) {
                    throw e;
                }
                // What cut this one has cut the others, too: none of them is for the second time.
                connections.forgetAll();
                if (silent) {
                    throw e;
                }
            }
        }
        try (ReadConnections.Lent lent = connections.lend()) {
            return question.on(lent.connection());
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
        connections.close();
    }
}

package dev.ringback.store.postgres;

import dev.ringback.store.node.Node;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.rows.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens the writing sessions of a node, one after the other. When one is given up, its server
 * process may still be at work, waiting for a standby or for a message that got lost: it is ended
 * before the next session begins, so that what it did or did not is certain by then.
 */
final class PostgresSessions {

    private static final String SELF =
            """
            SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()\
            """;

    /** Waits until it has ended, for so many milliseconds at most. */
    private static final String END =
            """
            SELECT pg_terminate_backend(pid, 3000) FROM pg_stat_activity
            WHERE pid = ? AND backend_start::text = ?\
            """;

    /** A process of the server; the number alone might be another one's by now. */
    private record Backend(int pid, String start) {}

    private final PostgresDatabase database;
    private final Node node;
    private final Consumer<String> lost;
    private Optional<Backend> last = Optional.empty();

    PostgresSessions(PostgresDatabase database, Node node, Consumer<String> lost) {
        this.database = database;
        this.node = node;
        this.lost = lost;
    }

    /**
     * A writer on a new session.
     *
     * @throws dev.ringback.kernel.port.StoreException when the node does not own the database any
     *     more
     */
    PostgresWriter open() throws SQLException {
        Connection connection = database.writing();
        try {
            if (last.isPresent()) {
                end(connection, last.get());
            }
            last = Optional.of(self(connection));
            return new PostgresWriter(connection, Fence.begin(connection, node, lost), node.mark());
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Backend self(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELF);
                ResultSet rows = statement.executeQuery()) {
            boolean _ = rows.next();
            return new Backend(rows.getInt(1), rows.getString(2));
        }
    }

    private static void end(Connection connection, Backend backend) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            List<Boolean> _ =
                    Session.rows(
                            statement,
                            List.of(backend.pid, backend.start),
                            row -> row.getBoolean(1));
        }
        connection.commit();
    }
}

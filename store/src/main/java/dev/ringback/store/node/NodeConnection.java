package dev.ringback.store.node;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The connection by which a node sees the others and is seen. It is made anew when it broke, and
 * what must be true of a database is found out each time.
 */
public final class NodeConnection {

    /**
     * Versions that knew no nodes own a database by this lock. It is shared by all nodes, so that
     * such a version cannot start beside them, nor they beside it.
     */
    private static final long FORMER_OWNERSHIP = 0x52494E474241434BL;

    private static final int PROBES = 5;

    private final PostgresDatabase database;
    private Optional<Connection> open;

    public NodeConnection(PostgresDatabase database) throws SQLException {
        this.database = database;
        this.open = Optional.of(connect());
    }

    /** The statements on a connection that works, as far as is known. */
    public synchronized NodeRows rows() throws SQLException {
        if (open.isEmpty()) {
            open = Optional.of(connect());
        }
        return new NodeRows(open.get());
    }

    private Connection connect() throws SQLException {
        Connection connection = database.watching();
        try {
            requireOwnSession(connection);
            shareFormerOwnership(connection);
            requireTables(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Only the owner changes tables, unless there is nothing yet by which one could be found. */
    private void requireTables(Connection connection) throws SQLException {
        if (Schema.knows(connection, "node")) {
            Schema.postgres().requireKnown(connection);
        } else {
            try (Connection changing = database.changing()) {
                Schema.postgres().apply(changing);
            }
        }
    }

    private void shareFormerOwnership(Connection connection) throws SQLException {
        // The session of a process that has just ended may take a moment to be noticed.
        String sql = "SELECT pg_advisory_lock_shared(" + FORMER_OWNERSHIP + ")";
        try (Statement statement = connection.createStatement();
                ResultSet _ = statement.executeQuery(sql)) {
            return;
        } catch (SQLException e) {
            if (!PostgresDatabase.isLockTimeout(e)) {
                throw e;
            }
            throw new StoreException(
                    "An older Ringback process owns the database %s: stop it.".formatted(database),
                    e);
        }
    }

    /**
     * A pooler may give each transaction the session that is free: then nothing that is set for a
     * session, and no statement that is prepared in it, is where it is looked for. It shows when
     * two connections are in one session of the server, or one in several.
     */
    private void requireOwnSession(Connection connection) throws SQLException {
        try (Connection other = database.watching()) {
            int first = session(connection);
            for (int i = 0; i < PROBES; i++) {
                if (session(other) == first || session(connection) != first) {
                    throw new StoreException(
                            """
                            A pooler before the database %s gives each transaction another \
                            session (PgBouncer's pool_mode=transaction): name the server itself, \
                            or use pool_mode=session.\
                            """
                                    .formatted(database));
                }
            }
        }
    }

    private static int session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            boolean _ = rows.next();
            return rows.getInt(1);
        }
    }

    /** Gives the connection up; the next look makes another. */
    public synchronized void drop() {
        open.ifPresent(NodeConnection::closeQuietly);
        open = Optional.empty();
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // Its server process ends by itself when nobody is there any more.
        }
    }
}

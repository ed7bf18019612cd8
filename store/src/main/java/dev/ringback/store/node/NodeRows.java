package dev.ringback.store.node;

import dev.ringback.store.node.FailureDetector.Sight;
import dev.ringback.store.rows.Schema;
import dev.ringback.store.rows.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The statements by which processes see each other and take over, on a session of their own. */
public record NodeRows(Connection connection) {

    /** Any number that nobody else is likely to lock in this database for a transaction. */
    private static final long TAKING_OVER = 0x52494E474F574E53L;

    private static final String LOOK =
            """
            SELECT n.id, n.incarnation, n.alive, b.count, n.url
            FROM node n JOIN beat b ON b.node = n.id AND b.incarnation = n.incarnation\
            """;

    private static final String BEAT =
            """
            UPDATE beat b SET count = b.count + 1 FROM node n
            WHERE n.id = ? AND n.incarnation = ? AND n.alive
                AND b.node = n.id AND b.incarnation = n.incarnation
            RETURNING b.count\
            """;

    /** Finds no row when there was a beat after all; one that is under way is waited for. */
    private static final String STOP_BEATING =
            """
            UPDATE beat SET count = count + 1
            WHERE node = ? AND incarnation = ? AND count = ?\
            """;

    /** Waits for the transaction that the node has open, and for no longer than sessions may. */
    private static final String END =
            "UPDATE node SET alive = FALSE WHERE id = ? AND incarnation = ? AND alive";

    private static final String JOIN =
            """
            INSERT INTO node AS n (id, incarnation, session, alive, url)
            SELECT coalesce((SELECT min(id) FROM node WHERE NOT alive), count(*)), 1, 0, TRUE, ?
            FROM node
            ON CONFLICT (id) DO UPDATE SET incarnation = n.incarnation + 1, session = 0,
                alive = TRUE, url = excluded.url
            RETURNING id, incarnation\
            """;

    private static final String FIRST_BEAT =
            """
            INSERT INTO beat VALUES (?, ?, 0)
            ON CONFLICT (node) DO UPDATE SET incarnation = excluded.incarnation, count = 0\
            """;

    private static final String TAKE =
            "UPDATE ownership SET node = ?, incarnation = ?, epoch = epoch + 1";

    private static final String LIFELINE =
            "SELECT mark FROM lifeline WHERE node = ? AND incarnation = ?";

    /** One that was replaced meanwhile does not take the row of its successor. */
    private static final String KEEP_LIFELINE =
            """
            INSERT INTO lifeline AS l VALUES (?, ?, ?)
            ON CONFLICT (node) DO UPDATE
                SET incarnation = excluded.incarnation, mark = excluded.mark
            WHERE l.incarnation < excluded.incarnation\
            """;

    /** All nodes that there have been. */
    public List<Sight> look() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            return Session.rows(statement, List.of(), NodeRows::sight);
        }
    }

    private static Sight sight(ResultSet row) throws SQLException {
        return new Sight(
                new Node(row.getInt(1), row.getLong(2)),
                row.getBoolean(3),
                row.getLong(4),
                row.getString(5));
    }

    /** Gives a sign of life; answers how many there have been, or nothing to who is dead. */
    OptionalLong beat(Node node) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEAT)) {
            List<Long> beats =
                    Session.rows(
                            statement,
                            List.of(node.id(), node.incarnation()),
                            row -> row.getLong(1));
            return beats.isEmpty() ? OptionalLong.empty() : OptionalLong.of(beats.getFirst());
        }
    }

    /**
     * Makes a new node the owner of everything, in one transaction.
     *
     * @param dead those of the nodes that are taken for dead; no other may be alive
     * @param url where the new one listens
     * @return the new one; empty when one is alive after all, or has a transaction that is not over
     */
    public Optional<Node> takeOver(List<Sight> dead, String url) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Optional<Node> node = tryToTakeOver(dead, url);
            if (node.isPresent()) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return node;
        } catch (SQLException e) {
            connection.rollback();
            if (PostgresDatabase.isLockTimeout(e)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private Optional<Node> tryToTakeOver(List<Sight> dead, String url) throws SQLException {
        query("SELECT pg_advisory_xact_lock(?)", TAKING_OVER);
        for (Sight each : dead) {
            Node node = each.node();
            if (update(STOP_BEATING, node.id(), node.incarnation(), each.beats()) == 0) {
                return Optional.empty();
            }
            int _ = update(END, node.id(), node.incarnation());
        }
        if (look().stream().anyMatch(Sight::alive)) {
            return Optional.empty();
        }
        Node own = join(url);
        int _ = update(FIRST_BEAT, own.id(), own.incarnation());
        int _ = update(TAKE, own.id(), own.incarnation());
        return Optional.of(own);
    }

    private Node join(String url) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(JOIN)) {
            return Session.rows(
                            statement, List.of(url), row -> new Node(row.getInt(1), row.getLong(2)))
                    .getFirst();
        }
    }

    /** Says that a node is not alive any more, so that nobody need wait for its beats. */
    void release(Node node) throws SQLException {
        int _ = update(END, node.id(), node.incarnation());
    }

    /** What a node wrote into its lifeline; empty when it has none. */
    public Optional<String> lifeline(Node node) throws SQLException {
        if (!Schema.knows(connection, "lifeline")) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection.prepareStatement(LIFELINE)) {
            return Session.rows(
                            statement,
                            List.of(node.id(), node.incarnation()),
                            row -> row.getString(1))
                    .stream()
                    .findFirst();
        }
    }

    /** Keeps what a node wrote into its lifeline. */
    public void keepLifeline(Node node, String mark) throws SQLException {
        int _ = update(KEEP_LIFELINE, node.id(), node.incarnation(), mark);
    }

    private void query(String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<Boolean> _ = Session.rows(statement, List.of(arguments), _ -> true);
        }
    }

    private int update(String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement.executeUpdate();
        }
    }
}

package dev.ringback.store.postgres;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.node.Node;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Stands at the head of every transaction that writes: it goes on only as long as the process owns
 * the database and this is its latest session. The lock that it takes keeps others from taking over
 * before the transaction is over. And it is something to write: a transaction that finds all it
 * wanted to write on disk already must wait for the synchronous standby like any other, and without
 * a write it would not.
 */
final class Fence {

    private static final String PASS =
            """
            SELECT 1 FROM node WHERE id = ? AND incarnation = ? AND session = ? AND alive
            FOR SHARE\
            """;

    private static final String PASS_OR_FAIL = AllOrNothing.of(PASS);

    private static final String NEXT_SESSION =
            """
            UPDATE node SET session = session + 1 WHERE id = ? AND incarnation = ? AND alive
            RETURNING session\
            """;

    private static final String FENCED =
            "Fenced: another process owns the database, and this one may not commit.";

    private final Node node;
    private final Consumer<String> lost;
    private final long session;

    private Fence(Node node, Consumer<String> lost, long session) {
        this.node = node;
        this.lost = lost;
        this.session = session;
    }

    /**
     * Begins a session: waits for the transaction that an older one has open, and shuts it out. The
     * connection does not commit by itself.
     *
     * @param lost is told when the node does not own the database any more
     * @throws StoreException then
     */
    static Fence begin(Connection connection, Node node, Consumer<String> lost)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT_SESSION)) {
            statement.setInt(1, node.id());
            statement.setLong(2, node.incarnation());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw refused(lost);
                }
                var fence = new Fence(node, lost, rows.getLong(1));
                connection.commit();
                return fence;
            }
        }
    }

    /** Takes the lock; what is sent with it must not be committed before {@link #check}. */
    PipelinedStatement step() {
        return new PipelinedStatement(PASS, this::bind);
    }

    /** Takes the lock, or fails; what is sent with it may be committed in the same message. */
    PipelinedStatement stepOrFail() {
        return new PipelinedStatement(PASS_OR_FAIL, AllOrNothing.bound(this::bind, 1));
    }

    private int bind(PreparedStatement statement, int bound) throws SQLException {
        statement.setInt(bound + 1, node.id());
        statement.setLong(bound + 2, node.incarnation());
        statement.setLong(bound + 3, session);
        return bound + 3;
    }

    /**
     * Looks at what came of it.
     *
     * @throws StoreException when another process owns the database, or another session is the
     *     latest
     */
    void check(PipelinedStatement sent) {
        if (sent.longs().isEmpty()) {
            throw refused(lost);
        }
    }

    private static StoreException refused(Consumer<String> lost) {
        lost.accept(FENCED);
        return new StoreException(FENCED);
    }
}

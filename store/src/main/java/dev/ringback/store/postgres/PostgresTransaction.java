package dev.ringback.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transactions of the writing session, one after the other. The fence goes ahead of the first
 * statements of each, in the same message.
 */
final class PostgresTransaction {

    private final Connection connection;
    private final Fence fence;
    private boolean fenced;

    PostgresTransaction(Connection connection, Fence fence) {
        this.connection = connection;
        this.fence = fence;
    }

    /**
     * Sends statements at once.
     *
     * @throws dev.ringback.kernel.port.StoreException when the process may not commit any more
     */
    void send(List<PipelinedStatement> steps) throws SQLException {
        if (fenced) {
            PipelinedStatement.together(connection, steps);
            return;
        }
        List<PipelinedStatement> all = new ArrayList<>(steps.size() + 1);
        PipelinedStatement pass = fence.step();
        all.add(pass);
        all.addAll(steps);
        PipelinedStatement.together(connection, all);
        fence.check(pass);
        fenced = true;
    }

    /** Sends one statement, and answers it. */
    PipelinedStatement send(PipelinedStatement step) throws SQLException {
        send(List.of(step));
        return step;
    }

    /** Begins with the fence alone, where it is not known yet what comes behind it. */
    void begin() throws SQLException {
        if (!fenced) {
            send(List.of());
        }
    }

    /**
     * Sends the last statements, and the commit with them. A commit whose wait for the synchronous
     * standby was broken off succeeds with a warning. It is taken for one that failed: tried again
     * it finds itself on disk, and waits for the standby.
     */
    void commit(List<PipelinedStatement> last) throws SQLException {
        begin();
        fenced = false;
        toEnd(new ArrayList<>(last));
    }

    /**
     * Sends a whole transaction, the fence and the commit with it. Nothing is read of what came of
     * it, so each step fails unless it came to what was meant; then nothing is committed.
     */
    void whole(List<PipelinedStatement> steps) throws SQLException {
        List<PipelinedStatement> all = new ArrayList<>(steps.size() + 2);
        all.add(fence.stepOrFail());
        all.addAll(steps);
        toEnd(all);
    }

    private void toEnd(List<PipelinedStatement> all) throws SQLException {
        all.add(new PipelinedStatement("COMMIT", (_, bound) -> bound));
        Optional<SQLWarning> warning = PipelinedStatement.toEnd(connection, all);
        if (warning.isPresent()) {
            throw warning.get();
        }
    }

    void rollback() throws SQLException {
        fenced = false;
        connection.rollback();
    }
}

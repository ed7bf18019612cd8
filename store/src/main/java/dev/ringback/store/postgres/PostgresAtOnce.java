package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Event;
import dev.ringback.store.rows.Quoting;
import dev.ringback.store.rows.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a group of changes and commits it with one message: it is supposed that all that it brings
 * is new, and that all that it moves still waits, as nearly always. Where one row shows that it is
 * not so the database does nothing of it, and {@link PostgresRun} looks at each change.
 */
final class PostgresAtOnce {

    /** So many groups are not tried after one that failed: where one is repeated others are. */
    private static final int PAUSE = 100;

    private final PostgresTransaction transaction;
    private final PostgresCounts counts;
    private final long mark;
    private int pause;

    PostgresAtOnce(PostgresTransaction transaction, PostgresCounts counts, long mark) {
        this.transaction = transaction;
        this.counts = counts;
        this.mark = mark;
    }

    /** False when nothing was done; otherwise all of it is on disk. */
    boolean commits(List<Change> changes) throws SQLException {
        if (pause > 0) {
            pause--;
            return false;
        }
        if (!areUsual(changes)) {
            return false;
        }
        try {
            transaction.whole(steps(changes));
            return true;
        } catch (SQLException e) {
            if (!AllOrNothing.isWhy(e)) {
                throw e;
            }
            counts.undo();
            transaction.rollback();
            pause = PAUSE;
            return false;
        }
    }

    private static boolean areUsual(List<Change> changes) {
        for (Change change : changes) {
            if (!isUsual(change)) {
                return false;
            }
        }
        return true;
    }

    /** Documents and sightings are locked and judged first, and what is quoted is looked up. */
    private static boolean isUsual(Change change) {
        return change.puts().isEmpty()
                && change.deletes().isEmpty()
                && change.sightings().isEmpty()
                && !Quoting.any(change.events());
    }

    private List<PipelinedStatement> steps(List<Change> changes) {
        List<Event> events = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        List<Settle> moves = new ArrayList<>();
        for (Change change : changes) {
            events.addAll(change.events());
            calls.addAll(change.calls());
            moves.addAll(change.everyMove());
        }
        List<PipelinedStatement> steps = new ArrayList<>();
        if (!events.isEmpty()) {
            steps.add(EventStatements.insertAll(PostgresEvents.inOrder(events)));
        }
        if (!moves.isEmpty()) {
            steps.add(PostgresStatements.moveAllCalls(moves, mark));
            if (moves.stream().anyMatch(move -> move.attempt().isPresent())) {
                steps.add(PostgresStatements.insertAllAttempts(moves));
            }
        }
        if (!calls.isEmpty()) {
            steps.add(PostgresStatements.addAllCalls(calls));
        }
        events.forEach(event -> counts.added(event, Rows.stored(event, event.payload())));
        calls.forEach(counts::added);
        moves.forEach(counts::moved);
        steps.addAll(counts.write());
        return steps;
    }
}

package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Event;
import dev.ringback.store.rows.Span;
import dev.ringback.store.writing.CountChanges;
import dev.ringback.store.writing.CountChanges.Mark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Keeps what is counted on PostgreSQL, but for what is deleted, and documents, which triggers
 * count. Of what was written it is known here which rows are new and which have moved; the database
 * would have to group them first. Rows are written in the order of their keys, as the triggers do
 * it.
 */
final class PostgresCounts {

    private static final String ADD_CALLS =
            """
            INSERT INTO call_count AS n SELECT * FROM unnest(?::text[], ?::text[], ?::text[],
                ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
            ORDER BY 1, 2, 3, 4
            ON CONFLICT (project, kind, lane, span) DO UPDATE SET
                waiting = n.waiting + excluded.waiting,
                succeeded = n.succeeded + excluded.succeeded,
                dead = n.dead + excluded.dead,
                cancelled = n.cancelled + excluded.cancelled\
            """;

    private static final String ADD_BYTES =
            """
            INSERT INTO project_size AS s SELECT * FROM unnest(?::text[], ?::bigint[]) ORDER BY 1
            ON CONFLICT (project) DO UPDATE SET bytes = s.bytes + excluded.bytes\
            """;

    private static final String MARK =
            """
            INSERT INTO type_span SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[])
            ORDER BY 1, 2, 3
            ON CONFLICT DO NOTHING\
            """;

    /** Marks where calls are that stand in another span than their events. */
    private static final String MARK_LATE =
            """
            INSERT INTO type_span
            SELECT DISTINCT l.project, e.type, l.span
            FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS l (project, event, span)
            JOIN event e ON e.sequence = l.event
            ORDER BY 1, 2, 3
            ON CONFLICT DO NOTHING\
            """;

    private final CountChanges changes = new CountChanges();
    private final List<Call> late = new ArrayList<>();

    /** An event that was added, with its bytes on disk. */
    void added(Event event, long stored) {
        changes.added(event, stored);
    }

    /** A call that was added; it waits. */
    void added(Call call) {
        changes.added(call);
        if (CountChanges.isLate(call)) {
            late.add(call);
        }
    }

    /** A call that waited and was moved. */
    void moved(Settle settle) {
        changes.moved(settle);
    }

    /** Writes what has changed; the last before the commit. */
    List<PipelinedStatement> write() {
        List<PipelinedStatement> steps = new ArrayList<>();
        add(
                steps,
                ADD_CALLS,
                changes.calls().entrySet(),
                rows ->
                        rows.texts(row -> row.getKey().project())
                                .texts(row -> row.getKey().kind())
                                .texts(row -> row.getKey().lane())
                                .longs(row -> row.getKey().span())
                                .longs(row -> row.getValue()[0])
                                .longs(row -> row.getValue()[1])
                                .longs(row -> row.getValue()[2])
                                .longs(row -> row.getValue()[3]));
        add(
                steps,
                ADD_BYTES,
                changes.bytes().entrySet(),
                rows -> rows.texts(Map.Entry::getKey).longs(Map.Entry::getValue));
        add(
                steps,
                MARK,
                changes.marks(),
                rows -> rows.texts(Mark::project).texts(Mark::type).longs(Mark::span));
        add(
                steps,
                MARK_LATE,
                late,
                rows ->
                        rows.texts(call -> call.project().value())
                                .longs(Call::event)
                                .longs(call -> Span.of(call.id().value())));
        changes.written();
        late.clear();
        return steps;
    }

    private static <T> void add(
            List<PipelinedStatement> steps,
            String sql,
            Collection<T> rows,
            PipelinedStatement.Filling<T> filling) {
        if (!rows.isEmpty()) {
            steps.add(PipelinedStatement.of(sql, List.copyOf(rows), filling));
        }
    }

    /** Forgets what was undone; nothing is known to be on disk any more. */
    void undo() {
        changes.undone();
        late.clear();
    }

    /** What was deleted may have taken marks along. */
    void pruned() {
        changes.doubtMarks();
    }
}

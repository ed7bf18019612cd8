package dev.ringback.store.lists;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the spans with events of some types, or with calls that carry one. */
final class TypeGuide implements Guide {

    /** Types of which the spans are merged; of more, there is something nearly everywhere. */
    private static final int MOST_TYPES = 64;

    /** Types that are looked at to find those that match. */
    private static final int LOOKED_AT = 5000;

    private static final int AT_ONCE = 256;

    private final Session session;
    private final ProjectId project;
    private final List<String> types;

    private TypeGuide(Session session, ProjectId project, List<String> types) {
        this.session = session;
        this.project = project;
        this.types = types;
    }

    /** A guide to events whose type matches; empty when there are too many such types. */
    static Optional<TypeGuide> of(
            Session session,
            Dialect dialect,
            ProjectId project,
            Optional<String> glob,
            Optional<String> except) {
        // Jumps from type to type along the index, however many spans each has.
        Sql sql =
                new Sql(
                        """
                        WITH RECURSIVE t (type, n) AS (
                            SELECT min(s.type), 1 FROM type_span s WHERE s.project = ?
                            UNION ALL
                            SELECT (SELECT min(s.type) FROM type_span s
                                    WHERE s.project = ? AND s.type > t.type), t.n + 1
                            FROM t WHERE t.type IS NOT NULL AND t.n < ?)
                        SELECT t.type, t.n FROM t WHERE t.n = ? OR (t.type IS NOT NULL\
                        """,
                        project.value(),
                        project.value(),
                        LOOKED_AT,
                        LOOKED_AT);
        QueryConditions.glob(sql, dialect, " AND ", "t.type", glob);
        QueryConditions.glob(sql, dialect, " AND NOT ", "t.type", except);
        sql.add(") LIMIT ?", MOST_TYPES + 1);
        record Row(String type, int number) {}
        List<Row> rows = sql.ask(session, row -> new Row(row.getString(1), row.getInt(2)));
        boolean tooMany =
                rows.size() > MOST_TYPES || rows.stream().anyMatch(row -> row.number == LOOKED_AT);
        return tooMany
                ? Optional.empty()
                : Optional.of(
                        new TypeGuide(session, project, rows.stream().map(Row::type).toList()));
    }

    @Override
    public Spots spots(Range range, long first, long last) {
        TreeSet<Long> spans = new TreeSet<>();
        long searchedTo = first;
        for (String type : types) {
            List<Long> some = spans(type, first, last);
            spans.addAll(some);
            if (some.size() == AT_ONCE) {
                searchedTo = Math.max(searchedTo, some.getLast());
            }
        }
        List<Spot> spots = new ArrayList<>();
        for (long span : spans.tailSet(searchedTo, true).descendingSet()) {
            spots.add(new Spot(span, 0));
        }
        return new Spots(spots, searchedTo);
    }

    private List<Long> spans(String type, long first, long last) {
        return session.query(
                """
                SELECT span FROM type_span
                WHERE project = ? AND type = ? AND span >= ? AND span <= ?
                ORDER BY span DESC LIMIT ?\
                """,
                List.of(project.value(), type, first, last, AT_ONCE),
                row -> row.getLong(1));
    }
}

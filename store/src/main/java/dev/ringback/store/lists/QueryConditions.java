package dev.ringback.store.lists;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.OriginColumns;
import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Sql;
import java.time.Instant;
import java.util.Optional;

/** The conditions of queries as SQL, each with the index that answers it. */
record QueryConditions(Dialect dialect) {

    /** The kind that nearly all calls are of. The others have an index of their own. */
    private static final String MANY = "delivery";

    /** Looked up for each call by itself, so that nobody begins with the events. */
    private static final String TYPE = "(SELECT e.type FROM event e WHERE e.sequence = c.event)";

    private static final String STRAY = " AND abs((%s >> 22) + 1704067200000 - %s) > 60000";

    /** Behind a prefix no id comes later, in the order of any database. */
    private static final String LAST = "z".repeat(64);

    /** What of a query for events is in a range. */
    Sql events(String columns, EventQuery query, Range range) {
        String index = index(query, range);
        Sql sql =
                new Sql(
                        "SELECT %s FROM event e%s WHERE e.project = ?"
                                .formatted(columns, dialect.indexed(index)),
                        query.project().value());
        query.source().ifPresent(source -> sql.add(" AND e.source = ?", source));
        between(sql, "e.sequence", range);
        glob(sql, dialect, " AND ", "e.type", query.type());
        glob(sql, dialect, " AND NOT ", "e.type", query.except());
        glob(sql, dialect, " AND ", "e.content_type", query.made().map(OriginColumns::glob));
        during(sql, "e.accepted_at", query.from(), query.to());
        if (query.unmatched()) {
            // Looked up for each event by itself, so that nobody reads all calls.
            sql.add(
                    """
                     AND e.duplicate_of IS NULL
                    AND (SELECT c.id FROM call c%s WHERE c.event = e.sequence LIMIT 1) IS NULL\
                    """
                            .formatted(dialect.indexed("call_event")));
        }
        return range.strays() ? onlyStrayEvents(sql) : sql;
    }

    /** What of a query for calls is in a range, call by call. */
    Sql calls(String columns, CallQuery query, Range range) {
        Sql sql =
                new Sql(
                        "SELECT %s FROM call c%s WHERE c.project = ?"
                                .formatted(columns, dialect.indexed(index(query, range))),
                        query.project().value());
        between(sql, "c.id", range);
        conditions(sql, query);
        glob(sql, dialect, " AND ", TYPE, query.eventType());
        return range.strays() ? sql.add(STRAY.formatted("c.id", "c.created_at")) : sql;
    }

    /**
     * What of a query for calls is in a range, found by the events of the type: those of the range,
     * and those of calls that were made in a later span than their event.
     */
    Sql callsByEvents(String columns, CallQuery query, Range range) {
        Sql sql =
                new Sql(
                        """
                        SELECT %s FROM event e%s CROSS JOIN call c%s
                        WHERE e.project = ? AND e.sequence >= ? AND e.sequence < ?
                        AND c.event = e.sequence AND %s = ?\
                        """
                                .formatted(
                                        columns,
                                        dialect.indexed("event_listing"),
                                        dialect.indexed("call_event"),
                                        dialect.unindexed("c.project")),
                        query.project().value(),
                        range.firstOfSpan(),
                        range.below(),
                        query.project().value());
        between(sql, "c.id", range);
        glob(sql, dialect, " AND ", "e.type", query.eventType());
        conditions(sql, query);
        sql.add(
                """
                 UNION ALL SELECT %s FROM call c%s
                WHERE c.project = ? AND (c.id >> 38) <> (c.event >> 38)
                AND NOT (c.event >= ? AND c.event < ?)\
                """
                        .formatted(columns, dialect.indexed("call_late")),
                query.project().value(),
                range.firstOfSpan(),
                range.below());
        between(sql, "c.id", range);
        conditions(sql, query);
        glob(sql, dialect, " AND ", TYPE, query.eventType());
        return sql;
    }

    /** Those that carry the event which the query names. */
    Sql callsOfEvent(String columns, CallQuery query) {
        Sql sql =
                new Sql(
                        "SELECT %s FROM call c%s WHERE c.event = ? AND %s = ? AND c.id < ?"
                                .formatted(
                                        columns,
                                        dialect.indexed("call_event"),
                                        dialect.unindexed("c.project")),
                        query.event().orElseThrow(),
                        query.project().value(),
                        query.before());
        conditions(sql, query);
        glob(sql, dialect, " AND ", TYPE, query.eventType());
        return sql;
    }

    private static String index(EventQuery query, Range range) {
        if (range.strays()) {
            return "event_stray";
        }
        return query.source().isPresent() ? "event_source" : "event_listing";
    }

    /** The greatest id of an event of the project, or of the source that is meant, in a range. */
    Sql newestEvents(EventQuery query, Range range) {
        String project = query.project().value();
        if (query.source().isEmpty() || range.strays()) {
            return newest("event", "sequence", "accepted_at", project, range);
        }
        Sql sql =
                new Sql(
                        "SELECT sequence FROM event%s WHERE project = ? AND source = ?"
                                .formatted(dialect.indexed("event_source")),
                        project,
                        query.source().get());
        between(sql, "sequence", range);
        return sql.add(" ORDER BY sequence DESC LIMIT 1");
    }

    /** The greatest id of a call in a range; may be followed by an offset. */
    Sql newestCalls(String project, Range range) {
        return newest("call", "id", "created_at", project, range);
    }

    /** Adds the condition that events are strays. */
    static Sql onlyStrayEvents(Sql sql) {
        return sql.add(STRAY.formatted("e.sequence", "e.accepted_at"));
    }

    private Sql newest(String table, String id, String moment, String project, Range range) {
        String index = table + (range.strays() ? "_stray" : "_listing");
        Sql sql =
                new Sql(
                        "SELECT %s FROM %s%s WHERE project = ?"
                                .formatted(id, table, dialect.indexed(index)),
                        project);
        between(sql, id, range);
        if (range.strays()) {
            sql.add(STRAY.formatted(id, moment));
        }
        return sql.add(" ORDER BY " + id + " DESC LIMIT 1");
    }

    Sql documents(DocumentQuery query) {
        Sql sql =
                new Sql(
                        "SELECT %s FROM document d WHERE d.kind = ? AND d.project = ?"
                                .formatted(Rows.DOCUMENT),
                        query.kind(),
                        query.project().value());
        if (!query.prefix().isEmpty()) {
            // The bounds are for the index; in some orders others are between them, too. Few are,
            // but
            // of an equality PostgreSQL thinks that it leaves few, and would sort all for a page.
            sql.add(
                    " AND d.id >= ? AND d.id <= ?"
                            + " AND CASE WHEN substr(d.id, 1, ?) = ? THEN TRUE ELSE FALSE END",
                    query.prefix(),
                    query.prefix() + LAST,
                    query.prefix().length(),
                    query.prefix());
        }
        query.after()
                .ifPresent(after ->
                        sql.add(query.descending() ? " AND d.id < ?" : " AND d.id > ?", after));
        return sql.add(
                " ORDER BY d.id" + (query.descending() ? " DESC" : "") + " LIMIT ?", query.limit());
    }

    private static String index(CallQuery query, Range range) {
        if (range.strays()) {
            return "call_stray";
        }
        boolean kind = query.kind().isPresent();
        if (kind && query.state().equals(Optional.of(StateName.DEAD))) {
            return "call_dead";
        }
        if (kind && query.state().equals(Optional.of(StateName.CANCELLED))) {
            return "call_cancelled";
        }
        boolean few = query.kind().stream().noneMatch(MANY::equals);
        return kind && few && query.lane().isEmpty() ? "call_other" : "call_listing";
    }

    private static void conditions(Sql sql, CallQuery query) {
        query.kind().ifPresent(kind -> sql.add(" AND c.kind = ?", kind));
        if (query.kind().isPresent() && query.kind().stream().noneMatch(MANY::equals)) {
            // Said once more in the words of the index.
            sql.add(" AND c.kind <> '" + MANY + "'");
        }
        query.lane().map(LaneId::value).ifPresent(lane -> sql.add(" AND c.lane = ?", lane));
        // A word, not a parameter: a partial index is chosen only for a word.
        query.state().ifPresent(state -> sql.add(" AND c.state = '" + state.word() + "'"));
        during(sql, "c.created_at", query.from(), query.to());
    }

    private static void between(Sql sql, String column, Range range) {
        sql.add(" AND %1$s >= ? AND %1$s < ?".formatted(column), range.from(), range.below());
    }

    static void glob(
            Sql sql, Dialect dialect, String before, String column, Optional<String> glob) {
        glob.ifPresent(each -> sql.add(before + dialect.matches(column), dialect.pattern(each)));
    }

    private static void during(
            Sql sql, String column, Optional<Instant> from, Optional<Instant> to) {
        from.ifPresent(moment -> sql.add(" AND " + column + " >= ?", moment.toEpochMilli()));
        to.ifPresent(moment -> sql.add(" AND " + column + " < ?", moment.toEpochMilli()));
    }
}

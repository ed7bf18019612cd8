package dev.ringback.store;

import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.DocumentQuery;
import dev.ringback.kernel.EventQuery;
import dev.ringback.kernel.StateName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of a query as SQL, with their arguments. */
final class Selection {

    /** The kind that nearly all calls are of. The others have an index of their own. */
    private static final String MANY = "delivery";

    private static final String FEW = "c.kind <> '" + MANY + "'";

    private final Dialect dialect;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> arguments = new ArrayList<>();

    private Selection(Dialect dialect) {
        this.dialect = dialect;
    }

    static Selection of(Dialect dialect, EventQuery query) {
        Selection selection = new Selection(dialect);
        selection.sql.append(" FROM event e WHERE e.project = ?");
        selection.arguments.add(query.project().value());
        selection.glob("", "e.type", query.type());
        selection.glob("NOT ", "e.type", query.except());
        selection.during("e.accepted_at", query.from(), query.to());
        return selection;
    }

    static Selection of(Dialect dialect, CallQuery query) {
        Selection selection = new Selection(dialect);
        selection.sql.append(" FROM call c");
        if (query.eventType().isPresent()) {
            selection.sql.append(" JOIN event e ON e.sequence = c.event");
        }
        // The event or the queue leaves less to look at than the project does.
        boolean waiting = query.state().equals(Optional.of(StateName.WAITING));
        boolean byEvent = query.event().isPresent();
        selection.equal("c.project", query.project().value(), byEvent || waiting);
        query.event().ifPresent(event -> selection.equal("c.event", event, false));
        query.lane().ifPresent(lane -> selection.equal("c.lane", lane.value(), byEvent));
        query.kind().ifPresent(kind -> selection.equal("c.kind", kind, false));
        if (!byEvent && !waiting && query.lane().isEmpty()) {
            query.kind().filter(kind -> !kind.equals(MANY)).ifPresent(_ -> selection.and(FEW));
        }
        // A word, not a parameter: a partial index is chosen only for a word.
        query.state().ifPresent(state -> selection.and("c.state = '" + state.word() + "'"));
        selection.glob("", "e.type", query.eventType());
        selection.during("c.created_at", query.from(), query.to());
        return selection;
    }

    static Selection of(Dialect dialect, DocumentQuery query) {
        Selection selection = new Selection(dialect);
        selection.sql.append(" FROM document d WHERE d.kind = ? AND d.project = ?");
        selection.arguments.addAll(List.of(query.kind(), query.project().value()));
        query.after()
                .ifPresent(after -> {
                    selection.and(query.descending() ? "d.id < ?" : "d.id > ?");
                    selection.arguments.add(after);
                });
        selection.sql.append(query.descending() ? " ORDER BY d.id DESC" : " ORDER BY d.id");
        selection.sql.append(" LIMIT ?");
        selection.arguments.add(query.limit());
        return selection;
    }

    /** Narrows to one page, the newest first. */
    Selection page(String column, long before, int limit) {
        if (before != Long.MAX_VALUE) {
            and(column + " < ?");
            arguments.add(before);
        }
        sql.append(" ORDER BY ").append(column).append(" DESC LIMIT ?");
        arguments.add(limit);
        return this;
    }

    String sql() {
        return sql.toString();
    }

    List<Object> arguments() {
        return arguments;
    }

    private void equal(String column, Object value, boolean unindexed) {
        and((unindexed ? dialect.unindexed(column) : column) + " = ?");
        arguments.add(value);
    }

    private void glob(String not, String column, Optional<String> glob) {
        if (glob.isPresent()) {
            and(not + dialect.matches(column));
            arguments.add(dialect.pattern(glob.get()));
        }
    }

    private void during(String column, Optional<Instant> from, Optional<Instant> to) {
        if (from.isPresent()) {
            and(column + " >= ?");
            arguments.add(from.get().toEpochMilli());
        }
        if (to.isPresent()) {
            and(column + " < ?");
            arguments.add(to.get().toEpochMilli());
        }
    }

    private void and(String condition) {
        sql.append(sql.indexOf(" WHERE ") < 0 ? " WHERE " : " AND ").append(condition);
    }
}

package dev.ringback.store.lists;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.store.lists.Pieces.Piece;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.ListLimits;
import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.Sql;
import java.util.List;
import java.util.Optional;

/** The questions of people: lists and counts, which may have much to look through. */
final class Lists {

    private final Dialect dialect;
    private final Session session;
    private final QueryConditions selection;
    private final Walk walk;
    private final int few;

    Lists(Dialect dialect, Session session, ListLimits limits) {
        this.dialect = dialect;
        this.session = session;
        this.selection = new QueryConditions(dialect);
        this.walk = new Walk(limits.budget(), System::nanoTime);
        this.few = limits.few();
    }

    Found<EventHead> events(EventQuery query) {
        List<Range> ranges = Range.of(query.before(), query.from(), query.to());
        return walk.page(
                pieces(query, ranges),
                query.limit(),
                EventHead::sequence,
                (piece, limit) ->
                        selection
                                .events(Rows.HEAD, query, piece.range())
                                .add(" ORDER BY e.sequence DESC LIMIT ?", limit)
                                .ask(session, Rows::head));
    }

    private Walk.Pieces<Piece> pieces(EventQuery query, List<Range> ranges) {
        Guide step = new StepGuide(session, range -> selection.newestEvents(query, range));
        Pieces.Cut cut = (range, most) -> cut(query, range, most);
        boolean anyType = query.type().isEmpty() && query.except().isEmpty();
        // A source has few types, and its events lie side by side in an index of their own.
        if (anyType || query.source().isPresent()) {
            return new Pieces(Optional.empty(), ranges, _ -> step, cut);
        }
        Optional<TypeGuide> types =
                TypeGuide.of(session, dialect, query.project(), query.type(), query.except());
        return new Pieces(
                Optional.empty(),
                ranges,
                range -> range.strays() ? step : types.<Guide>map(g -> g).orElse(step),
                cut);
    }

    /** Where each event is looked at by itself, a minute of many would take too long. */
    private Optional<Long> cut(EventQuery query, Range range, long most) {
        if (!query.unmatched() && query.made().isEmpty()) {
            return Optional.empty();
        }
        Sql ids = selection.newestEvents(query, range).add(" OFFSET ?", most - 1);
        return ids.ask(session, row -> row.getLong(1)).stream()
                .filter(id -> id > range.from())
                .findFirst();
    }

    Found<Call> calls(CallQuery query) {
        return walk.page(
                pieces(query),
                query.limit(),
                call -> call.id().value(),
                (piece, limit) ->
                        ask(Rows.CALL, query, piece)
                                .add(" ORDER BY 1 DESC LIMIT ?", limit)
                                .ask(session, Rows::call));
    }

    Found<Long> count(CallQuery query) {
        return walk.count(
                pieces(query),
                (piece, _) -> {
                    Sql all = ask("c.id", query, piece);
                    return session.query(
                            "SELECT count(*) FROM (" + all.text() + ") n",
                            all.arguments(),
                            row -> row.getLong(1));
                });
    }

    private Sql ask(String columns, CallQuery query, Piece piece) {
        if (query.event().isPresent()) {
            return selection.callsOfEvent(columns, query);
        }
        boolean byEvents =
                query.eventType().isPresent() && piece.calls() > few && !piece.range().strays();
        return byEvents
                ? selection.callsByEvents(columns, query, piece.range())
                : selection.calls(columns, query, piece.range());
    }

    private Walk.Pieces<Piece> pieces(CallQuery query) {
        if (query.event().isPresent()) {
            return Pieces.whole(List.of(new Range(0, query.before(), false)));
        }
        if (query.state().equals(Optional.of(StateName.RUNNING))) {
            return Pieces.whole(List.of());
        }
        Guide step =
                new StepGuide(
                        session, range -> selection.newestCalls(query.project().value(), range));
        Guide guide = guide(query, step);
        Optional<Piece> newest = query.eventType().isPresent() ? newest(query) : Optional.empty();
        long before = newest.map(piece -> piece.range().from()).orElse(query.before());
        return new Pieces(
                newest,
                Range.of(before, query.from(), query.to()),
                range -> range.strays() ? step : guide);
    }

    /** The newest calls of the project. Of a usual type there are enough among them. */
    private Optional<Piece> newest(CallQuery query) {
        Range all = new Range(0, query.before(), false);
        Sql ids = selection.newestCalls(query.project().value(), all).add(" OFFSET ?", few);
        return ids.ask(session, row -> row.getLong(1)).stream()
                .findFirst()
                .map(id -> new Piece(new Range(id, query.before(), false), 0));
    }

    private Guide guide(CallQuery query, Guide step) {
        if (query.kind().isEmpty()) {
            return step;
        }
        CountGuide counts = new CountGuide(session, query);
        if (query.eventType().isEmpty()) {
            return counts;
        }
        return TypeGuide.of(session, dialect, query.project(), query.eventType(), Optional.empty())
                .<Guide>map(types -> new BothGuides(types, counts))
                .orElse(counts);
    }
}

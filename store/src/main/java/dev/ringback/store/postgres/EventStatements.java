package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Event;
import dev.ringback.store.rows.Columns;
import dev.ringback.store.rows.OriginColumns;
import dev.ringback.store.rows.Quoting;
import dev.ringback.store.rows.Rows;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statements that add events; those of events that came by a source have more columns. */
final class EventStatements {

    private static final String INSERT_EVENTS =
            """
            INSERT INTO event SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[], ?::int[]%s)\
            """;

    private static final String INSERT_ALL_PUBLISHED = INSERT_EVENTS.formatted("");

    private static final String INSERT_ALL_ARRIVED =
            INSERT_EVENTS.formatted(", ?::text[], ?::text[], ?::bigint[], ?::int[], ?::bytea[]");

    private static final String IF_NEW = " ON CONFLICT DO NOTHING RETURNING sequence";

    private static final String INSERT_PUBLISHED = INSERT_ALL_PUBLISHED + IF_NEW;

    private static final String INSERT_ARRIVED = INSERT_ALL_ARRIVED + IF_NEW;

    private EventStatements() {}

    /**
     * Adds the events whose sequence and id are new, without what they quote; it answers which they
     * were.
     */
    static PipelinedStatement insertNew(List<Event> events) {
        return isPublished(events)
                ? PipelinedStatement.of(INSERT_PUBLISHED, events, EventStatements::bindEvents)
                : PipelinedStatement.of(INSERT_ARRIVED, events, EventStatements::bindArrived);
    }

    /** Adds events, and fails unless all of them are new. */
    static PipelinedStatement insertAll(List<Event> events) {
        return isPublished(events)
                ? PipelinedStatement.of(INSERT_ALL_PUBLISHED, events, EventStatements::bindEvents)
                : PipelinedStatement.of(INSERT_ALL_ARRIVED, events, EventStatements::bindArrived);
    }

    private static boolean isPublished(List<Event> events) {
        for (Event event : events) {
            if (event.arrived().isPresent()) {
                return false;
            }
        }
        return true;
    }

    private static Columns<Event> bindEvents(Columns<Event> rows) throws SQLException {
        return rows.longs(Event::sequence)
                .texts(event -> event.project().value())
                .texts(Rows::given)
                .texts(Event::type)
                .texts(Event::subject)
                .longs(event -> event.occurredAt().toEpochMilli())
                .longs(event -> event.acceptedAt().toEpochMilli())
                .texts(OriginColumns::mediaType)
                .bytes(event -> Quoting.rest(event).bytes())
                .ints(Rows::size);
    }

    private static Columns<Event> bindArrived(Columns<Event> rows) throws SQLException {
        return bindEvents(rows)
                .texts(of(Arrived::source))
                .texts(of(Arrived::key))
                .longs(of(origin -> Rows.number(origin.duplicateOf())))
                .ints(of(origin -> origin.superseded() ? 1 : 0))
                .bytes(of(origin -> origin.arrival().bytes()));
    }

    /** A value of an event's origin; nothing where it has none. */
    private static <T> Function<Event, @Nullable T> of(Function<Arrived, @Nullable T> value) {
        return event -> event.arrived().map(value).orElse(null);
    }
}

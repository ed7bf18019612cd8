package dev.ringback.store.rows;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.Origin;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.port.CallCounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes records of rows, in both databases. */
public final class Rows {

    public static final String EVENT =
            "e.sequence, e.project, e.id, e.type, e.subject, e.occurred_at, e.accepted_at,"
                    + " e.content_type, e.payload, e.size, e.source, e.idempotency_key,"
                    + " e.duplicate_of, e.superseded, e.arrival";

    /** An event without its payload. */
    public static final String HEAD =
            "e.sequence, e.project, e.id, e.type, e.subject, e.occurred_at, e.accepted_at,"
                    + " e.content_type, coalesce(e.size, octet_length(e.payload)), e.source,"
                    + " e.idempotency_key, e.duplicate_of, e.superseded";

    /** Asks for the latest event of a subject. The last condition makes its index fit. */
    public static final String LATEST =
            "SELECT e.occurred_at FROM event e WHERE e.source = ? AND e.subject = ?"
                    + " AND e.subject <> '' ORDER BY e.occurred_at DESC LIMIT 1";

    /** Bytes of an event as a whole, of the table of that name. */
    public static final String BYTES =
            "coalesce(e.size, octet_length(e.payload)) + coalesce(octet_length(e.arrival), 0)";

    public static final String CALL =
            "c.id, c.project, c.kind, c.lane, c.event, c.state, c.attempts, c.due_at,"
                    + " c.finished_at, c.reason, c.created_at, c.replay, c.series";

    public static final String ATTEMPT =
            "a.number, a.started_at, a.connect_micros, a.tls_micros, a.first_byte_micros,"
                    + " a.total_micros, a.status, a.error, a.request_headers, a.response_headers,"
                    + " a.response_body";

    public static final String DOCUMENT =
            "d.kind, d.project, d.id, d.revision, d.body, d.expires_at";

    private Rows() {}

    public static EventHead head(ResultSet row) throws SQLException {
        return new EventHead(
                row.getLong(1),
                new ProjectId(row.getString(2)),
                id(row),
                row.getString(4),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                OriginColumns.contentType(row.getString(8)),
                row.getInt(9),
                OriginColumns.head(row, 8, 10));
    }

    /** The id of an event, from the columns sequence and id. */
    private static EventId id(ResultSet row) throws SQLException {
        @Nullable String given = row.getString(3);
        return given == null ? EventId.of(row.getLong(1)) : new EventId(given);
    }

    public static EventRow event(ResultSet row) throws SQLException {
        Payload rest = payload(row, 9);
        int size = row.getInt(10);
        boolean quotes = !row.wasNull();
        Event event =
                new Event(
                        row.getLong(1),
                        new ProjectId(row.getString(2)),
                        id(row),
                        row.getString(4),
                        row.getString(5),
                        Instant.ofEpochMilli(row.getLong(6)),
                        Instant.ofEpochMilli(row.getLong(7)),
                        OriginColumns.contentType(row.getString(8)),
                        rest,
                        List.of(),
                        origin(row));
        return new EventRow(event, quotes ? size : rest.size());
    }

    private static Optional<Origin> origin(ResultSet row) throws SQLException {
        Optional<Origin.Head> head = OriginColumns.head(row, 8, 11);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (head.get()) {
                    case Made made -> made;
                    case Arrived.Head arrived -> arrived.with(payload(row, 15));
                });
    }

    /** A quote, from the columns at, quoted, start and length that come after the event's. */
    public static Quote quote(ResultSet row) throws SQLException {
        return new Quote(row.getInt(2), row.getLong(3), row.getInt(4), row.getInt(5));
    }

    /** The id as it is stored: nothing when it says no more than the sequence does. */
    public static @Nullable String given(Event event) {
        String id = event.id().value();
        boolean derived = !event.id().given() && event.id().equals(EventId.of(event.sequence()));
        return derived ? null : id;
    }

    /** The size as it is stored: nothing when the whole payload is in the row. */
    public static @Nullable Integer size(Event event) {
        return event.quotes().isEmpty() ? null : event.payload().size();
    }

    /** A number as it is stored: nothing when there is none. */
    public static @Nullable Long number(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    /** What of an event lies in its row: what it does not quote, and how it arrived. */
    public static long stored(Event event, Payload rest) {
        return (long) rest.size() + event.bytes() - event.payload().size();
    }

    public static Call call(ResultSet row) throws SQLException {
        long series = row.getLong(13);
        boolean none = row.wasNull();
        return new Call(
                new CallId(row.getLong(1)),
                new ProjectId(row.getString(2)),
                row.getString(3),
                new LaneId(row.getString(4)),
                row.getLong(5),
                state(row),
                row.getInt(7),
                Instant.ofEpochMilli(row.getLong(11)),
                row.getString(12),
                none ? OptionalLong.empty() : OptionalLong.of(series));
    }

    private static CallState state(ResultSet row) throws SQLException {
        String word = row.getString(6);
        return switch (word) {
            case "waiting" -> new CallState.Waiting(Instant.ofEpochMilli(row.getLong(8)));
            case "succeeded" -> new CallState.Succeeded(Instant.ofEpochMilli(row.getLong(9)));
            case "dead" ->
                    new CallState.Dead(Instant.ofEpochMilli(row.getLong(9)), row.getString(10));
            case "cancelled" -> new CallState.Cancelled(Instant.ofEpochMilli(row.getLong(9)));
            default -> throw new SQLException("a call is in no known state: " + word);
        };
    }

    public static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                row.getInt(1),
                Instant.ofEpochMilli(row.getLong(2)),
                new Timing(row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)),
                row.getInt(7),
                row.getString(8),
                HeaderText.read(row.getString(9)),
                HeaderText.read(row.getString(10)),
                payload(row, 11));
    }

    /** Sums of the four states, which are absent when there was nothing to sum. */
    public static CallCounts counts(ResultSet row) throws SQLException {
        return new CallCounts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    public static Document document(ResultSet row) throws SQLException {
        long expiresAt = row.getLong(6);
        boolean expires = !row.wasNull();
        return new Document(
                row.getString(1),
                new ProjectId(row.getString(2)),
                row.getString(3),
                row.getLong(4),
                payload(row, 5),
                expires ? Optional.of(Instant.ofEpochMilli(expiresAt)) : Optional.empty());
    }

    /** SQLite's driver answers null for a value of no bytes. */
    private static Payload payload(ResultSet row, int column) throws SQLException {
        byte @Nullable [] bytes = row.getBytes(column);
        return bytes == null ? Payload.EMPTY : Payload.of(bytes);
    }
}

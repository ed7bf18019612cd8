package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.EventRow;
import dev.ringback.store.rows.HeaderText;
import dev.ringback.store.rows.Lookup;
import dev.ringback.store.rows.OriginColumns;
import dev.ringback.store.rows.Quoting;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.StateColumns;
import dev.ringback.store.rows.StoreMessages;
import dev.ringback.store.writing.CountChanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the writing connection, prepared once. Preparing costs more than running, and
 * one row at a time through a kept statement is faster in this driver than its batches.
 */
final class SqliteStatements implements Lookup {

    private final PreparedStatement insertEvent;
    private final PreparedStatement insertArrived;
    private final PreparedStatement insertCall;
    private final PreparedStatement settleCall;
    private final PreparedStatement insertAttempt;
    private final PreparedStatement selectEvent;
    private final PreparedStatement selectCall;
    private final PreparedStatement selectAttempt;
    private final PreparedStatement selectType;
    private final SqliteQuotes quotes;
    private final SqliteCounts counts;
    private final SqliteDocuments documents;
    private final SqliteSightings sightings;
    private final SqlitePruning pruning;

    SqliteStatements(Connection connection, FreshSightings fresh) throws SQLException {
        insertEvent =
                connection.prepareStatement(
                        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                + " NULL, NULL, NULL, NULL, NULL) ON CONFLICT DO NOTHING");
        insertArrived =
                connection.prepareStatement(
                        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING");
        insertCall =
                connection.prepareStatement(
                        "INSERT INTO call VALUES"
                                + " (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, NULL, NULL, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING");
        settleCall =
                connection.prepareStatement(
                        "UPDATE call SET state = ?, attempts = ?, due_at = ?, finished_at = ?,"
                                + " reason = ? WHERE id = ? AND state = 'waiting'"
                                + " AND attempts = ?");
        insertAttempt =
                connection.prepareStatement(
                        "INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING");
        selectEvent =
                connection.prepareStatement(
                        "SELECT " + Rows.EVENT + " FROM event e WHERE e.sequence = ?");
        selectCall =
                connection.prepareStatement("SELECT " + Rows.CALL + " FROM call c WHERE c.id = ?");
        selectAttempt =
                connection.prepareStatement(
                        "SELECT "
                                + Rows.ATTEMPT
                                + " FROM attempt a WHERE a.call = ? AND a.number = ?");
        selectType = connection.prepareStatement("SELECT type FROM event WHERE sequence = ?");
        quotes = new SqliteQuotes(connection);
        counts = new SqliteCounts(connection);
        documents = new SqliteDocuments(connection, counts);
        sightings = new SqliteSightings(connection, fresh);
        pruning = new SqlitePruning(connection, counts);
    }

    /** Adds an event; false when its sequence or its given id is there already. */
    boolean insert(Event event) throws SQLException {
        if (event.quotes().isEmpty()) {
            return insertRow(event);
        }
        Event quoting = Quoting.tenable(event, quotes.sizes(Quoting.quoted(List.of(event))));
        boolean inserted = insertRow(quoting);
        if (inserted) {
            quotes.insert(quoting);
        }
        return inserted;
    }

    private boolean insertRow(Event event) throws SQLException {
        Optional<Arrived> origin = event.arrived();
        PreparedStatement row = origin.isPresent() ? insertArrived : insertEvent;
        row.setLong(1, event.sequence());
        row.setString(2, event.project().value());
        row.setString(3, Rows.given(event));
        row.setString(4, event.type());
        row.setString(5, event.subject());
        row.setLong(6, event.occurredAt().toEpochMilli());
        row.setLong(7, event.acceptedAt().toEpochMilli());
        row.setString(8, OriginColumns.mediaType(event));
        Payload rest = Quoting.rest(event);
        row.setBytes(9, rest.bytes());
        set(row, 10, Rows.size(event));
        if (origin.isPresent()) {
            bind(origin.get(), row);
        }
        boolean inserted = row.executeUpdate() == 1;
        if (inserted) {
            counts.added(event, Rows.stored(event, rest));
        }
        return inserted;
    }

    private static void bind(Arrived origin, PreparedStatement row) throws SQLException {
        row.setString(11, origin.source());
        row.setString(12, origin.key());
        set(row, 13, Rows.number(origin.duplicateOf()));
        row.setInt(14, origin.superseded() ? 1 : 0);
        row.setBytes(15, origin.arrival().bytes());
    }

    /** Adds a call; false when its id is there already. */
    boolean insert(Call call) throws SQLException {
        if (!(call.state() instanceof CallState.Waiting(Instant dueAt))) {
            throw new StoreException(StoreMessages.notWaiting(call));
        }
        PreparedStatement row = insertCall;
        row.setLong(1, call.id().value());
        row.setInt(2, call.lane().partition());
        row.setString(3, call.project().value());
        row.setString(4, call.kind());
        row.setString(5, call.lane().value());
        row.setLong(6, call.event());
        row.setInt(7, call.attempts());
        row.setLong(8, dueAt.toEpochMilli());
        row.setLong(9, call.createdAt().toEpochMilli());
        row.setString(10, call.replay());
        set(row, 11, Rows.number(call.series()));
        boolean inserted = row.executeUpdate() == 1;
        if (inserted) {
            counts.added(call);
            if (CountChanges.isLate(call)) {
                markLate(call);
            }
        }
        return inserted;
    }

    private void markLate(Call call) throws SQLException {
        selectType.setLong(1, call.event());
        Optional<String> type = first(selectType, row -> row.getString(1));
        if (type.isPresent()) {
            counts.mark(call.project().value(), type.get(), call.id().value());
        }
    }

    /** Moves a call that waits; false when there is none. */
    boolean settle(Settle settle) throws SQLException {
        StateColumns state = StateColumns.of(settle.next());
        PreparedStatement row = settleCall;
        row.setString(1, settle.next().name().word());
        row.setInt(2, settle.attempts());
        set(row, 3, state.dueAt());
        set(row, 4, state.finishedAt());
        row.setString(5, state.reason());
        row.setLong(6, settle.id().value());
        row.setInt(7, settle.before());
        boolean moved = row.executeUpdate() == 1;
        if (moved) {
            counts.moved(settle);
        }
        return moved;
    }

    /** Keeps an attempt, unless there is one of that number already. */
    void insert(CallId call, Attempt attempt) throws SQLException {
        Timing timing = attempt.timing();
        PreparedStatement row = insertAttempt;
        row.setLong(1, call.value());
        row.setInt(2, attempt.number());
        row.setLong(3, attempt.startedAt().toEpochMilli());
        row.setLong(4, timing.connectMicros());
        row.setLong(5, timing.tlsMicros());
        row.setLong(6, timing.firstByteMicros());
        row.setLong(7, timing.totalMicros());
        row.setInt(8, attempt.status());
        row.setString(9, attempt.error());
        row.setString(10, HeaderText.write(attempt.requestHeaders()));
        row.setString(11, HeaderText.write(attempt.responseHeaders()));
        row.setBytes(12, attempt.responseBody().bytes());
        row.executeUpdate();
    }

    @Override
    public Optional<EventRow> event(long sequence) throws SQLException {
        selectEvent.setLong(1, sequence);
        return first(selectEvent, Rows::event);
    }

    @Override
    public List<Quote> quotes(long event) throws SQLException {
        return quotes.of(event);
    }

    @Override
    public Optional<Call> call(long id, int partition) throws SQLException {
        selectCall.setLong(1, id);
        return first(selectCall, Rows::call);
    }

    @Override
    public Optional<Attempt> attempt(Settle settle) throws SQLException {
        selectAttempt.setLong(1, settle.id().value());
        selectAttempt.setInt(2, settle.attempt().orElseThrow().number());
        return first(selectAttempt, Rows::attempt);
    }

    @Override
    public boolean movedHere(Settle settle) {
        return true;
    }

    /** The revision of the document of that name; 0 when there is none. */
    long revision(Document document) throws SQLException {
        return documents.revision(document);
    }

    void put(Document document) throws SQLException {
        documents.put(document);
    }

    void delete(Document document) throws SQLException {
        documents.delete(document);
    }

    @Override
    public Optional<Sighting> sighting(SightingKey key) throws SQLException {
        return sightings.find(key);
    }

    SqliteSightings sightings() {
        return sightings;
    }

    SqlitePruning pruning() {
        return pruning;
    }

    /** Writes the counts of what has changed; the last before the commit. */
    void writeCounts() throws SQLException {
        counts.write();
    }

    /** Forgets the counts of what was undone. */
    void undoCounts() {
        counts.undo();
    }

    private static void set(PreparedStatement row, int column, @Nullable Number value)
            throws SQLException {
        if (value == null) {
            row.setNull(column, Types.BIGINT);
        } else {
            row.setLong(column, value.longValue());
        }
    }

    private static <T> Optional<T> first(PreparedStatement statement, Session.Row<T> row)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }
}

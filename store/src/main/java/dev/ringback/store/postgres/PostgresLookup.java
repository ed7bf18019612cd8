package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.store.rows.Columns;
import dev.ringback.store.rows.EventRow;
import dev.ringback.store.rows.Lookup;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The look-ups of the writing session, within its transaction. */
record PostgresLookup(
        Connection connection, PostgresQuotes quotes, PostgresSightings sightings, long mark)
        implements Lookup {

    private static final String LOCK =
            "SELECT "
                    + Rows.CALL
                    + " FROM call c JOIN unnest(?::int[], ?::bigint[]) AS s (partition, id)"
                    + " ON c.partition = s.partition AND c.id = s.id"
                    + " ORDER BY c.id FOR UPDATE OF c";

    @Override
    public List<Quote> quotes(long event) throws SQLException {
        return quotes.of(event);
    }

    @Override
    public Optional<EventRow> event(long sequence) throws SQLException {
        return first(
                "SELECT " + Rows.EVENT + " FROM event e WHERE e.sequence = ?",
                Rows::event,
                sequence);
    }

    @Override
    public Optional<Call> call(long id, int partition) throws SQLException {
        return first(
                "SELECT " + Rows.CALL + " FROM call c WHERE c.id = ? AND c.partition = ?",
                Rows::call,
                id,
                partition);
    }

    /**
     * The calls of moves, locked in their order, so that two who write do not wait for each other.
     */
    Map<CallId, Call> lock(List<Settle> moves) throws SQLException {
        List<Settle> sorted = moves.stream().sorted(Comparator.comparing(Settle::id)).toList();
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            int _ =
                    new Columns<>(statement, sorted)
                            .ints(Settle::partition)
                            .longs(m -> m.id().value())
                            .bound();
            Map<CallId, Call> locked = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Call call = Rows.call(rows);
                    locked.put(call.id(), call);
                }
            }
            return locked;
        }
    }

    @Override
    public Optional<Attempt> attempt(Settle settle) throws SQLException {
        return first(
                "SELECT "
                        + Rows.ATTEMPT
                        + " FROM attempt a WHERE a.call = ? AND a.partition = ? AND a.number = ?",
                Rows::attempt,
                settle.id().value(),
                settle.partition(),
                settle.attempt().orElseThrow().number());
    }

    @Override
    public Optional<Sighting> sighting(SightingKey key) throws SQLException {
        return sightings.find(key);
    }

    @Override
    public boolean movedHere(Settle settle) throws SQLException {
        return first(
                        "SELECT 1 FROM call WHERE id = ? AND partition = ? AND settled_by = ?",
                        _ -> true,
                        settle.id().value(),
                        settle.partition(),
                        mark)
                .isPresent();
    }

    private <T> Optional<T> first(String sql, Session.Row<T> row, Number... arguments)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setLong(i + 1, arguments[i].longValue());
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
            }
        }
    }
}

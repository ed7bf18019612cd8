package dev.ringback.store;

import dev.ringback.kernel.Attempt;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.Change.Settle;
import dev.ringback.kernel.Quote;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What the writing session looks up within its transaction. */
final class PostgresLookup implements Lookup {

    private final Connection connection;
    private final PostgresQuotes quotes;
    private final long mark;

    PostgresLookup(Connection connection, PostgresQuotes quotes, long mark) {
        this.mark = mark;
        this.connection = connection;
        this.quotes = quotes;
    }

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

    @Override
    public Optional<Attempt> attempt(Settle settle) throws SQLException {
        return first(
                "SELECT "
                        + Rows.ATTEMPT
                        + " FROM attempt a WHERE a.call = ? AND a.partition = ? AND a.number = ?",
                Rows::attempt,
                settle.call().value(),
                settle.partition(),
                settle.attempt().orElseThrow().number());
    }

    @Override
    public boolean movedHere(Settle settle) throws SQLException {
        return first(
                        "SELECT 1 FROM call WHERE id = ? AND partition = ? AND settled_by = ?",
                        _ -> true,
                        settle.call().value(),
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

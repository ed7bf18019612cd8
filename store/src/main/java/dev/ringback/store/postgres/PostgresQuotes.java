package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Quote;
import dev.ringback.store.rows.Columns;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The statements for quotes, on the writing session. */
record PostgresQuotes(Connection connection) {

    private static final String SIZES =
            """
            SELECT e.sequence, coalesce(e.size, octet_length(e.payload))
            FROM unnest(?::bigint[]) AS s (sequence) JOIN event e ON e.sequence = s.sequence\
            """;

    private static final String INSERT =
            """
            INSERT INTO quote SELECT * FROM unnest(?::bigint[], ?::int[], ?::bigint[], ?::int[],
                ?::int[])
            ON CONFLICT DO NOTHING\
            """;

    private static final String SELECT =
            "SELECT event, at, quoted, start, length FROM quote WHERE event = ? ORDER BY at";

    /** The sizes of the complete payloads of those of these events that are there. */
    Map<Long, Integer> sizes(Set<Long> events) throws SQLException {
        Map<Long, Integer> sizes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SIZES)) {
            new Columns<>(statement, List.copyOf(events)).longs(Long::longValue);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sizes.put(rows.getLong(1), rows.getInt(2));
                }
            }
        }
        return sizes;
    }

    /** Adds the quotes of events, unless they are there already. */
    void insert(List<Event> events) throws SQLException {
        record Row(Event event, Quote quote) {}
        List<Row> rows = new ArrayList<>();
        for (Event event : events) {
            event.quotes().forEach(quote -> rows.add(new Row(event, quote)));
        }
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            new Columns<>(statement, rows)
                    .longs(row -> row.event.sequence())
                    .ints(row -> row.quote.at())
                    .longs(row -> row.quote.event())
                    .ints(row -> row.quote.from())
                    .ints(row -> row.quote.length());
            statement.executeUpdate();
        }
    }

    /** The quotes of an event, in order. */
    List<Quote> of(long event) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            return Session.rows(statement, List.of(event), Rows::quote);
        }
    }
}

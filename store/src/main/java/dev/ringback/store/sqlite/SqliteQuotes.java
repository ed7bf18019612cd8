package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Quote;
import dev.ringback.store.rows.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The statements for quotes, on the writing connection. */
final class SqliteQuotes {

    private final PreparedStatement size;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    SqliteQuotes(Connection connection) throws SQLException {
        size =
                connection.prepareStatement(
                        "SELECT coalesce(size, length(payload)) FROM event WHERE sequence = ?");
        insert = connection.prepareStatement("INSERT INTO quote VALUES (?, ?, ?, ?, ?)");
        select =
                connection.prepareStatement(
                        "SELECT event, at, quoted, start, length FROM quote"
                                + " WHERE event = ? ORDER BY at");
    }

    /** The sizes of the complete payloads of those of these events that are there. */
    Map<Long, Integer> sizes(Set<Long> events) throws SQLException {
        Map<Long, Integer> sizes = new HashMap<>();
        for (long event : events) {
            size.setLong(1, event);
            try (ResultSet rows = size.executeQuery()) {
                if (rows.next()) {
                    sizes.put(event, rows.getInt(1));
                }
            }
        }
        return sizes;
    }

    void insert(Event event) throws SQLException {
        for (Quote quote : event.quotes()) {
            insert.setLong(1, event.sequence());
            insert.setInt(2, quote.at());
            insert.setLong(3, quote.event());
            insert.setInt(4, quote.from());
            insert.setInt(5, quote.length());
            insert.executeUpdate();
        }
    }

    /** The quotes of an event, in order. */
    List<Quote> of(long event) throws SQLException {
        select.setLong(1, event);
        List<Quote> quotes = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                quotes.add(Rows.quote(rows));
            }
        }
        return quotes;
    }
}

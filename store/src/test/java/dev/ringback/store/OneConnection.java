package dev.ringback.store;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Asks all questions on one connection. */
public record OneConnection(Connection connection) implements Session {

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return Session.rows(statement, arguments, row);
        } catch (SQLException e) {
            throw new StoreException(sql, e);
        }
    }
}

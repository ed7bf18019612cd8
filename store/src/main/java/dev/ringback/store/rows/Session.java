package dev.ringback.store.rows;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs reads: lends a connection to one question at a time. */
public interface Session {

    /**
     * Asks one question, seeing what is committed at this moment.
     *
     * @throws dev.ringback.kernel.port.StoreException when the database does not answer
     */
    <T> List<T> query(String sql, List<?> arguments, Row<T> row);

    /**
     * The same for questions that may take their time, such as those of the engine about its queue:
     * nobody waits for an answer at the other end of a request.
     */
    default Session patient() {
        return this;
    }

    /** Binds the arguments, asks, and reads all rows. */
    static <T> List<T> rows(PreparedStatement statement, List<?> arguments, Row<T> row)
            throws SQLException {
        for (int i = 0; i < arguments.size(); i++) {
            statement.setObject(i + 1, arguments.get(i));
        }
        List<T> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(row.read(result));
            }
        }
        return rows;
    }

    /** Turns the row that a result stands on into a value. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }
}

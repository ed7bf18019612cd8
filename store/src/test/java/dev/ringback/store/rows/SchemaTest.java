package dev.ringback.store.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.port.StoreException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program that was put together wrongly says so, rather than use a database without tables. */
final class SchemaTest {

    private static final String TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table'";

    private static Connection database() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        connection.setAutoCommit(false);
        return connection;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(TABLES)) {
            return Session.rows(statement, List.of(), row -> row.getString(1));
        }
    }

    @Test
    void withoutItsFilesItTouchesNothing() throws SQLException {
        Schema missing = new Schema("missing", "SELECT 1");
        try (Connection connection = database()) {
            assertThatThrownBy(() -> missing.apply(connection))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("/dev/ringback/store/missing");
            assertThat(tables(connection)).isEmpty();
        }
    }

    @Test
    void itFindsItsFilesAndAppliesEachOnce() throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            Schema.sqlite().apply(connection);
            assertThat(tables(connection)).contains("event", "call", "attempt", "document");
            statement.executeUpdate("INSERT INTO document VALUES ('a', 'b', 'c', 1, x'00', NULL)");
            Schema.sqlite().apply(connection);
            assertThat(tables(connection)).contains("document");
        }
    }
}

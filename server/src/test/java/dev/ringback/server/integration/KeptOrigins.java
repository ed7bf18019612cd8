package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Every event that a server kept says where it comes from, whatever a test had the server do. Asked
 * of the database itself, as the kinds of events are many and more will come.
 */
final class KeptOrigins {

    private static final String SILENT =
            "SELECT type FROM event WHERE source IS NULL AND instr(content_type, char(10)) = 0";

    private KeptOrigins() {}

    /** Looks through what a server that has stopped left behind, if it kept that in SQLite. */
    static void check(Path directory) {
        Path file = directory.resolve(SqliteStore.FILE);
        if (Files.exists(file)) {
            assertThat(silent(file)).as("events that say of nobody").isEmpty();
        }
    }

    private static List<String> silent(Path file) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(SILENT)) {
            List<String> types = new ArrayList<>();
            while (rows.next()) {
                types.add(rows.getString(1));
            }
            return types;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

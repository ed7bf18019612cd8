package dev.ringback.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.Store;
import dev.ringback.store.rows.Schema;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.store.Samples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was stored before counts were kept is counted when a database is brought up to date. */
final class CountMigrationTest {

    private static final long LATER = 1L << 40;

    @TempDir Path directory;

    @Test
    void countsAreMadeFromWhatIsThereInSqlite() throws SQLException {
        String url = "jdbc:sqlite:" + directory.resolve("ringback.db");
        try (Connection connection = DriverManager.getConnection(url)) {
            fill(Schema.sqlite(), connection, "x'616263'");
        }
        try (Store store = SqliteStore.open(directory)) {
            requireCounted(store);
        }
    }

    /** They were kept otherwise before version 6. */
    @Test
    void countsThatWereKeptAreKept() throws SQLException {
        String url = "jdbc:sqlite:" + directory.resolve("ringback.db");
        try (Connection connection = DriverManager.getConnection(url)) {
            fill(Schema.sqlite(), connection, "x'616263'");
            Schema.sqlite().applyFirst(5, connection);
        }
        try (Store store = SqliteStore.open(directory)) {
            requireCounted(store);
            Samples samples = new Samples();
            Event event = samples.event();
            store.commit(List.of(Samples.accept(event, samples.call(event))));
            assertThat(store.counts(ProjectId.DEFAULT, "delivery", Samples.LANE))
                    .isEqualTo(new CallCounts(2, 2, 1, 1));
            assertThat(store.storedBytes(ProjectId.DEFAULT)).isEqualTo(6 + event.payload().size());
        }
    }

    @Test
    void countsAreMadeFromWhatIsThereInPostgres() throws SQLException {
        String url = PostgresServer.freshDatabase();
        try (Connection connection = PostgresServer.connect(url)) {
            fill(Schema.postgres(), connection, "'\\x616263'");
        }
        try (Store store = PostgresOwner.open(url)) {
            requireCounted(store);
        }
    }

    private static void fill(Schema schema, Connection connection, String abc) throws SQLException {
        connection.setAutoCommit(false);
        schema.applyFirst(4, connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO event VALUES (7, 'default', NULL, 'a.b', 's', 1, 2, 'text/plain', "
                            + abc
                            + ", NULL)");
            statement.execute(
                    "INSERT INTO document VALUES ('k', 'default', 'd', 1, " + abc + ", NULL)");
            call(statement, 8, "'waiting', 0, 5, NULL, NULL");
            call(statement, 9, "'succeeded', 1, NULL, 5, NULL");
            call(statement, 10, "'dead', 1, NULL, 5, 'why'");
            call(statement, LATER, "'cancelled', 0, NULL, 5, NULL");
            call(statement, LATER + 1, "'succeeded', 0, NULL, 5, NULL");
        }
        connection.commit();
    }

    private static void call(Statement statement, long id, String state) throws SQLException {
        statement.execute(
                """
                INSERT INTO call (id, partition, project, kind, lane, event, created_at, replay,
                    state, attempts, due_at, finished_at, reason)
                VALUES (%d, %d, 'default', 'delivery', 'ep_1', 7, 2, '', %s)\
                """
                        .formatted(id, new LaneId("ep_1").partition(), state));
    }

    private static void requireCounted(Store store) {
        assertThat(store.counts(ProjectId.DEFAULT, "delivery", new LaneId("ep_1")))
                .isEqualTo(new CallCounts(1, 2, 1, 1));
        assertThat(store.storedBytes(ProjectId.DEFAULT)).isEqualTo(6);
    }
}

package dev.ringback.store;

import dev.ringback.kernel.port.Store;
import dev.ringback.store.rows.ListLimits;
import dev.ringback.store.sqlite.SqliteFile;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.store.HistoryContract;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A list whose time is over after each piece still comes to everything, page by page. */
final class ListsCutShortTest {

    /** No time at all, and what is found by its events is so from the second call on. */
    private static final ListLimits NO_TIME =
            new ListLimits(Duration.ZERO, 3, 2, Duration.ofMinutes(1), 1);

    /** A store that is opened anew now and then. */
    abstract static class Reopened implements HistoryContract {

        private Store store;

        abstract Store open() throws SQLException;

        @BeforeEach
        void begin() throws SQLException {
            store = open();
        }

        @AfterEach
        void end() {
            store.close();
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public Store reopen() {
            store.close();
            try {
                store = open();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return store;
        }
    }

    @Nested
    final class InSqlite extends Reopened {

        @TempDir Path directory;

        @Override
        Store open() {
            return SqliteStore.open(
                    directory, new SqliteFile(directory.resolve("ringback.db")), NO_TIME);
        }
    }

    @Nested
    final class InPostgres extends Reopened {

        private String url = "";

        @Override
        Store open() throws SQLException {
            if (url.isEmpty()) {
                url = PostgresServer.freshDatabase();
                PostgresOwner.open(url).close();
            }
            return Owned.besides(url, NO_TIME);
        }
    }
}

package dev.ringback.store.sqlite;

import static dev.ringback.testkit.store.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.port.Store;
import dev.ringback.testkit.store.Samples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was seen is the same wherever it is kept: in the log, on the way, or among the others. */
class SqliteSightingsTest {

    private static final int MANY = SqliteSightings.MANY;
    private static final int AT_ONCE = 1_000;
    private static final Instant END = START.plusSeconds(60);

    @TempDir Path directory;
    private Store store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Sighting seen(int number, Instant at) {
        return new Sighting(Samples.key("k" + number), event(number, at), at, at.plusSeconds(60));
    }

    private static long event(int number, Instant at) {
        return number + 1 + at.toEpochMilli();
    }

    /** Sees what has these numbers, some in each commit. */
    private void see(int from, int to, Instant at) {
        for (int i = from; i < to; i += AT_ONCE) {
            List<Change> changes = new ArrayList<>();
            for (int j = i; j < Math.min(to, i + AT_ONCE); j++) {
                changes.add(Change.seen(seen(j, at)));
            }
            assertThat(store.commit(changes)).containsOnly(Committed.Done.ALL);
        }
    }

    /** They were seen first then, and are refused now. */
    private void requireSeen(int from, int to, Instant first, Instant at) {
        for (int i = from; i < to; i += 97) {
            assertThat(store.seen(Samples.key("k" + i), at)).as("%d", i).hasValue(event(i, first));
            Sighting again = new Sighting(Samples.key("k" + i), -1, at, at.plusSeconds(60));
            assertThat(store.commit(List.of(Change.seen(again))).getFirst())
                    .isInstanceOf(Committed.Stale.class);
        }
    }

    private long count(String table) throws SQLException {
        try (Connection connection = new SqliteFile(directory.resolve(SqliteStore.FILE)).reader();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Test
    void whatWasSeenIsRefusedWhereverItIsKept() throws SQLException {
        see(0, 100, START);
        requireSeen(0, 100, START, START);
        assertThat(count("sighting")).isZero();
        see(100, MANY + MANY / 2, START);
        assertThat(count("sighting")).isPositive().isLessThan(MANY);
        requireSeen(0, MANY + MANY / 2, START, START);
        see(MANY + MANY / 2, 4 * MANY, START);
        requireSeen(0, 4 * MANY, START, START);
        assertThat(count("sighting_fresh")).isLessThan(2L * MANY);
    }

    @Test
    void whatWasSeenIsRefusedAfterTheStartTooHoweverFarItWasCarried() {
        for (int part = 0; part < 5; part++) {
            see(part * MANY / 2, (part + 1) * MANY / 2, START);
            store.close();
            store = SqliteStore.open(directory);
            requireSeen(0, (part + 1) * MANY / 2, START, START);
        }
    }

    @Test
    void whatIsSeenAnewGoesBeforeTheOldWhereverThatIsKept() {
        see(0, MANY + MANY / 2, START);
        see(0, MANY / 2, END);
        requireSeen(0, MANY / 2, END, END);
        assertThat(store.seen(Samples.key("k" + MANY), END)).isEmpty();
        see(2 * MANY, 4 * MANY, END);
        requireSeen(0, MANY / 2, END, END);
        store.close();
        store = SqliteStore.open(directory);
        requireSeen(0, MANY / 2, END, END);
    }

    @Test
    void whatHasExpiredIsForgottenWhereverItIsKept() throws SQLException {
        see(0, MANY + MANY / 2, START);
        see(2 * MANY, 2 * MANY + 10, START.plusSeconds(1));
        assertThat(store.prune(START, END, 10)).isZero();
        assertThat(count("sighting_fresh")).isZero();
        assertThat(count("sighting")).isEqualTo(10);
        requireSeen(2 * MANY, 2 * MANY + 10, START.plusSeconds(1), END);
        see(0, MANY, END);
        requireSeen(0, MANY, END, END);
    }

    @Test
    void ofManyThatHaveExpiredAnHourIsTheOldest() throws SQLException {
        assertThat(store.prune(START, START, 10)).isZero();
        see(0, 10, START);
        assertThat(store.prune(START, END, 10)).isZero();
        assertThat(count("sighting_fresh")).isEqualTo(10);
        assertThat(store.prune(START, START.plusSeconds(3600), 10)).isZero();
        assertThat(count("sighting_fresh") + count("sighting")).isZero();
    }
}

package dev.ringback.store.postgres;

import static dev.ringback.testkit.store.Samples.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Store;
import dev.ringback.store.PostgresOwner;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.PatientPostgres;
import dev.ringback.testkit.store.Samples;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While the synchronous standby is away nothing is acknowledged, whoever loses patience with it.
 */
final class StandbyAwayTest {

    private final Samples samples = new Samples();
    private EmbeddedPostgres server;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        server = PatientPostgres.start();
        store =
                PostgresOwner.open(
                        "postgresql://postgres@localhost:" + server.getPort() + "/postgres");
    }

    @AfterEach
    void close() throws Exception {
        standbyIsBack();
        store.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pg_cancel_backend", "pg_terminate_backend"})
    void aWaitThatSomebodyBrokeOffAcknowledgesNothing(String breakOff) throws SQLException {
        standbyIsAway();
        Event event = samples.event();
        var first = commit(event);
        breakOff(breakOff);
        assertThatThrownBy(() -> Eventually.get("the commit", first))
                .hasMessageContaining("could not write");
        var again = commit(event);
        untilOneWaits();
        assertThat(store.event(event.sequence())).contains(event);
        assertThat(again).isNotDone();
        standbyIsBack();
        assertThat(Eventually.get("the commit", again)).isEqualTo(Committed.Done.ALL);
    }

    @Test
    void whoGivesUpWaitingFindsTheOldSessionEndedBeforeHeAsksTheDisk() throws SQLException {
        standbyIsAway();
        Event event = samples.event();
        var call = samples.call(event);
        var first =
                CompletableFuture.supplyAsync(
                        () -> store.commit(List.of(accept(event, call))).getFirst());
        // The time after which a connection is given up is the driver's.
        assertThatThrownBy(() -> Eventually.get("the commit", first))
                .hasMessageContaining("could not write");
        var waiting = CompletableFuture.supplyAsync(() -> store.due(call.lane(), false, 10));
        standbyIsBack();
        assertThat(Eventually.get("what waits", waiting)).containsExactly(call);
        assertThat(Eventually.get("the commit", commit(samples.event())))
                .isEqualTo(Committed.Done.ALL);
    }

    private CompletableFuture<Committed> commit(Event event) {
        return CompletableFuture.supplyAsync(() -> store.commit(List.of(accept(event))).getFirst());
    }

    private void standbyIsAway() throws SQLException {
        execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        execute("SELECT pg_reload_conf()");
        Eventually.until(
                "all wait for it",
                () ->
                        count(
                                        "pg_settings WHERE name = 'synchronous_standby_names' AND"
                                                + " setting = 'nobody'")
                                == 1);
    }

    private void standbyIsBack() throws SQLException {
        execute("ALTER SYSTEM RESET synchronous_standby_names");
        execute("SELECT pg_reload_conf()");
    }

    private static final String WAITING =
            "pg_stat_activity WHERE wait_event = 'SyncRep' AND query NOT LIKE '%beat%'";

    private void untilOneWaits() {
        Eventually.until("a commit waits for the standby", () -> count(WAITING) > 0);
    }

    private void breakOff(String function) throws SQLException {
        untilOneWaits();
        execute("SELECT " + function + "(pid) FROM " + WAITING);
    }

    private long count(String what) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + what)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

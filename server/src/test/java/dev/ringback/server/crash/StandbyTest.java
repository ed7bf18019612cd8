package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.crash.ServerProcess;
import dev.ringback.testkit.receiver.PatientPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Of two processes on one database one works; the other takes over, whatever becomes of it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class StandbyTest {

    private EmbeddedPostgres postgres;
    private Pair pair;
    private String url = "";

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        postgres = PatientPostgres.start();
        url = "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres";
        pair = new Pair(directory);
    }

    @AfterEach
    void end() throws IOException {
        pair.close();
        postgres.close();
    }

    @Test
    void theSecondTurnsEverybodyAwayUntilTheFirstStandsStill() {
        ServerProcess first = pair.launch(url).awaitReady();
        ServerProcess second = pair.launch(url);
        URI standby = second.awaitStandby();
        assertThat(pair.get(standby, "/health").orElseThrow().statusCode()).isEqualTo(200);
        var ready = pair.get(standby, "/ready").orElseThrow();
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("standby").contains(first.uri().toString());
        var list = pair.get(standby, "/api/v1/events").orElseThrow();
        assertThat(list.statusCode()).isEqualTo(503);
        assertThat(list.headers().firstValue("Retry-After")).isPresent();
        assertThat(pair.publish(standby, "early")).isEqualTo(503);
        assertThat(pair.publish(first.uri(), "one")).isEqualTo(202);

        first.freeze();
        pair.takesOver(second, "stood still");
        first.thaw();
        assertThat(first.awaitEnd()).isEqualTo(1);
        assertThat(pair.get(second.uri(), "/api/v1/events/one").orElseThrow().statusCode())
                .as("what the first one took")
                .isEqualTo(200);
    }

    /** The test gives signs of life in place of the dead: by these alone nobody would take over. */
    @Test
    void whoeverIsKilledAndStartedAgainServesWithoutWaitingForSilence() throws SQLException {
        ServerProcess first = pair.launch(url).awaitReady();
        assertThat(pair.publish(first.uri(), "one")).isEqualTo(202);
        first.kill();
        try (var beating = Executors.newSingleThreadScheduledExecutor();
                Connection connection = postgres.getPostgresDatabase().getConnection();
                PreparedStatement beat =
                        connection.prepareStatement(
                                "UPDATE beat SET count = count + 1 WHERE incarnation = 1")) {
            var beats = beating.scheduleAtFixedRate(() -> beat(beat), 0, 1, TimeUnit.SECONDS);
            ServerProcess second = pair.launch(url).awaitReady();
            System.out.printf(
                    "killed and started again: ready after %d ms%n",
                    second.timeToReady().toMillis());
            boolean _ = beats.cancel(false);
            assertThat(pair.publish(second.uri(), "two")).isEqualTo(202);
            assertThat(pair.get(second.uri(), "/api/v1/events/one").orElseThrow().statusCode())
                    .isEqualTo(200);
        }
    }

    private static void beat(PreparedStatement beat) {
        try {
            int _ = beat.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Tag("deep")
    void theSecondTakesOverFromOneThatIsKilledAndTheFirstStandsByThen() {
        ServerProcess first = pair.launch(url).awaitReady();
        ServerProcess second = standsBy();
        first.kill();
        pair.takesOver(second, "was killed");
        ServerProcess third = standsBy();
        second.kill();
        pair.takesOver(third, "was killed");
    }

    @Test
    @Tag("deep")
    void theSecondTakesOverAtOnceFromOneThatIsToldToEnd() {
        ServerProcess first = pair.launch(url).awaitReady();
        ServerProcess second = standsBy();
        assertThat(first.terminate()).isZero();
        pair.takesOver(second, "was told to end");
    }

    @Test
    @Tag("deep")
    void whoStandsByEndsWhenItIsTold() {
        ServerProcess _ = pair.launch(url).awaitReady();
        ServerProcess second = standsBy();
        assertThat(second.terminate()).isZero();
    }

    @Test
    @Tag("deep")
    void whoeverCouldNotOpenTheVaultIsRefusedWhileAnotherOneWorks(@TempDir Path elsewhere) {
        ServerProcess _ = pair.launch(url).awaitReady();
        try (Pair other = new Pair(elsewhere)) {
            ServerProcess stranger = other.launch(url);
            assertThat(stranger.awaitEnd()).isEqualTo(1);
            assertThat(stranger.hasLogged("secret key is missing")).isTrue();
        }
    }

    private ServerProcess standsBy() {
        ServerProcess launched = pair.launch(url);
        URI _ = launched.awaitStandby();
        return launched;
    }
}

package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a source tree that changes. */
@DisabledOnOs(OS.WINDOWS) // it is a shell script
@Timeout(600)
final class LauncherTest {

    @TempDir Path directory;

    private Checkout checkout;

    @BeforeEach
    void checkOut() throws Exception {
        checkout = Checkout.in(directory).withoutCache();
    }

    @Test
    void aServerGoesOnWhileOtherStatesOfItsSourcesAreBuiltAndRemoved() throws Exception {
        try (RunningServer server = dev();
                RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            Path used = checkout.kept().getFirst();
            for (String change : List.of("2", "3", "4", "5")) {
                checkout.change(change);
                assertThat(Ended.of(checkout.run("--version")).code()).isZero();
            }
            assertThat(checkout.builds()).isEqualTo(5);
            assertThat(checkout.kept()).contains(used).hasSize(4);

            // What it has not needed so far it still finds.
            var api = new Api(server, "dev");
            api.post("/api/v1/endpoints", Map.of("url", receiver.url("/hook").toString()));
            api.post("/api/v1/events", Map.of("type", "order.paid", "data", Map.of()));
            assertThat(receiver.await(1)).hasSize(1);

            server.terminate();
            assertThat(server.exitCode()).isZero();
            checkout.change("6");
            assertThat(Ended.of(checkout.run("--version")).code()).isZero();
            assertThat(checkout.kept()).doesNotContain(used).hasSize(3);
        }
    }

    @Test
    void whatIsBuiltIsKnownByItsContentsAndNotByTimes() throws Exception {
        assertThat(Ended.of(checkout.run("--version")).code()).isZero();
        checkout.change("older than what was built, and other");
        assertThat(Ended.of(checkout.run("--version")).code()).isZero();
        assertThat(checkout.builds()).isEqualTo(2);

        checkout.change("1");
        assertThat(Ended.of(checkout.run("--version")).code()).isZero();
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void twoCommandsAtOnceBuildOnce() throws Exception {
        Process first = checkout.run("--version");
        Process second = checkout.run("--version");

        assertThat(Ended.of(first).code()).isZero();
        assertThat(Ended.of(second).code()).isZero();
        assertThat(checkout.builds()).isEqualTo(1);
        assertThat(checkout.kept()).hasSize(1);
    }

    @Test
    void whoMayNotWriteInTheCheckoutUsesWhatIsBuiltOrIsToldInASentence() throws Exception {
        assumeTrue(Stranger.exists(), "only root can become another user, by setpriv");
        assertThat(Ended.of(checkout.run("--version")).code()).isZero();
        assertThat(Ended.of(checkout.run(Stranger.words(List.of()), "--version")).code()).isZero();

        checkout.change("2");
        Ended refused = Ended.of(checkout.run(Stranger.words(List.of()), "--version"));

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).hasSize(1);
        assertThat(refused.err().getFirst())
                .startsWith("ringback: ")
                .contains("not built", checkout.dist() + " cannot be written");
    }

    private RunningServer dev() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        return RunningServer.of(checkout.run("dev", "--port", "0", "--data", data.toString()));
    }
}

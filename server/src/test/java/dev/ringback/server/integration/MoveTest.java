package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.cli.Environment;
import dev.ringback.server.DataKeeping;
import dev.ringback.server.Server;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.StartedServer;
import dev.ringback.server.command.Upkeep;
import dev.ringback.server.config.Configuration;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.SettingsLoaded;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.PatientPostgres;
import dev.ringback.testkit.receiver.RudeReceiver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server goes on over PostgreSQL where it stopped over SQLite. */
class MoveTest {

    @TempDir Path directory;

    @Test
    void whatWaitedIsDeliveredFromTheOtherDatabaseUnderTheSameIds() throws Exception {
        var up = new AtomicBoolean();
        try (EmbeddedPostgres postgres = PatientPostgres.start();
                RudeReceiver receiver =
                        RudeReceiver.start(
                                _ -> up.get() ? Behaviour.OK : Behaviour.Answer.of(503, ""))) {
            Hook hook;
            String event;
            try (Up first = up(settings(Map.of()))) {
                hook = first.tenant().hook(receiver, "{'retry_schedule': ['1s', '1s', '1h']}");
                event = first.tenant().publish("order.paid");
                receiver.await(1);
            }
            String url = "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
            Settings there = settings(Map.of("database-url", List.of(url)));
            assertThat(Server.start(there))
                    .isInstanceOfSatisfying(
                            Launch.Outcome.Failed.class,
                            refused -> assertThat(refused.reason()).contains("ringback move"));
            assertThat(new DataKeeping().move(there, directory))
                    .isInstanceOf(Upkeep.Outcome.Done.class);

            up.set(true);
            try (Up second = up(there)) {
                second.tenant().delivery(event, hook, "succeeded");
                assertThat(receiver.received().getLast().header("webhook-id")).contains(event);
            }
        }
    }

    /** A server that is stopped at the end of a block. */
    private record Up(StartedServer server) implements AutoCloseable {

        Tenant tenant() {
            return new Tenant(new Api(server.uri(), Settings.DEV_KEY));
        }

        @Override
        public void close() {
            server.stop(Duration.ofSeconds(5));
        }
    }

    private Settings settings(Map<String, List<String>> more) {
        Map<String, List<String>> flags = new HashMap<>(more);
        flags.put("port", List.of("0"));
        flags.put("data", List.of(directory.toString()));
        return switch (Configuration.load(Mode.DEV, flags, new Environment(Map.of(), directory))) {
            case SettingsLoaded.Ready(Settings settings) -> settings;
            case SettingsLoaded.Refused(String sentence) -> throw new AssertionError(sentence);
        };
    }

    private static Up up(Settings settings) {
        return switch (Server.start(settings)) {
            case Launch.Outcome.Up(StartedServer running) -> new Up(running);
            case Launch.Outcome other -> throw new AssertionError(other.toString());
        };
    }
}

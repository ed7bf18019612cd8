package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The server's process from its start to its end. */
@DisabledOnOs(OS.WINDOWS) // there a process cannot be asked to end, only ended
final class LifecycleTest {

    private static final String SHOWN = "this is the admin API key, shown only now: ";

    @TempDir Path data;

    @Test
    void itSaysOnceThatItIsReadyAndNothingElseOnStandardOutput() throws Exception {
        try (RunningServer server = RunningServer.dev(data)) {
            System.out.println("from start to ready: " + server.startup().toMillis() + " ms");
            assertThat(new Api(server, "dev").status("/ready")).isEqualTo(200);

            server.terminate();

            assertThat(server.exitCode()).isZero();
            assertThat(server.out().whole()).containsExactly("ringback ready " + server.uri());
        }
    }

    @Test
    void askedToEndItFinishesTheDeliveryThatRuns() throws Exception {
        try (SlowReceiver receiver = SlowReceiver.start()) {
            String delivery;
            try (RunningServer server = RunningServer.dev(data)) {
                var api = new Api(server, "dev");
                api.post("/api/v1/endpoints", endpoint(receiver.url()));
                api.post("/api/v1/events", Map.of("type", "order.paid", "data", Map.of()));
                receiver.awaitRequest();
                delivery = newest(api).path("id").asString();

                server.terminate();
                server.err().await(line -> line.contains("stopping"));
                assertThat(server.runs()).isTrue();
                receiver.answer();

                assertThat(server.exitCode()).isZero();
            }
            try (RunningServer again = RunningServer.dev(data)) {
                JsonNode found = new Api(again, "dev").read("/api/v1/deliveries/" + delivery);
                assertThat(found.path("state").asString()).isEqualTo("succeeded");
                assertThat(found.path("attempts")).hasSize(1);
            }
            assertThat(receiver.requests()).isEqualTo(1);
        }
    }

    @Test
    void whatWasAcceptedBeforeAKillIsDeliveredAfterTheNextStart() {
        try (RudeReceiver receiver =
                RudeReceiver.start(new Behaviour.StallBeforeHead(), Behaviour.OK)) {
            try (RunningServer server = RunningServer.dev(data)) {
                var api = new Api(server, "dev");
                api.post("/api/v1/endpoints", endpoint(receiver.url("/hook").toString()));
                api.post("/api/v1/events", Map.of("type", "order.paid", "data", Map.of("n", 7)));
                receiver.await(1);
            } // killed in the middle of the delivery
            try (RunningServer _ = RunningServer.dev(data)) {
                var bodies = receiver.await(2).stream().map(each -> each.body().text()).toList();
                assertThat(bodies).hasSize(2).allMatch(body -> body.equals(bodies.getFirst()));
            }
        }
    }

    @Test
    void aSecondProcessOnTheSameDataIsRefusedInOneSentence() throws Exception {
        try (RunningServer server = RunningServer.dev(data)) {
            var second = Ended.of("dev", "--port", "0", "--data", data.toString());

            assertThat(second.code()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.err()).hasSize(1);
            assertThat(second.err().getFirst())
                    .startsWith("ringback: ")
                    .contains("data directory " + data);
            assertThat(new Api(server, "dev").status("/ready")).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsRefusedInOneSentence(@TempDir Path other) throws Exception {
        try (RunningServer server = RunningServer.dev(data)) {
            String port = String.valueOf(server.uri().getPort());
            var second = Ended.of("dev", "--port", port, "--data", other.toString());

            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err()).hasSize(1);
            assertThat(second.err().getFirst()).startsWith("ringback: ").contains(port);
        }
    }

    @Test
    void theFirstStartMakesAKeyAndShowsItOnlyThen() throws Exception {
        String key;
        try (RunningServer server = RunningServer.serve(data, Map.of())) {
            key = server.err().await(line -> line.contains(SHOWN)).split(SHOWN)[1];
            assertThat(new Api(server, key).status("/api/v1/endpoints")).isEqualTo(200);
            assertThat(new Api(server, key + "x").status("/api/v1/endpoints")).isEqualTo(401);
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.err().whole()).filteredOn(line -> line.contains(SHOWN)).hasSize(1);
        }
        try (RunningServer again = RunningServer.serve(data, Map.of())) {
            assertThat(new Api(again, key).status("/api/v1/endpoints")).isEqualTo(200);
            again.terminate();
            assertThat(again.exitCode()).isZero();
            assertThat(again.err().whole()).noneMatch(line -> line.contains(key));
        }
    }

    @Test
    void aStartThatFailsUsesUpNoKey(@TempDir Path other) throws Exception {
        try (RunningServer neighbour = RunningServer.dev(other)) {
            String port = String.valueOf(neighbour.uri().getPort());
            var failed = Ended.of("serve", "--port", port, "--data", data.toString());
            assertThat(failed.code()).isEqualTo(1);
        }
        try (RunningServer server = RunningServer.serve(data, Map.of())) {
            assertThat(server.err().await(line -> line.contains(SHOWN))).isNotEmpty();
        }
    }

    @Test
    void theHelpListsEveryCommand() throws Exception {
        var help = Ended.of("--help");

        assertThat(help.code()).isZero();
        assertThat(String.join("\n", help.out())).contains("serve", "dev", "demo", "verify");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void aWrongSettingIsRefusedInOneSentence() throws Exception {
        for (Ended refused :
                List.of(
                        Ended.of("serve", "--port", "70000"),
                        Ended.of(Map.of("RINGBACK_PROT", "8288"), "serve"))) {
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).hasSize(1);
        }
    }

    private static Map<String, ?> endpoint(String url) {
        return Map.of("url", url, "readiness_check", false);
    }

    private static JsonNode newest(Api api) {
        return api.read("/api/v1/deliveries?limit=1").path("data").path(0);
    }
}

package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/** The first minute that README.md promises, typed as it stands there. */
@DisabledOnOs(OS.WINDOWS) // the commands are for a POSIX shell
final class ReadmeTest {

    private static final String SECTION = "A first webhook in one minute";
    private static final String DOCUMENTED_SERVER = "localhost:8288";
    private static final String DOCUMENTED_RECEIVER = "http://localhost:9000/hook";

    @TempDir Path data;

    @Test
    void theFirstWebhookTakesTheCommandsOfTheReadmeAndNothingElse() throws Exception {
        List<String> commands =
                Readme.codeBlocks(SECTION).stream()
                        .filter(block -> block.startsWith("curl "))
                        .toList();
        assertThat(commands).hasSize(6);

        try (RunningServer server = RunningServer.dev(data);
                RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            var shell = new Walk(server, receiver);

            JsonNode endpoint = shell.type(commands.get(0));
            assertThat(endpoint.path("id").asString()).hasSize(9);
            String secret = endpoint.path("secret").asString();

            assertThat(shell.type(commands.get(1)).isObject()).isTrue();
            Received event = shell.webhook("\"type\":\"order.paid\"");
            Signatures.verify(secret, event);
            assertThat(Api.JSON.readTree(event.body().text()).at("/data/order").asInt())
                    .isEqualTo(17);

            assertThat(shell.type(commands.get(2)).path("data")).hasSize(1);

            String job = commands.get(3).replace("ENDPOINT_ID", endpoint.path("id").asString());
            assertThat(shell.type(job).path("id").asString()).isNotEmpty();
            Received completion = shell.webhook("\"type\":\"generation.completed\"");
            Signatures.verify(secret, completion);

            String source = shell.type(commands.get(4)).path("id").asString();
            assertThat(shell.type(commands.get(5).replace("SOURCE_ID", source)).path("accepted"))
                    .isEqualTo(BooleanNode.TRUE);
            Signatures.verify(secret, shell.webhook("\"type\":\"github/push\""));
        }
    }

    /** A person with a terminal, a server and a receiver that have other ports than documented. */
    private record Walk(RunningServer server, RudeReceiver receiver) {

        JsonNode type(String documented) throws Exception {
            assertThat(documented).contains(DOCUMENTED_SERVER);
            String command =
                    documented
                            .replace(DOCUMENTED_SERVER, "127.0.0.1:" + server.uri().getPort())
                            .replace(DOCUMENTED_RECEIVER, receiver.url("/hook").toString());
            Process shell =
                    new ProcessBuilder("bash", "-c", command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String answer =
                    new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Eventually.ended(command, shell)).as(command).isZero();
            JsonNode json = Api.JSON.readTree(answer);
            assertThat(
                            json.has("error")
                                    || json.has("errors")
                                    || json.path("status").asInt(0) >= 400)
                    .as("%s answered %s", command, answer)
                    .isFalse();
            return json;
        }

        /** Waits for the POST whose body contains this. */
        Received webhook(String part) {
            int seen = 0;
            while (true) {
                List<Received> received = receiver.await(seen + 1);
                seen++;
                Received each = received.get(seen - 1);
                if (each.method().equals("POST") && each.body().text().contains(part)) {
                    return each;
                }
            }
        }
    }
}

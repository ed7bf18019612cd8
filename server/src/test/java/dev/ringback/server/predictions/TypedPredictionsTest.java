package dev.ringback.server.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.cli.Environment;
import dev.ringback.cli.Terminal;
import dev.ringback.server.DataKeeping;
import dev.ringback.server.Server;
import dev.ringback.server.command.Program;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The command against a whole server. */
class TypedPredictionsTest {

    private static final String INPUT = "{ \"prompt\":\"Capital of France?\" }";

    private final StubUpstream stub = StubUpstream.start();
    @RegisterExtension private final Site site = Site.before(stub, 4);

    @Test
    void theCommandMakesFindsAndCancelsPredictions() {
        stub.plays(Script.completion("Paris"));
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            JsonNode made =
                    typed(
                            0,
                            "create",
                            "--model",
                            "acme/city",
                            "--input",
                            INPUT,
                            "--webhook-url",
                            receiver.url("/").toString(),
                            "--webhook-secret",
                            "top-secret",
                            "--wait",
                            "20");
            String id = made.path("id").stringValue();

            assertThat(made.path("output").stringValue()).isEqualTo("Paris");
            assertThat(Told.await(receiver, 3))
                    .allMatch(told -> WriftClient.problem(told.received(), "top-secret").isEmpty());
            assertThat(typed(0, "get", id)).isEqualTo(made);
            assertThat(typed(0, "list").at("/items/0/id").stringValue()).isEqualTo(id);
            assertThat(typed(1, "cancel", id).isMissingNode()).isTrue();
        }
    }

    /** What the command printed; nothing when it printed nothing. */
    private JsonNode typed(int code, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        var variables =
                Map.of("RINGBACK_URL", site.uri().toString(), "RINGBACK_API_KEY", site.key());
        var program =
                new Program(
                        Server::start,
                        new DataKeeping(),
                        terminal,
                        new Environment(variables, Path.of("")),
                        "1.2.3");
        String[] all =
                Stream.concat(Stream.of("predictions"), Stream.of(words)).toArray(String[]::new);
        assertThat(program.run(all)).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(code);
        return WriftClient.JSON.readTree(out.toString(StandardCharsets.UTF_8));
    }
}

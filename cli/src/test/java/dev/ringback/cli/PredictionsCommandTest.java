package dev.ringback.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionsCommandTest {

    private static final String ANSWER = "{\"id\":\"1\", \"odd\":1.0}";
    private static final String ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    @TempDir private Path directory;

    /** A request as the server got it. */
    private record Asked(String line, Map<String, List<String>> headers, String body) {

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name)).map(List::getFirst);
        }
    }

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private int status = 200;
    private String answer = ANSWER;
    private HttpServer server;

    @BeforeEach
    void startsAServerThatAnswersAnything() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopsIt() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(new Asked(line, Map.copyOf(exchange.getRequestHeaders()), body));
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Stage stage() {
        return typing("");
    }

    private Stage typing(String typed) {
        Map<String, String> variables = Map.of("RINGBACK_URL", url(), "RINGBACK_API_KEY", "rb_1");
        return Stage.typing(directory, variables, typed);
    }

    private static int run(Stage stage, String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("predictions"));
        arguments.addAll(Stream.of(command.split(" ")).filter(word -> !word.isEmpty()).toList());
        arguments.addAll(List.of(more));
        return stage.run(arguments.toArray(String[]::new));
    }

    private int create(Stage stage, String input, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--input", input));
        arguments.addAll(List.of(more));
        return run(stage, "create --model demo/echo", arguments.toArray(String[]::new));
    }

    @Test
    void whatIsTypedIsSentAndWhatIsAnsweredIsPrinted() {
        Stage stage = stage();
        String input = "{\"prompt\": \"hi\", \"temperature\":0.10}";

        int code =
                create(
                        stage,
                        input,
                        "--webhook-url",
                        "https://hooks.example/a",
                        "--webhook-secret",
                        "top-\"secret\"");

        assertThat(code).as(stage.err()).isZero();
        assertThat(stage.out()).isEqualTo(ANSWER + "\n");
        assertThat(stage.err()).isEmpty();
        assertThat(asked.getFirst().line()).isEqualTo("POST /v1/predictions");
        assertThat(asked.getFirst().header("Authorization")).contains("Bearer rb_1");
        assertThat(asked.getFirst().header("Prefer")).isEmpty();
        assertThat(asked.getFirst().header("Validate-input")).isEmpty();
        assertThat(asked.getFirst().body())
                .isEqualTo(
                        "{\"model\":\"demo/echo\",\"webhook\":{\"url\":\"https://hooks.example/a\","
                                + "\"secret\":\"top-\\\"secret\\\"\"},\"input\":"
                                + input
                                + "}");
    }

    @Test
    void wishesBecomeHeaders() {
        assertThat(create(stage(), "1", "--wait", "5", "--validate-input")).isZero();

        assertThat(asked.getFirst().header("Prefer")).contains("wait=5");
        assertThat(asked.getFirst().header("Validate-input")).contains("true");
    }

    @Test
    void theInputMayComeFromAFileOrFromStandardInput() throws IOException {
        Files.writeString(directory.resolve("input.json"), "{\"prompt\":\"from a file é\"}\n");

        assertThat(create(stage(), "@input.json")).isZero();
        assertThat(create(typing("{\"prompt\":\"typed é\"}\n"), "-")).isZero();

        assertThat(asked)
                .extracting(Asked::body)
                .containsExactly(
                        "{\"model\":\"demo/echo\",\"input\":{\"prompt\":\"from a file é\"}}",
                        "{\"model\":\"demo/echo\",\"input\":{\"prompt\":\"typed é\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    get %s                            | GET /v1/predictions/%s
                    cancel %s                         | POST /v1/predictions/%s/cancel
                    list                              | GET /v1/predictions
                    list --page-size 5 --cursor a&b=c | GET /v1/predictions?cursor=a%%26b%%3Dc&page_size=5
                    """)
    void eachCommandIsOneRequest(String command, String line) {
        Stage stage = stage();

        assertThat(run(stage, command.formatted(ID))).isZero();
        assertThat(asked).extracting(Asked::line).containsExactly(line.formatted(ID));
        assertThat(stage.out()).isEqualTo(ANSWER + "\n");
    }

    @Test
    void aCancelledPredictionIsAnsweredNull() {
        answer = "null";
        Stage stage = stage();

        assertThat(run(stage, "cancel " + ID)).isZero();
        assertThat(stage.out()).isEqualTo("null\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    404 | {'detail':'no prediction has the id 1'} | the server answered 404: no prediction has the id 1
                    422 | {'detail':[{'loc':['body','input','messages',0],'msg':'must be an object'},{'loc':['body','model'],'msg':'is required'}]} | the server answered 422: body.input.messages.0 must be an object; body.model is required
                    502 | <html>  bad gateway </html>             | the server answered 502: <html> bad gateway </html>
                    200 | hello                                   | the server answered with something that is not JSON
                    """)
    void whatTheServerRefusesIsSaidInASentence(int status, String answer, String sentence) {
        this.status = status;
        this.answer = answer.replace('\'', '"');
        Stage stage = stage();

        assertThat(run(stage, "get " + ID)).isEqualTo(1);
        assertThat(stage.err()).isEqualTo("ringback: " + sentence + "\n");
        assertThat(stage.out()).isEmpty();
    }

    @Test
    void aServerThatIsNotThereIsSaidInASentence() {
        server.stop(0);
        Stage stage = stage();

        assertThat(run(stage, "list")).isEqualTo(1);
        assertThat(stage.err())
                .startsWith("ringback: %s cannot be reached: ".formatted(url()))
                .hasLineCount(1);
    }

    @Test
    void theUrlMayBeThatOfOtherClientsAndTheFlagGoesFirst() {
        Map<String, String> variables = Map.of("RINGBACK_URL", "http://127.0.0.1:1");
        Stage stage = Stage.typing(directory, variables, "");

        assertThat(run(stage, "list", "--url", url() + "/v1/")).as(stage.err()).isZero();
        assertThat(asked.getFirst().line()).isEqualTo("GET /v1/predictions");
    }

    @Test
    void onlyAServerOnThisMachineIsShownTheKeyThatEverybodyKnows() {
        Stage here = Stage.in(directory);
        Stage there = Stage.in(directory);

        assertThat(run(here, "list", "--url", url())).isZero();
        assertThat(run(there, "list", "--url", "https://ringback.example")).isEqualTo(2);

        assertThat(asked.getFirst().header("Authorization")).contains("Bearer dev");
        assertThat(there.err()).contains("RINGBACK_API_KEY").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "make",
                "create",
                "create --model a/b",
                "create --model a/b --input {",
                "create --model a/b --input 1} ",
                "create --model a/b --input -",
                "create --model a/b --input @none.json",
                "create --model a/b --input 1 --wait 61",
                "create --model a/b --input 1 --wait 0",
                "create --model a/b --input 1 --wait soon",
                "create --model a/b --input 1 --webhook-secret s",
                "get",
                "get ../keys",
                "get 1 2",
                "cancel",
                "list --url ftp://a",
                "list --url a",
                "list --cursors 1"
            })
    void whatIsTypedWronglyIsSaidInASentenceAndSentNowhere(String command) {
        Stage stage = stage();

        assertThat(run(stage, command)).isEqualTo(2);
        assertThat(stage.err()).startsWith("ringback: ").hasLineCount(1);
        assertThat(stage.out()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', create",
        "'', cancel",
        "create, --model",
        "create, --input",
        "create, --webhook-url",
        "create, --webhook-secret",
        "create, --wait",
        "create, --validate-input",
        "create, RINGBACK_API_KEY",
        "get, ID",
        "list, --page-size",
        "cancel, --url"
    })
    void eachHasAHelpOfItsOwn(String command, String word) {
        Stage stage = stage();

        assertThat(run(stage, (command + " --help").strip())).isZero();
        assertThat(stage.out()).contains("ringback predictions " + command).contains(word);
    }
}

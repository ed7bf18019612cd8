package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Output and error files as readers of OpenAI's take them. */
class BatchFilesAsOpenAiTest {

    /** Whatever ends a line in Python, Java, JavaScript or Rust. */
    private static final Pattern LINE_END =
            Pattern.compile("\r\n|[\n\u000b\f\r\u001c\u001d\u001e\u0085\u2028\u2029]");

    private final StubUpstream stub = StubUpstream.start();
    private final BatchRig rig = new BatchRig(World.inMemory(), stub);
    private final BatchClient client = rig.client();

    @AfterEach
    void stop() {
        rig.close();
        stub.close();
    }

    private JsonNode done(String lines) {
        return client.await(client.batch(client.upload(lines)), "completed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    400 | {"error":{"message":"no","code":"context_length_exceeded","param":"n"}} \
                    | no | context_length_exceeded
                    400 | {"object":"error","message":"no","type":"BadRequestError","code":400} \
                    | no | 400
                    422 | {"detail":[{"loc":["body","n"],"msg":"no"}]} | body.n: no |
                    404 | {"error":"no"} | no |
                    403 | <html>no</html> | upstream answered 403 |
                    413 | | upstream answered 413 |
                    """)
    void whatAModelServerRefusesStandsThereAsItAnswered(
            int status, String body, String message, String code) {
        String answer = body == null ? "" : body.strip();
        stub.plays(Script.json(status, answer));
        JsonNode line = client.lines(done(Requests.chat("a", "m", "x")), "error").getFirst();
        assertThat(line.path("error").isNull()).isTrue();
        assertThat(line.at("/response/status_code").asInt()).isEqualTo(status);
        assertThat(line.at("/response/request_id").asString()).startsWith("req_");
        JsonNode error = line.at("/response/body/error");
        assertThat(error.path("message").asString()).isEqualTo(message);
        assertThat(error.path("code").asString("")).isEqualTo(code == null ? "" : code);
        if (answer.startsWith("{\"error\":{")) {
            assertThat(line.at("/response/body").toString()).isEqualTo(answer);
        } else if (answer.startsWith("{")) {
            assertThat(line.at("/response/body/upstream").toString()).isEqualTo(answer);
        } else {
            assertThat(line.at("/response/body/upstream").asString()).isEqualTo(answer);
        }
    }

    @Test
    void whatGotNoAnswerHasNoResponse() {
        stub.plays(Script.garbage());
        String batch = client.batch(client.upload(Requests.chat("a", "m", "x")));
        Eventually.until(
                "it has ended",
                () -> {
                    rig.world.time().advance(Duration.ofSeconds(10));
                    return client.get("/v1/batches/" + batch).body().contains("\"completed\",");
                });
        JsonNode done = client.await(batch, "completed");
        JsonNode line = client.lines(done, "error").getFirst();
        assertThat(line.path("response").isNull()).isTrue();
        assertThat(line.at("/error/code").asString()).isEqualTo("upstream_failed");
    }

    @Test
    void everyLineIsOneLineForEveryReader() {
        String odd = "one\u2028two\u2029three\u0085four\u000bfive\u001csix";
        stub.plays(Script.says(odd), Script.error(400, odd));
        JsonNode done = done(Requests.chat("a\u2028", "m", "x") + Requests.chat("b", "m", "y"));
        for (String which : List.of("output", "error")) {
            String file = done.path(which + "_file_id").asString();
            String content = client.get("/v1/files/" + file + "/content").body();
            assertThat(content).endsWith("}\n");
            String line = content.substring(0, content.length() - 1);
            assertThat(LINE_END.matcher(line).find()).as(line).isFalse();
            JsonNode read = JsonMapper.shared().readTree(line);
            assertThat(read.toString()).contains(JsonMapper.shared().writeValueAsString(odd));
        }
        assertThat(
                        Stream.of("output", "error")
                                .flatMap(which -> client.lines(done, which).stream())
                                .map(line -> line.path("custom_id").asString()))
                .containsExactlyInAnyOrder("a\u2028", "b");
    }

    @Test
    void theBatchSaysWhatItTook() {
        String answer =
                """
                {"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":10,\
                "completion_tokens":4,"total_tokens":14,"prompt_tokens_details":{\
                "cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}\
                """;
        String plain =
                "{\"choices\":[{\"message\":{\"content\":\"{\\\"usage\\\":9}\"}}],\"usage\":null}";
        stub.plays(
                Script.json(200, answer),
                Script.json(200, plain),
                Script.error(400, "no"),
                Script.json(200, answer));
        JsonNode done = done(Requests.chats(4));
        assertThat(done.path("usage").toString())
                .isEqualTo(
                        """
                        {"input_tokens":20,"input_tokens_details":{"cached_tokens":6},\
                        "output_tokens":8,"output_tokens_details":{"reasoning_tokens":4},\
                        "total_tokens":28}\
                        """);
    }
}

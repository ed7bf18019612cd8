package dev.ringback.server.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.ProjectId;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.testkit.Eventually;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoModelsTest {

    private static final String CHAT = "/v1/chat/completions";

    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        surface = new Surface(directory);
        surface.knows("AhALzdz8S", new EndpointState.Enabled());
    }

    @AfterEach
    void close() {
        surface.close();
    }

    private static String request(String model, String more) {
        return """
        {"model":"%s","messages":[{"role":"system","content":"Be brief."},\
        {"role":"user","content":"Say this  again"},\
        {"role":"assistant","content":"no"}]%s}\
        """
                .formatted(model, more);
    }

    @Test
    void echoAnswersWithTheLastUserMessageAndSaysWhatItIs() {
        String answer = surface.post(CHAT, request("demo/echo", "")).body();
        assertThat(answer)
                .matches("\\{\"id\":\"chatcmpl-demo-[0-9a-f]{24}\".*")
                .endsWith(
                        """
                        "object":"chat.completion","created":1780315200,"model":"demo/echo",\
                        "choices":[{"index":0,"message":{"role":"assistant",\
                        "content":"Say this  again"},"finish_reason":"stop"}],\
                        "usage":{"prompt_tokens":6,"completion_tokens":3,"total_tokens":9},\
                        "system_fingerprint":"ringback-demo"}\
                        """);
        assertThat(surface.post(CHAT, request("demo/echo", "")).body()).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta-llama/llama-3.2-1b-instruct/fp-8", "gpt-4o"})
    void everyOtherModelIsEchoedUnderItsOwnName(String model) {
        assertThat(surface.post(CHAT, request(model, "")).body())
                .contains("\"model\":\"%s\"".formatted(model))
                .contains("\"content\":\"Say this  again\"")
                .contains("\"system_fingerprint\":\"ringback-demo\"");
    }

    @Test
    void partsOfAMessageAreReadTogether() {
        String body =
                """
                {"model":"demo/echo","messages":[{"role":"user","content":[\
                {"type":"text","text":"a "},{"type":"image_url","image_url":{}},\
                {"type":"text","text":"b"}]}]}\
                """;
        assertThat(surface.post(CHAT, body).body()).contains("\"content\":\"a b\"");
    }

    @Test
    void aDemoModelThatDoesNotExistIsNotFound() {
        HttpResponse<String> response = surface.post(CHAT, request("demo/other", ""));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("\"code\":\"model_not_found\"");
    }

    @Test
    void failAlwaysFails() {
        HttpResponse<String> response = surface.post(CHAT, request("demo/fail", ""));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("demo/fail always fails");
    }

    @Test
    void slowTakesItsTime() {
        String job = request("demo/slow", ",\"metadata\":{\"webhook_id\":\"AhALzdz8S\"}");
        assertThat(surface.post("/v1/slow/chat/completions", job).statusCode()).isEqualTo(200);
        Eventually.until("the model waits", () -> surface.time.pendingAlarms() > 0);
        surface.time.advance(Duration.ofMillis(1999));
        assertThat(surface.calls("inference").getFirst().attempts()).isZero();
        assertThat(surface.engine.isRunning(surface.calls("inference").getFirst())).isTrue();
        surface.time.advance(Duration.ofMillis(1));
        Eventually.until("the job is announced", () -> surface.events().size() == 2);
        assertThat(surface.events().getFirst().payload().text())
                .contains("\"state\":\"Success\"")
                .contains("Say this  again");
        assertThat(surface.events().getFirst().project()).isEqualTo(new ProjectId("a"));
    }

    @Test
    void echoStreamsAWordAtATime() {
        String answer =
                surface.post(
                                CHAT,
                                request(
                                        "demo/echo",
                                        """
                                        ,"stream":true,"stream_options":{"include_usage":true}\
                                        """))
                        .body();
        assertThat(answer.lines().filter(line -> line.startsWith("data: {"))).hasSize(5);
        assertThat(answer)
                .contains("\"content\":\"Say \"")
                .contains("\"content\":\"this  \"")
                .contains("\"content\":\"again\"")
                .contains("\"total_tokens\":9")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void aStreamedEchoIsAnnouncedWhole() {
        HttpResponse<String> response =
                surface.post(
                        CHAT,
                        request(
                                "demo/echo",
                                ",\"stream\":true,\"metadata\":{\"webhook_id\":\"AhALzdz8S\"}"));
        String id = response.headers().firstValue(Realtime.GENERATION_ID).orElseThrow();
        assertThat(surface.completed(id).orElseThrow().payload().text())
                .contains("\"content\":\"Say this  again\"},\"finish_reason\":\"stop\"");
    }

    @Test
    void onlyTheServerItselfMayAskTheModelsDirectly() {
        assertThat(surface.get("/demo/v1/models").statusCode()).isEqualTo(401);
        assertThat(surface.post("/demo" + CHAT, request("demo/echo", "")).statusCode())
                .isEqualTo(401);
        assertThat(surface.get("/demo/v1/models", "demo-token").statusCode()).isEqualTo(200);
    }

    @Test
    void theDemoModelsAreListed() {
        assertThat(surface.get("/v1/models").body())
                .startsWith("{\"object\":\"list\",\"data\":[")
                .contains("\"id\":\"demo/echo\"", "\"id\":\"demo/slow\"", "\"id\":\"demo/fail\"");
    }
}

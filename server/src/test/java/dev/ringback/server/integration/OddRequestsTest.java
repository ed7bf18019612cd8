package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What public clients send beside what is documented. */
class OddRequestsTest {

    private static final Payload EMPTY = Payload.of("{}");

    private final StubUpstream stub = StubUpstream.start().plays(Script.says("Paris, of course"));
    private Ringback ringback;
    private Api api;

    @BeforeEach
    void start() {
        ringback = Ringback.start(Ringback.asking(stub));
        api = ringback.tenant().api();
    }

    @AfterEach
    void stop() {
        ringback.close();
        stub.close();
    }

    private String background() {
        String asked = "{'model':'m','input':'hi','background':true,'stream':true}";
        String stream = api.post("/v1/responses", asked).expect(200).body().text();
        return stream.replaceAll("(?s).*?\"id\":\"(resp_[0-9a-f]{32})\".*", "$1");
    }

    @Test
    void aStreamIsTakenUpByABodyThatSaysSo() {
        String path = "/v1/responses/" + background() + "?starting_after=3";
        String asked = api.get(path + "&stream=true").expect(200).body().text();
        assertThat(asked).contains("event: response.completed");
        Payload body = Payload.of("{\"stream\":true}");
        assertThat(api.call("GET", path, body).expect(200).body().text()).isEqualTo(asked);
        assertThat(api.call("GET", path, EMPTY).expect(200).text("object")).isEqualTo("response");
        assertThat(api.call("GET", path + "&stream=false", body).text("object"))
                .isEqualTo("response");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models",
                "/v1/batches",
                "/v1/files",
                "/v1/predictions",
                "/api/v1/endpoints",
                "/api/v1/events",
                "/health"
            })
    void aSmallBodyOfAGetIsPassedOver(String path) {
        api.call("GET", path, EMPTY).expect(200);
        api.call("GET", path, Payload.of("x".repeat(10_000))).expect(200);
        api.call("GET", path, Payload.of("x".repeat(1_000_000))).expect(413);
    }

    @Test
    void soIsOneOfADelete() {
        api.call("DELETE", "/v1/responses/" + background(), EMPTY).expect(200);
        api.call("DELETE", "/v1/files/file-none", EMPTY).expect(404);
        api.call("DELETE", "/api/v1/endpoints/none", EMPTY).expect(404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/responses/compact",
        "DELETE, /v1/models/m",
        "GET, /v1/chat/completions",
        "POST, /v1/audio/speech",
        "POST, /v1/predictions/x",
        "PUT, /v1/predictions"
    })
    void anOperationThatIsNotThereIsNotFoundByItsName(String method, String path) {
        Answer answer = api.call(method, path, EMPTY).expect(404);
        assertThat(answer.body().text()).contains(method + " " + path);
    }

    @Test
    void theNativeApiSaysWhichMethodsThereAre() {
        Answer answer = api.call("PUT", "/api/v1/endpoints", EMPTY).expect(405);
        assertThat(answer.headers().firstValue("Allow").orElseThrow()).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/slow", "/v1/async"})
    void oneBaseUrlSubmitsPollsAndLists(String base) {
        String asked = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";
        String id = api.post(base + "/chat/completions", asked).expect(200).text("id");
        Tenant.until(
                "it has ended",
                () -> api.get(base + "/generation/" + id).text("state").equals("Success"));
        assertThat(api.get(base + "/models").expect(200).json().at("/data/0/id").asString())
                .isEqualTo("stub-1");
        api.get(base + "/models/stub-1").expect(200);
        api.post(base + "/generation/" + id + "/cancel", "").expect(200);
    }

    @ParameterizedTest
    @CsvSource({
        "chat/completions, chat.completion.chunk",
        "completions, text_completion",
        "responses, response"
    })
    void whoAsksForAStreamOfAJobIsToldItsId(String operation, String object) {
        String asked =
                "{'model':'m','stream':true,'messages':[{'role':'user','content':'hi'}],"
                        + "'prompt':'hi','input':'hi'}";
        Answer answer = api.post("/v1/slow/" + operation, asked).expect(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        String data = answer.body().text().replaceAll("(?s).*?data: (\\{[^\n]*)\n.*", "$1");
        JsonNode event = Answer.JSON.readTree(data);
        JsonNode told = operation.equals("responses") ? event.path("response") : event;
        assertThat(told.path("object").asString()).isEqualTo(object);
        String id = told.path("id").asString();
        Tenant.until(
                "it has ended",
                () -> api.get("/v1/generation/" + id).text("state").equals("Success"));
        assertThat(answer.body().text().endsWith("data: [DONE]\n\n"))
                .isEqualTo(!operation.equals("responses"));
        assertThat(List.of(stub.asked().getLast().body().text()))
                .noneMatch(each -> each.contains("stream"));
    }
}

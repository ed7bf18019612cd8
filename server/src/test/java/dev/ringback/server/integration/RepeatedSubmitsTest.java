package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that never heard what became of a submit, and make it again under the same key. */
class RepeatedSubmitsTest {

    private static final String CHAT = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";
    private static final Header KEY = new Header("Idempotency-Key", "order-7");

    private final StubUpstream stub = StubUpstream.start().plays(Script.says("Paris"));
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

    private static String body(String path) {
        return switch (path) {
            case "/v1/slow/chat/completions", "/v1/async/chat/completions" -> CHAT;
            case "/v1/slow/group/chat/completions" -> "{'requests':[" + CHAT + "," + CHAT + "]}";
            case "/v1/predictions" -> "{'model':'acme/m','input':'hi'}";
            case "/v1/responses" -> "{'model':'m','input':'hi','background':true}";
            default -> "{'model':'m','input':'hi'}";
        };
    }

    private int jobs() {
        return api.get("/api/v1/jobs").expect(200).json().path("data").size();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/slow/chat/completions, 200, 1",
        "/v1/async/embeddings, 200, 1",
        "/v1/slow/group/chat/completions, 200, 2",
        "/v1/responses, 200, 1",
        "/v1/predictions, 202, 1",
        "/v1/models/acme/m/predictions, 202, 1"
    })
    void whatIsSubmittedAgainRunsOnce(String path, int status, int jobs) {
        Answer first = api.post(path, body(path), KEY).expect(status);
        Answer again = api.post(path, body(path), KEY).expect(status);
        assertThat(again.body().text()).isEqualTo(first.body().text());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(jobs()).isEqualTo(jobs);

        api.post(path, body(path).replace("hi", "ho"), KEY).expect(422);
        api.post(path, body(path), new Header("Idempotency-Key", "a b")).expect(400);
        assertThat(jobs()).isEqualTo(jobs);

        api.post(path, body(path), new Header("Idempotency-Key", "order-8")).expect(status);
        api.post(path, body(path)).expect(status);
        Answer other = ringback.tenant().api().post(path, body(path), KEY).expect(status);
        assertThat(other.body().text()).isNotEqualTo(first.body().text());
        assertThat(jobs()).isEqualTo(3 * jobs);
    }

    @Test
    void aBatchIsMadeOnce() {
        String form =
                """
                --x\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --x\r
                Content-Disposition: form-data; name="file"; filename="in.jsonl"\r
                \r
                {"custom_id":"a","method":"POST","body":{"model":"m","input":"x"}}\r
                --x--\r
                """;
        var type = new Header("Content-Type", "multipart/form-data; boundary=x");
        String file = api.call("POST", "/v1/files", Payload.of(form), type).text("id");
        String asked = "{'input_file_id':'" + file + "','endpoint':'/v1/embeddings'}";
        Answer first = api.post("/v1/batches", asked, KEY).expect(200);
        assertThat(api.post("/v1/batches", asked, KEY).expect(200).body().text())
                .isEqualTo(first.body().text());
        assertThat(api.get("/v1/batches").json().path("data").size()).isEqualTo(1);
    }

    @Test
    void ofManyAtOnceOneRuns() {
        String path = "/v1/slow/chat/completions";
        List<CompletableFuture<Answer>> posts =
                IntStream.range(0, 12)
                        .mapToObj(
                                _ -> CompletableFuture.supplyAsync(() -> api.post(path, CHAT, KEY)))
                        .toList();
        assertThat(posts).allMatch(each -> List.of(200, 409).contains(each.join().status()));
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void whoAsksForAStreamAgainFollowsTheSameResponse() {
        String asked = "{'model':'m','input':'hi','background':true,'stream':true}";
        String first = api.post("/v1/responses", asked, KEY).expect(200).body().text();
        String again = api.post("/v1/responses", asked, KEY).expect(200).body().text();
        String id = first.replaceAll("(?s).*?\"id\":\"(resp_[0-9a-f]{32})\".*", "$1");
        assertThat(again).contains(id).contains("event: response.completed");
        assertThat(stub.asked()).hasSize(1);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aRefusalIsNotKept() {
        api.post("/v1/slow/chat/completions", "{'model':'m'}", KEY).expect(400);
        api.post("/v1/slow/chat/completions", CHAT, KEY).expect(200);
    }
}

package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages that call the server from a browser. */
@SuppressWarnings("NullAway.Init") // each test starts what it needs
class CrossOriginTest {

    private static final String OURS = "https://app.example";
    private static final String ALLOWED = "Access-Control-Allow-Origin";

    private Ringback ringback;

    private Api api(String... origins) {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        if (origins.length > 0) {
            flags.put("cors-origin", List.of(origins));
        }
        ringback = Ringback.start(flags);
        return ringback.admin();
    }

    @AfterEach
    void close() {
        ringback.close();
    }

    private static Answer asked(Api api, String method, String path, String... headers) {
        Header[] all = new Header[headers.length / 2];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Header(headers[2 * i], headers[2 * i + 1]);
        }
        return api.call(method, path, Payload.EMPTY, all);
    }

    private static Optional<String> header(Answer answer, String name) {
        HttpHeaders headers = answer.headers();
        return headers.firstValue(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/events", "/v1/models", "/nowhere", "/api/v1/events/none"})
    void aPageOfAnOriginThatIsNamedReadsEveryAnswer(String path) {
        Answer answer = asked(api(OURS), "GET", path, "Origin", OURS);

        assertThat(header(answer, ALLOWED)).contains(OURS);
        assertThat(header(answer, "Vary")).contains("Origin");
        assertThat(header(answer, "Access-Control-Expose-Headers")).contains("*");
        assertThat(header(answer, "Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    void itReadsRefusalsAndStreamsToo() {
        Api api = api(OURS);
        Header origin = new Header("Origin", OURS);
        String chat =
                "{'model':'demo/echo','stream':true,"
                        + "'messages':[{'role':'user','content':'hi'}]}";

        assertThat(header(api.with("wrong").post("/api/v1/events", "{}", origin), ALLOWED))
                .contains(OURS);
        assertThat(header(api.post("/api/v1/events", "{", origin), ALLOWED)).contains(OURS);
        Answer streamed = api.post("/v1/chat/completions", chat, origin).expect(200);
        assertThat(streamed.body().text()).contains("[DONE]");
        assertThat(header(streamed, ALLOWED)).contains(OURS);
    }

    @Test
    void aBrowserIsToldBeforehandWhatAPageMaySend() {
        Answer answer =
                asked(
                        api(OURS),
                        "OPTIONS",
                        "/api/v1/events",
                        "Origin",
                        OURS,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization,content-type,idempotency-key");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(header(answer, ALLOWED)).contains(OURS);
        assertThat(header(answer, "Access-Control-Allow-Methods").orElseThrow())
                .contains("POST")
                .contains("GET");
        assertThat(header(answer, "Access-Control-Allow-Headers"))
                .contains("authorization,content-type,idempotency-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.evil.example",
                "http://app.example",
                "https://app.example:8443",
                "https://other.example",
                "null"
            })
    void aPageOfAnotherOriginReadsNothing(String other) {
        Api api = api(OURS);
        Answer answer = asked(api, "GET", "/api/v1/events", "Origin", other);
        Answer before =
                asked(
                        api,
                        "OPTIONS",
                        "/api/v1/events",
                        "Origin",
                        other,
                        "Access-Control-Request-Method",
                        "POST");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, ALLOWED)).isEmpty();
        assertThat(header(answer, "Vary")).contains("Origin");
        assertThat(before.status()).isEqualTo(405);
        assertThat(header(before, ALLOWED)).isEmpty();
    }

    @Test
    void withAStarEveryPageReads() {
        Answer answer = asked(api("*"), "GET", "/api/v1/events", "Origin", "https://any.example");

        assertThat(header(answer, ALLOWED)).contains("*");
    }

    @Test
    void withoutTheSettingNothingIsSaid() {
        Answer answer = asked(api(), "GET", "/api/v1/events", "Origin", OURS);

        assertThat(header(answer, ALLOWED)).isEmpty();
        assertThat(header(answer, "Vary")).isEmpty();
    }
}

package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Header;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through to a client that waits: answers of any length, and hints. */
class PassedOnTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY = Asking.body(Operation.CHAT, "");
    private static final int MIB = 1024 * 1024;

    private final StubUpstream stub = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        surface = new Surface(directory, Upstream.of("gpu", stub.baseUrl(), Optional.empty()));
        surface.knows(Asking.WEBHOOK, new EndpointState.Enabled());
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    private static String embeddings(int mebibytes, String before, String after) {
        return "{\"object\":\"list\"%s,\"data\":[{\"object\":\"embedding\",\"embedding\":\"%s\"}]%s}"
                .formatted(before, "A".repeat(mebibytes * MIB), after);
    }

    @Test
    void theHeadersThatAModelServerIsSaidToGetPassAndNoOthers() {
        surface.close();
        surface =
                new Surface(
                        directory.resolve("headers"),
                        Upstream.of("gpu", stub.baseUrl(), Optional.empty())
                                .withHeaders(List.of("X-User-Id", "traceparent")));
        stub.plays(Script.says("Paris"));
        for (String body : List.of(BODY, Asking.body(Operation.CHAT, ",\"stream\":true"))) {
            HttpResponse<String> response =
                    surface.postWith(
                            CHAT,
                            body,
                            "x-user-id",
                            "u-7",
                            "X-User-Id",
                            "u-8",
                            "Traceparent",
                            "00-aa-bb-01",
                            "X-Other",
                            "1",
                            "OpenAI-Organization",
                            "o");
            assertThat(response.statusCode()).isEqualTo(200);
            StubRequest asked = stub.asked().getLast();
            assertThat(values(asked, "x-user-id")).containsExactly("u-7", "u-8");
            assertThat(values(asked, "traceparent")).containsExactly("00-aa-bb-01");
            assertThat(values(asked, "x-other")).isEmpty();
            assertThat(values(asked, "openai-organization")).isEmpty();
            assertThat(values(asked, "authorization")).isEmpty();
        }
    }

    private static List<String> values(StubRequest asked, String name) {
        return asked.headers().stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 11, 17})
    void anAnswerThatNobodyKeepsIsPassedOnWhateverItsLengthAndCounted(int mebibytes) {
        String usage = ",\"usage\":{\"prompt_tokens\":5,\"d\":{\"x\":1},\"total_tokens\":5}";
        for (String answer :
                List.of(embeddings(mebibytes, "", usage), embeddings(mebibytes, usage, ""))) {
            surface.tokens.clear();
            stub.plays(Script.json(200, answer));
            HttpResponse<String> response =
                    surface.post("/v1/embeddings", Asking.body(Operation.EMBEDDINGS, ""));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body().equals(answer)).isTrue();
            assertThat(surface.tokens).containsExactly(5L, 0L);
        }
        assertThat(stub.asked()).hasSize(2);
    }

    @Test
    void oneThatIsToBeKeptIsRefusedForGoodWhenItIsTooLong() {
        stub.plays(Script.json(200, embeddings(11, "", "")));
        HttpResponse<String> response =
                surface.post("/v1/embeddings", Asking.addressed(Operation.EMBEDDINGS, ""));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("longer than 10 MiB");
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void aLongAnswerThatBreaksOffIsNotTakenForWhole() {
        var begun = new CountDownLatch(1);
        stub.plays((_, conversation) -> {
            conversation.head(200, "application/json", 3 * MIB);
            conversation.raw("x".repeat(2 * MIB));
            Eventually.open("it has begun", begun);
            conversation.cut();
        });
        HttpResponse<InputStream> response = surface.stream(CHAT, BODY);
        assertThat(response.statusCode()).isEqualTo(200);
        begun.countDown();
        assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void anEventThatNobodyKeepsIsPassedOnWhateverItsLength() {
        String event =
                "{\"choices\":[{\"delta\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}]}"
                        .formatted("a".repeat(11 * MIB));
        stub.plays(Script.stream(List.of(event, "[DONE]")));
        HttpResponse<String> response =
                surface.post(CHAT, Asking.body(Operation.CHAT, ",\"stream\":true"));
        assertThat(response.body().length()).isGreaterThan(11 * MIB);
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "retry-after-ms, 321",
        "x-should-retry, false",
        "x-should-retry, true",
        "Retry-After, 1",
        "openai-processing-ms, 17",
        "OpenAI-Organization, acme",
        "x-ratelimit-remaining-tokens, 3",
        "x-request-id, req_1"
    })
    void hintsForTheClientAreHanded(String name, String value) {
        stub.plays((_, conversation) ->
                conversation.whole(429, "application/json", "{}", new Header(name, value)));
        for (String body : List.of(BODY, Asking.addressed(Operation.CHAT, ",\"stream\":true"))) {
            HttpResponse<String> response = surface.post(CHAT, body);
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.headers().firstValue(name)).contains(value);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 301, 308})
    void whatTheClientCannotMendIsNotWorthAskingAgain(int status) {
        stub.plays(Script.json(status, "{\"error\":{\"message\":\"bad key\"}}"));
        for (String body : List.of(BODY, Asking.addressed(Operation.CHAT, ""))) {
            HttpResponse<String> response = surface.post(CHAT, body);
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.headers().firstValue("x-should-retry")).contains("false");
            assertThat(response.body()).contains("upstream answered " + status + ": bad key");
        }
    }

    @Test
    void whatIsAnnouncedHasTheSameIdForTheClientAlsoWhereThereWasNone() {
        stub.plays(Script.json(200, "{\"data\":[{\"embedding\":[1]}]}"));
        HttpResponse<String> response =
                surface.post("/v1/embeddings", Asking.addressed(Operation.EMBEDDINGS, ""));
        String id = response.headers().firstValue(Realtime.GENERATION_ID).orElseThrow();
        assertThat(response.body())
                .isEqualTo("{\"id\":\"" + id + "\",\"data\":[{\"embedding\":[1]}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"object":"error","message":"no","type":"BadRequestError","code":400} \
                    | {"message":"no","type":"BadRequestError","param":null,"code":"400"}
                    {"detail":[{"loc":["body","n"],"msg":"no"}]} \
                    | {"message":"body.n: no","type":"invalid_request_error","param":null,"code":null}
                    {"id":"x","error":"no"} \
                    | {"message":"no","type":"invalid_request_error","param":null,"code":null}
                    {"error":{"msg":"no","code":"c","param":"p"}} \
                    | {"message":"no","type":"invalid_request_error","param":"p","code":"c"}
                    """)
    void anErrorOfAnotherShapeGetsOpenAisWithTheOriginalBesideIt(String said, String error) {
        stub.plays(Script.json(422, said.strip()));
        for (String more : List.of("", ",\"stream\":true")) {
            for (String body :
                    List.of(
                            Asking.body(Operation.CHAT, more),
                            Asking.addressed(Operation.CHAT, more))) {
                HttpResponse<String> response = surface.post(CHAT, body);
                assertThat(response.statusCode()).isEqualTo(422);
                assertThat(response.body())
                        .isEqualTo("{\"error\":%s,\"upstream\":%s}".formatted(error, said.strip()));
            }
        }
    }

    @Test
    void anErrorInOpenAisShapePassesAsItIs() {
        String error = "{ \"error\":{\"message\":\"no\",\"code\":7},\"x\":1.50}";
        stub.plays(Script.json(400, error));
        assertThat(surface.post(CHAT, Asking.addressed(Operation.CHAT, "")).body())
                .isEqualTo(error);
    }

    @Test
    void anErrorThatIsNoJsonIsToldAsText() {
        stub.plays((_, conversation) ->
                conversation.whole(
                        503, "text/html", "<h1>\"later\"</h1>", new Header("retry-after", "9")));
        HttpResponse<String> response = surface.post(CHAT, BODY);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().allValues("Content-Type"))
                .containsExactly("application/json");
        assertThat(response.headers().firstValue("Retry-After")).contains("9");
        assertThat(response.body())
                .contains("\"message\":\"upstream answered 503\",\"type\":\"server_error\"")
                .endsWith("\"upstream\":\"<h1>\\\"later\\\"</h1>\"}");
    }
}

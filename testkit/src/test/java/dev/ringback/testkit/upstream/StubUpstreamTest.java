package dev.ringback.testkit.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StubUpstreamTest {

    private static final String CHAT = "/chat/completions";

    private final StubUpstream stub = StubUpstream.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        client.shutdownNow();
        stub.close();
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(URI.create(stub.baseUrl() + path))
                .timeout(Eventually.PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> ask(String path, String body) {
        try {
            return client.send(post(path, body), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private JsonValue json(String path, String body) {
        HttpResponse<String> answer = ask(path, body);
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonValue.read(answer.body());
    }

    private static List<String> data(HttpResponse<String> stream) {
        assertThat(stream.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        return stream.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    @Test
    void eachPathIsAnsweredInItsOwnShapeWithTheModelAskedForAndUsage() {
        JsonValue chat = json(CHAT, "{\"model\":\"m\"}");
        JsonValue choice = chat.at("choices").elements().getFirst();
        assertThat(chat.at("object").is("chat.completion")).isTrue();
        assertThat(chat.at("model").is("m")).isTrue();
        assertThat(choice.at("message", "content").is("Paris")).isTrue();
        assertThat(chat.at("usage", "total_tokens").is(7.0)).isTrue();

        JsonValue completion = json("/completions", "{\"model\":\"m\"}");
        assertThat(completion.at("object").is("text_completion")).isTrue();
        assertThat(completion.at("choices").elements().getFirst().at("text").is("Paris")).isTrue();

        JsonValue response = json("/responses", "{\"model\":\"m\"}");
        JsonValue message = response.at("output").elements().getFirst();
        assertThat(response.at("status").is("completed")).isTrue();
        assertThat(message.at("content").elements().getFirst().at("text").is("Paris")).isTrue();
        assertThat(response.at("usage", "input_tokens").is(5.0)).isTrue();
        assertThat(json("/models", "").at("data").elements()).hasSize(1);
        assertThat(ask("/images", "{}").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'text'|1", "['a','b']|2", "[1,2,3]|1", "[[1,2],[3]]|2"},
            quoteCharacter = '`')
    void thereIsOneVectorForEachInput(String input, int rows) {
        String body = "{\"input\":" + input.replace('\'', '"') + "}";
        List<JsonValue> data = json("/embeddings", body).at("data").elements();
        assertThat(data).hasSize(rows);
        assertThat(data.getLast().at("index").is(rows - 1.0)).isTrue();
        assertThat(data.getLast().at("embedding").elements()).hasSize(3);
    }

    @Test
    void vectorsComeInBase64ToThoseWhoAskForIt() {
        String body = "{\"input\":\"a\",\"encoding_format\":\"base64\"}";
        JsonValue row = json("/embeddings", body).at("data").elements().getFirst();
        assertThat(row.at("embedding").text()).hasValue("AACAPgAAAL8AAEA/");
    }

    @Test
    void chatAndCompletionsAreStreamedInChunks() {
        stub.plays(Script.says("In the \"Channel\""));
        List<String> chat = data(ask(CHAT, "{\"stream\":true}"));
        assertThat(chat).hasSize(6).last().isEqualTo("[DONE]");
        assertThat(deltas(chat)).containsExactly("", "In ", "the ", "\"Channel\"");
        String asked = "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
        List<String> completion = data(ask("/completions", asked));
        assertThat(completion).hasSize(6).last().isEqualTo("[DONE]");
        JsonValue usage = JsonValue.read(completion.get(4));
        assertThat(usage.at("choices").elements()).isEmpty();
        assertThat(usage.at("usage", "total_tokens").is(7.0)).isTrue();
    }

    private static List<String> deltas(List<String> chunks) {
        return chunks.subList(0, chunks.size() - 1).stream()
                .map(chunk -> JsonValue.read(chunk).at("choices").elements().getFirst())
                .flatMap(choice -> choice.at("delta", "content").text().stream())
                .toList();
    }

    @Test
    void aResponseIsStreamedInNumberedEventsAndEndsWithTheWholeObject() {
        stub.plays(Script.says("In the Channel"));
        HttpResponse<String> stream = ask("/responses", "{\"stream\":true}");
        assertThat(stream.body()).startsWith("event: response.created\ndata: {");
        List<JsonValue> events = data(stream).stream().map(JsonValue::read).toList();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).at("sequence_number").is((double) i)).isTrue();
            String name = events.get(i).at("type").text().orElseThrow();
            assertThat(stream.body()).contains("event: " + name + "\n");
        }
        assertThat(events.stream().flatMap(event -> event.at("delta").text().stream()))
                .containsExactly("In ", "the ", "Channel");
        assertThat(events.getLast().at("response", "output"))
                .isEqualTo(json("/responses", "{}").at("output"));
    }

    @Test
    void connectionsAreKeptAliveAndClosingTheStubEndsThem() {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(CHAT, "{}").statusCode()).isEqualTo(200);
            assertThat(ask(CHAT, "{\"stream\":true}").statusCode()).isEqualTo(200);
        }
        assertThat(stub.connections()).isEqualTo(1);
        assertThat(stub.partings()).isZero();
        stub.close();
        assertThatThrownBy(() -> ask(CHAT, "{}")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void scriptsArePlayedInOrderAndTheLastOneAgain() {
        stub.plays(Script.error(500, "a \"b\""), Script.busy(503, "7"), Script.busy(3));
        assertThat(ask(CHAT, "{}").body()).contains("{\"error\":{\"message\":\"a \\\"b\\\"\"");
        HttpResponse<String> full = ask(CHAT, "{}");
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("retry-after")).hasValue("7");
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> busy = ask(CHAT, "{}");
            assertThat(busy.statusCode()).isEqualTo(429);
            assertThat(busy.headers().firstValue("retry-after")).hasValue("3");
        }
    }

    @Test
    void manyRequestsMayWaitAtATimeAndAreCountedById() {
        int many = 500;
        CountDownLatch open = new CountDownLatch(1);
        stub.plays(Script.after(open, Script.says("Paris")));
        List<CompletableFuture<HttpResponse<String>>> answers =
                IntStream.range(0, many)
                        .mapToObj(
                                n -> "{\"metadata\":{\"custom_id\":\"job-%d\"}}".formatted(n % 333))
                        .map(body -> post(CHAT, body))
                        .map(each -> client.sendAsync(each, HttpResponse.BodyHandlers.ofString()))
                        .toList();
        Eventually.until("all are under way", () -> stub.underWay() == many);
        open.countDown();
        answers.forEach(answer -> Eventually.get("an answer", answer));
        assertThat(stub.busiest()).isEqualTo(many);
        Eventually.until("none is under way", () -> stub.underWay() == 0);
        assertThat(stub.answered()).hasSize(many);
        assertThat(stub.timesAsked("metadata", "custom_id"))
                .hasSize(333)
                .containsEntry("job-166", 2)
                .containsEntry("job-167", 1);
        assertThat(stub.timesAsked("user")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void whatBreaksOffIsNoAnswer(Script script) {
        stub.plays(script);
        assertThatThrownBy(() -> ask(CHAT, "{}")).isInstanceOf(UncheckedIOException.class);
        assertThat(stub.asked()).isNotEmpty();
        assertThat(stub.answered()).isEmpty();
    }

    static List<Named<Script>> whatBreaksOffIsNoAnswer() {
        return List.of(
                Named.of("no HTTP", Script.noHttp()),
                Named.of("hang-up", Script.hangUp()),
                Named.of("hang-up after the head", Script.hangUpAfterHead()),
                Named.of("half an answer", Script.half("Paris")),
                Named.of("half a stream", Script.halfStream("Paris")));
    }

    @Test
    void badAnswersCanComeInGoodOrder() {
        stub.plays(Script.garbage(), Script.wrongShape(), Script.empty(), Script.huge(2_000_000));
        assertThat(ask(CHAT, "{}").body()).startsWith("<html>");
        assertThat(ask(CHAT, "{}").body()).startsWith("{\"choices\":\"many\"");
        assertThat(ask(CHAT, "{}").body()).isEmpty();
        assertThat(ask(CHAT, "{}").body()).hasSizeGreaterThan(2_000_000);
        stub.plays(Script.drip(Duration.ofNanos(1), "Paris"));
        assertThat(ask(CHAT, "{}").body()).contains("\"content\":\"Paris\"");
        assertThat(stub.connections()).isEqualTo(1);
    }

    @Test
    void anErrorWithinAStreamIsOfTheStreamsGrammar() {
        stub.plays(Script.errorInStream("In the Channel", "out of memory"));
        assertThat(data(ask(CHAT, "{}")))
                .hasSizeGreaterThan(1)
                .last()
                .asString()
                .startsWith("{\"error\":{\"message\":\"out of memory\"");
        assertThat(ask("/responses", "{}").body())
                .contains("\n\nevent: error\ndata: {\"type\":\"error\"");
        stub.plays(Script.shortStream("In the Channel"));
        assertThat(data(ask(CHAT, "{}"))).hasSize(3).doesNotContain("[DONE]");
    }

    @Test
    void anEndlessStreamAndSilenceEndWhenThePeerParts() throws Exception {
        stub.plays(Script.endless(Duration.ofMillis(1)), Script.silence());
        var stream = client.send(post(CHAT, "{}"), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = stream.body()) {
            assertThat(body.readNBytes(10_000)).hasSize(10_000);
        }
        Eventually.until("the first parting is seen", () -> stub.partings() == 1);
        var silent = client.sendAsync(post(CHAT, "{}"), HttpResponse.BodyHandlers.ofString());
        Eventually.until("it is asked", () -> stub.asked().size() == 2);
        silent.cancel(true);
        Eventually.until("the second parting is seen", () -> stub.partings() == 2);
    }
}

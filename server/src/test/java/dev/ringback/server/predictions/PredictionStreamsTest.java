package dev.ringback.server.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.predictions.WriftClient.Answer;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What WriftAI's newest client asks for: streams, and states of its own. */
class PredictionStreamsTest {

    private static final String PATH = "/v1/predictions";
    private static final String STREAMED =
            "{\"model\":\"acme/m\",\"input\":\"hi\",\"stream\":true}";
    private static final Map<String, String> WAITING = Map.of("Prefer", "wait");

    private final StubUpstream stub = StubUpstream.start();
    @RegisterExtension private final Site site = Site.before(stub, 4);
    private final WriftClient client = site.client();

    @AfterEach
    void stop() {
        stub.close();
    }

    /** The data of each event, behind its id and name. */
    private static List<String> events(String stream) {
        assertThat(stream).endsWith("\n\n");
        return List.of(stream.split("\n\n")).stream()
                .map(event -> event.replaceFirst("id: (.*)\nevent: (.*)\ndata: ", "$1 $2 "))
                .toList();
    }

    private static JsonNode data(String event) {
        return WriftClient.JSON.readTree(event.split(" ", 3)[2]);
    }

    private static String output(List<String> events) {
        return events.stream()
                .filter(event -> event.split(" ", 3)[1].equals("output"))
                .map(event -> data(event).stringValue())
                .collect(Collectors.joining());
    }

    @Test
    void aPredictionIsToldAsAStreamOfWhatItCameTo() {
        stub.plays(Script.says("Paris\u2028!"));
        Answer answer = client.post(PATH, STREAMED, WAITING).expect(200);
        assertThat(answer.header("Content-Type")).contains("text/event-stream");
        List<String> events = events(answer.text());
        assertThat(events.get(0)).startsWith("init init ");
        String id = data(events.get(0)).path("id").stringValue();
        assertThat(data(events.get(0)).path("stream").booleanValue()).isTrue();
        assertThat(output(events)).isEqualTo("Paris\u2028!");
        assertThat(events.getLast()).startsWith("done done ");
        assertThat(data(events.getLast()).toString()).isEqualTo(client.get(id).text());

        String path = PATH + "/" + id + "/stream";
        assertThat(data(events(client.fetch(path).expect(200).text()).getFirst()).path("id"))
                .isEqualTo(data(events.get(0)).path("id"));
        assertThat(output(events(client.fetch(path + "?after_id=init").text())))
                .isEqualTo("Paris\u2028!");
        assertThat(client.fetch(path + "?after_id=done").expect(200).text()).isEmpty();
        client.fetch(path + "?after_id=x").expect(422);
        client.fetch(PATH + "/none/stream").expect(404);
    }

    @Test
    void aStreamInWhichNothingHappensIsClosedAndGoesOnLater() {
        stub.plays(Script.silence());
        Answer answer = client.post(PATH, STREAMED, Map.of("Prefer", "wait=0.2")).expect(200);
        List<String> events = events(answer.text());
        assertThat(events).hasSize(1);
        String id = data(events.getFirst()).path("id").stringValue();
        client.cancel(id).expect(200);
        client.await(id);
        List<String> rest = events(client.fetch(PATH + "/" + id + "/stream?after_id=init").text());
        assertThat(rest).hasSize(1);
        assertThat(rest.getFirst()).startsWith("done error ");
        assertThat(data(rest.getFirst()).at("/detail/code").stringValue()).isEqualTo("cancelled");
    }

    @Test
    void whoDoesNotWaitGetsThePredictionAndMayFollowItLater() {
        stub.plays(Script.says("Paris"));
        Answer made = client.post(PATH, STREAMED, Map.of()).expect(202);
        assertThat(made.json().path("stream").booleanValue()).isTrue();
        assertThat(made.json().path("metrics").isNull()).isTrue();
        assertThat(output(events(client.fetch(PATH + "/" + made.id() + "/stream").text())))
                .isEqualTo("Paris");
    }

    @Test
    void whatTheModelSaysIsToldWhileItSpeaks() {
        var more = new CountDownLatch(1);
        stub.plays((asked, conversation) -> {
            assertThat(asked.body().text()).contains("\"stream\":true");
            conversation.beginStream();
            conversation.data(Script.chunk("Paris \\uD83D"));
            Eventually.open("the first words are told", more);
            conversation.data(Script.chunk("\\uDE00"));
            conversation.data(Script.lastChunk());
            conversation.data("[DONE]");
            conversation.endStream();
        });
        List<String> data =
                client.lines(PATH, STREAMED, WAITING)
                        .filter(line -> line.startsWith("data: "))
                        .peek(line -> {
                            if (line.equals("data: \"Paris \"")) {
                                more.countDown();
                            }
                        })
                        .toList();
        assertThat(data).hasSize(4).contains("data: \"Paris \"", "data: \"\uD83D\uDE00\"");
    }

    @Test
    void aStreamGoesOnInTheMiddleAlsoAfterARestart() {
        String text = "Paris is on the Seine";
        stub.plays(Script.says(text));
        List<String> events = events(client.post(PATH, STREAMED, WAITING).expect(200).text());
        String id = data(events.getFirst()).path("id").stringValue();
        site.restart();
        WriftClient later = site.client();
        for (int told = 1; told <= text.length(); told++) {
            StreamPlace place = StreamPlace.INIT.over(text.getBytes(UTF_8), 0, told);
            String path = PATH + "/" + id + "/stream?after_id=" + place.id();
            assertThat(output(events(later.fetch(path).expect(200).text())))
                    .isEqualTo(text.substring(told));
        }
        String foreign = PATH + "/" + id + "/stream?after_id=3-0123456789abcdef";
        assertThat(output(events(later.fetch(foreign).expect(200).text()))).isEmpty();
    }

    @Test
    void severalChoicesComeInOnePiece() {
        stub.plays(Script.says("Paris"));
        String several =
                """
                {"model":"acme/m","stream":true,\
                "input":{"prompt":"hi","n":2,"stream_options":{"include_usage":true}}}\
                """;
        List<String> events = events(client.post(PATH, several, WAITING).expect(200).text());
        assertThat(events).hasSize(3);
        assertThat(stub.asked().getFirst().body().text()).doesNotContain("stream");
    }

    @Test
    void anInputCannotAskForAStreamThatNobodyFollows() {
        stub.plays(Script.says("Paris"));
        String body = "{\"model\":\"acme/m\",\"input\":{\"prompt\":\"hi\",\"stream\":true}}";
        Answer made = client.post(PATH, body, WAITING).expect(202);
        assertThat(made.json().path("output").stringValue()).isEqualTo("Paris");
        assertThat(stub.asked().getFirst().body().text()).doesNotContain("stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook_url", "callback_url", "webhook_events_filter", "webook_id"})
    void whatWouldCallNobodyIsRefusedBeforeAnythingRuns(String field) {
        String body = "{\"model\":\"acme/m\",\"input\":\"hi\",\"%s\":\"x\"}".formatted(field);
        Answer refused = client.post(PATH, body, Map.of()).expect(422);
        assertThat(refused.text()).contains("[\"body\",\"" + field + "\"]");
        assertThat(client.fetch(PATH).json().path("items").size()).isZero();
        assertThat(stub.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "webhook_url", "callback_url", "webhok_id"})
    void aQueryThatWantsSomebodyCalledIsRefusedOnEverySurface(String name) {
        String chat =
                """
                {"model":"acme/m","messages":[{"role":"user","content":"hi"}]}\
                """;
        var bodies =
                Map.of(
                        PATH,
                        STREAMED,
                        "/v1/chat/completions",
                        chat,
                        "/v1/slow/chat/completions",
                        chat,
                        "/v1/async/chat/completions",
                        chat,
                        "/v1/slow/group/chat/completions",
                        "{\"requests\":[" + chat + "]}",
                        "/v1/responses",
                        "{\"model\":\"acme/m\",\"input\":\"hi\"}",
                        "/v1/batches",
                        "{\"input_file_id\":\"file-1\"}");
        bodies.forEach((path, body) -> {
            Answer refused = client.post(path + "?" + name + "=x", body, Map.of());
            assertThat(refused.status()).as(path).isIn(400, 422);
            assertThat(refused.text()).as(path).contains(name, "calls nobody");
        });
        assertThat(stub.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "webhook_events_filter", "headers", "urls"})
    void whatAWebhookCannotBeToldIsRefused(String field) {
        String body =
                """
                {"model":"acme/m","input":"hi","webhook":{"url":"http://127.0.0.1:1/","%s":["x"]}}\
                """
                        .formatted(field);
        assertThat(client.post(PATH, body, Map.of()).expect(422).text())
                .contains("[\"body\",\"webhook\",\"" + field + "\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status=failed", "limit=2", "statusses=failed"})
    void aListIsNotAskedInVainForWhatItDoesNotKnow(String query) {
        assertThat(client.fetch(PATH + "?" + query).expect(422).text())
                .contains("[\"query\",\"" + query.replaceFirst("=.*", "") + "\"]");
    }

    @Test
    void aClientThatKnowsNoneThatWereCancelledIsToldThatTheyFailed() {
        stub.plays(Script.silence());
        String id = client.post(PATH, STREAMED, Map.of()).expect(202).id();
        Eventually.until("the model server is asked", () -> !stub.asked().isEmpty());
        client.cancel(id).expect(200);
        client.await(id);
        for (String path : List.of(PATH + "/" + id, PATH)) {
            var old = Map.of("User-Agent", "wriftai-python/0.23.1");
            var known = Map.of("User-Agent", "wriftai-python/0.24.0");
            assertThat(client.fetch(path, old).text())
                    .contains("\"status\":\"failed\"")
                    .doesNotContain("\"status\":\"cancelled\"");
            assertThat(client.fetch(path, known).text()).contains("\"status\":\"cancelled\"");
        }
        assertThat(client.fetch(PATH + "?statuses=cancelled").json().path("items").size())
                .isEqualTo(1);
    }
}

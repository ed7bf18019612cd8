package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Answers;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Background responses that are followed while they are made. */
class BackgroundStreamsTest {

    private static final String RESPONSES = "/v1/responses";
    private static final String QUESTION =
            "{'model':'m','input':'Where does the Seine end?','background':true,'stream':true}";
    private static final String DELTA = "response.output_text.delta";
    private static final String TEXT = "It ends in the Channel.";
    private static final String LIE = "A lie that is long enough.";
    private static final String ERROR =
            """
            {"type":"error","sequence_number":6,"code":"server_error","message":"no","param":null}\
            """;

    private final StubUpstream stub = StubUpstream.start();
    private final Ringback ringback = Ringback.start(flags(stub));
    private final Tenant tenant = ringback.tenant();
    private final Api api = tenant.api();

    private static Map<String, List<String>> flags(StubUpstream stub) {
        Map<String, List<String>> flags = Ringback.asking(stub);
        flags.put("upstream-retries", List.of("stub=1s"));
        return flags;
    }

    @AfterEach
    void stop() {
        ringback.close();
        stub.close();
    }

    private StreamedEvents create() {
        return new StreamedEvents(api.stream(RESPONSES, QUESTION).body());
    }

    private StreamedEvents follow(String id, String more) {
        return new StreamedEvents(api.stream(RESPONSES + "/" + id + "?stream=true" + more).body());
    }

    private JsonNode shown(String id) {
        return api.get(RESPONSES + "/" + id).expect(200).json();
    }

    /** The first two words, then a wait, then the rest. */
    private static Script halting(CountDownLatch go) {
        return (asked, conversation) -> {
            List<Answers.Piece> pieces = Answers.stream(asked, TEXT);
            conversation.beginStream();
            play(pieces.subList(0, 6), conversation);
            Eventually.open("the answer may be given", go);
            play(pieces.subList(6, pieces.size()), conversation);
            conversation.endStream();
        };
    }

    /** The first two words, and nothing else until the peer hangs up. */
    private static Script stuck() {
        return (asked, conversation) -> {
            conversation.beginStream();
            play(Answers.stream(asked, TEXT).subList(0, 6), conversation);
            conversation.awaitHangUp();
        };
    }

    private static void play(List<Answers.Piece> pieces, StubConnection conversation)
            throws IOException {
        for (Answers.Piece piece : pieces) {
            conversation.event(piece);
        }
    }

    @Test
    void theEventsComeAsTheUpstreamTellsThemUnderOurIdAndNumbers() {
        var go = new CountDownLatch(1);
        stub.plays(halting(go));
        try (StreamedEvents events = create().until(DELTA)) {
            String id = events.id();
            assertThat(id).matches("resp_[0-9a-f]{32}");
            assertThat(shown(id).path("status").asString()).isEqualTo("in_progress");
            go.countDown();
            events.all().numberedFrom(0);
            assertThat(events.types())
                    .containsExactly(
                            "response.created",
                            "response.queued",
                            "response.in_progress",
                            "response.output_item.added",
                            "response.content_part.added",
                            DELTA,
                            DELTA,
                            DELTA,
                            DELTA,
                            DELTA,
                            "response.output_text.done",
                            "response.content_part.done",
                            "response.output_item.done",
                            "response.completed");
            assertThat(events.text()).isEqualTo(TEXT);
            assertThat(events.last().path("response")).isEqualTo(shown(id));
        }
        assertThat(stub.asked().getFirst().body().text())
                .isEqualTo(
                        "{\"model\":\"m\",\"input\":\"Where does the Seine end?\","
                                + "\"stream\":true}");
    }

    @Test
    void theJobGoesOnWithoutTheClientWhichComesBackForTheRest() {
        var go = new CountDownLatch(1);
        stub.plays(halting(go));
        StreamedEvents begun = create().until(DELTA);
        String id = begun.id();
        String heard = begun.text();
        int last = begun.last().path("sequence_number").asInt();
        begun.close();
        try (StreamedEvents rest = follow(id, "&starting_after=" + last)) {
            go.countDown();
            rest.all().numberedFrom(last + 1);
            assertThat(heard + rest.text()).isEqualTo(TEXT);
            assertThat(rest.last().path("response")).isEqualTo(shown(id));
        }
        assertThat(stub.asked()).hasSize(1);
        assertThat(stub.partings()).isZero();
    }

    @Test
    void oneThatHasEndedMeanwhileIsToldToItsEndAllTheSame() {
        var go = new CountDownLatch(1);
        stub.plays(halting(go));
        StreamedEvents begun = create().until(DELTA);
        begun.close();
        go.countDown();
        int last = begun.last().path("sequence_number").asInt();
        Tenant.until(
                "it has ended",
                () -> shown(begun.id()).path("status").asString().equals("completed"));
        StreamedEvents rest = follow(begun.id(), "&starting_after=" + last).all();
        assertThat(begun.text() + rest.numberedFrom(last + 1).text()).isEqualTo(TEXT);
        assertThat(follow(begun.id(), "").all().numberedFrom(0).types())
                .hasSize(begun.types().size() + rest.types().size());
    }

    @Test
    void aCursorMustBeANumber() {
        String id = create().all().id();
        Answer refused = api.get(RESPONSES + "/" + id + "?stream=true&starting_after=x");
        assertThat(refused.expect(400).json().at("/error/param").asString())
                .isEqualTo("starting_after");
    }

    static List<Named<Script>> breaking() {
        return List.of(
                Named.of("breaks off", (_, conversation) -> conversation.cut()),
                Named.of("ends too soon", (_, conversation) -> conversation.endStream()),
                Named.of(
                        "errs",
                        (_, conversation) -> {
                            conversation.event(new Answers.Piece(Optional.of("error"), ERROR));
                            conversation.endStream();
                        }));
    }

    @ParameterizedTest
    @MethodSource("breaking")
    void whoHasHeardPiecesOfAnAttemptThatFailedHearsNoneOfTheNext(Script breaking) {
        var heard = new CountDownLatch(1);
        Script lying =
                (asked, conversation) -> {
                    conversation.beginStream();
                    play(Answers.stream(asked, LIE).subList(0, 6), conversation);
                    Eventually.open("it is heard", heard);
                    breaking.play(asked, conversation);
                };
        stub.plays(lying, Script.says(TEXT));
        try (StreamedEvents events = create().until(DELTA)) {
            heard.countDown();
            events.all();
            assertThat(LIE).startsWith(events.text());
            assertThat(events.last().path("type").asString()).isEqualTo("response.completed");
            assertThat(events.last().at("/response/output/0/content/0/text").asString())
                    .isEqualTo(TEXT);
            assertThat(events.types().stream().filter("response.output_text.done"::equals))
                    .isEmpty();
        }
        assertThat(stub.asked()).hasSize(2);
    }

    @Test
    void anUpstreamThatFallsSilentIsAskedAgain() {
        Map<String, List<String>> flags = flags(stub);
        flags.put("upstream-timeout", List.of("stub=1s"));
        // On a slow machine an answer may be late, too, and is asked for again.
        flags.put(
                "upstream-retries",
                List.of("stub=" + String.join(",", Collections.nCopies(50, "1s"))));
        stub.plays(stuck(), Script.says(TEXT));
        try (Ringback impatient = Ringback.start(flags);
                StreamedEvents events =
                        new StreamedEvents(
                                impatient.tenant().api().stream(RESPONSES, QUESTION).body())) {
            assertThat(events.all().numberedFrom(0).types()).endsWith("response.completed");
            assertThat(events.last().at("/response/output/0/content/0/text").asString())
                    .isEqualTo(TEXT);
        }
        assertThat(stub.partings()).isPositive();
    }

    @Test
    void whoHasHeardNothingYetHearsTheNextAttempt() {
        stub.plays(Script.error(503, "loading"), Script.says(TEXT));
        try (StreamedEvents events = create().all().numberedFrom(0)) {
            assertThat(events.text()).isEqualTo(TEXT);
            assertThat(events.types().stream().filter(DELTA::equals).count()).isEqualTo(5);
        }
    }

    @Test
    void anAnswerInOnePieceIsRetold() {
        stub.plays((asked, conversation) -> {
            String whole = Answers.whole(asked, TEXT).orElseThrow();
            conversation.whole(200, "application/json", whole);
        });
        try (StreamedEvents events = create().all().numberedFrom(0)) {
            assertThat(events.types().stream().filter(DELTA::equals).count()).isEqualTo(1);
            assertThat(events.text()).isEqualTo(TEXT);
            assertThat(events.last().path("type").asString()).isEqualTo("response.completed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            value = {
                "400; {'error':{'message':'stream not supported','param':null}}",
                "422; {'detail':[{'loc':['body','stream'],'msg':'Extra inputs are not permitted'}]}",
                "400; {'error':{'message':'not possible','param':'stream'}}",
                "501; {'message':'Streaming is not implemented'}"
            })
    void aModelServerWithoutStreamsIsAskedForTheAnswerInOnePiece(int status, String refusal) {
        stub.plays((asked, conversation) -> {
            boolean stream = Answers.streamed(asked);
            conversation.whole(
                    stream ? status : 200,
                    "application/json",
                    stream ? refusal.replace('\'', '"') : Answers.whole(asked, TEXT).orElseThrow());
        });
        try (StreamedEvents events = create().all().numberedFrom(0)) {
            assertThat(events.text()).isEqualTo(TEXT);
            assertThat(events.last().path("type").asString()).isEqualTo("response.completed");
        }
        assertThat(stub.asked()).hasSize(2);
        assertThat(stub.asked().getLast().body().text()).doesNotContain("stream");
    }

    @Test
    void whatFailsForGoodEndsTheStreamWithTheReason() {
        stub.plays(Script.error(404, "no such path"));
        try (StreamedEvents events = create().all().numberedFrom(0)) {
            assertThat(events.types()).endsWith("response.in_progress", "response.failed");
            assertThat(events.last().at("/response/error/message").asString())
                    .isEqualTo("upstream answered 404: no such path");
            assertThat(events.last().path("response")).isEqualTo(shown(events.id()));
        }
    }

    @Test
    void cancellingEndsTheStreamAndHangsUp() {
        stub.plays(stuck());
        try (StreamedEvents events = create().until(DELTA)) {
            api.post(RESPONSES + "/" + events.id() + "/cancel", "").expect(200);
            events.all().numberedFrom(0);
            assertThat(events.types()).endsWith(DELTA, "response.cancelled");
        }
    }

    @Test
    void oneThatWasNotAskedForAsAStreamCanBeFollowedToo() {
        var go = new CountDownLatch(1);
        stub.plays(Script.after(go, Script.says(TEXT)));
        String id =
                api.post(RESPONSES, QUESTION.replace(",'stream':true", "")).expect(200).text("id");
        try (StreamedEvents events = follow(id, "").until("response.queued")) {
            go.countDown();
            events.all().numberedFrom(0);
            assertThat(events.text()).isEqualTo(TEXT);
            assertThat(events.last().path("response")).isEqualTo(shown(id));
        }
        assertThat(stub.asked().getFirst().json().at("stream").is(true)).isFalse();
    }

    @Test
    void theWebhookIsToldTheSameAsTheStream() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            tenant.hook(receiver, "{'event_types':['response.*']}");
            try (StreamedEvents events = create().all()) {
                JsonNode told = Answer.JSON.readTree(receiver.await(1).getFirst().body().bytes());
                assertThat(told.path("type")).isEqualTo(events.last().path("type"));
                assertThat(told.path("data")).isEqualTo(events.last().path("response"));
            }
        }
    }

    @Test
    void aStopEndsTheStreamWithoutAnEnd() {
        stub.plays(stuck());
        try (StreamedEvents events = create().until(DELTA)) {
            ringback.stop(Duration.ofMillis(200));
            assertThatThrownBy(events::all).isInstanceOf(UncheckedIOException.class);
            assertThat(events.types()).endsWith(DELTA);
        }
    }
}

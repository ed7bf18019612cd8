package dev.ringback.server.jobs.asking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.generations.GenerationShape;
import dev.ringback.server.generations.Surface;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.JobEnds;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.LoopbackWire;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamHealth;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.vault.Secret;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InferenceKindTest {

    private static final ProjectId PROJECT = new ProjectId("a");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String BODY =
            """
            {"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true,\
            "metadata":{"webhook_id":"AhALzdz8S","custom_id":"1"}}\
            """;

    private final StubUpstream stub = StubUpstream.start();
    private final ManualTime onTheWire = ManualTime.atNoon();
    private final HttpWire wire = LoopbackWire.by(onTheWire);
    private final List<Long> tokens = new ArrayList<>();
    private final InferenceKind kind = kind(new EndpointState.Enabled());

    @AfterEach
    void close() {
        wire.close();
        stub.close();
    }

    private InferenceKind kind(EndpointState state) {
        var upstream =
                Upstream.of("gpu", stub.baseUrl(), Optional.of(new Secret("sk-1")))
                        .withLimits(new Upstream.Limits(4, 0, TIMEOUT));
        Endpoint endpoint = Surface.endpoint("AhALzdz8S", state);
        var announcements =
                new Announcements(
                        (_, id) -> Optional.of(endpoint).filter(each -> each.id().equals(id)),
                        new Lanes(),
                        new SeededIds(1));
        Upstreams upstreams = Upstreams.of(List.of(upstream));
        ManualTime noon = ManualTime.atNoon();
        var ids = new SeededIds(2);
        Commits commits = _ -> new Committed.Done(Set.of());
        var ends =
                new JobEnds(
                        List.of(new GenerationShape(announcements)),
                        upstreams,
                        (name, input, output) -> tokens.addAll(List.of(input, output)),
                        ids,
                        noon);
        var kept = new KeptTasks(new MemoryStore(), noon);
        return new InferenceKind(
                upstreams,
                new UpstreamWire(wire, noon, new UpstreamHealth(() -> NOON), new SharedLimits()),
                commits,
                ends,
                TaskJobs.of(kept, ends, CallbackDoors.NONE, commits, ids, noon),
                new Random(1),
                noon);
    }

    /** Delivers to the addressed endpoint's lane, or to the lane {@code everyone}. */
    private static final class Lanes implements Publisher {
        @Override
        public Change publish(List<Event> events) {
            Event event = events.getFirst();
            return Change.accept(events, List.of(call(event, new LaneId("everyone"))));
        }

        @Override
        public Change address(Event event, LaneId lane) {
            return Change.accept(List.of(event), List.of(call(event, lane)));
        }

        private static Call call(Event event, LaneId lane) {
            return Call.of(new CallId(1), PROJECT, "delivery", lane, event.sequence(), NOON);
        }
    }

    private static Event event(String body) {
        String id = "XBKcs7F1s2oJ_AHiLMbF4";
        ModelRequest request = ModelRequest.accepted(Operation.CHAT, Payload.of(body));
        var draft =
                new JobDraft(
                        id,
                        PROJECT,
                        GenerationJob.SHAPE,
                        Operation.CHAT,
                        request.model(),
                        GenerationJob.detail(request.webhookId(), Optional.empty()),
                        request.body());
        return new Event(
                7,
                PROJECT,
                new EventId(id),
                Job.REQUESTED,
                id,
                NOON,
                NOON,
                Event.JSON,
                Job.payload(draft));
    }

    private static Call call(String lane, int attempts) {
        Call call = Call.of(new CallId(8), PROJECT, InferenceKind.NAME, new LaneId(lane), 7, NOON);
        return call.with(call.state(), attempts);
    }

    /** Lasts until the wire's patience is over. */
    private record Silence() implements Script {

        @Override
        public void play(StubRequest asked, StubConnection conversation) {
            conversation.awaitHangUp();
        }
    }

    private Settlement run(Script script, int attemptsBefore) {
        stub.plays((asked, conversation) -> {
            if (script instanceof Silence) {
                onTheWire.advance(TIMEOUT);
            }
            script.play(asked, conversation);
        });
        Call call = call("upstream:gpu", attemptsBefore);
        var send = (Prepared.Send) kind.prepare(call, event(BODY), NOON);
        Event event = event(BODY);
        Reply reply = kind.send(call, event, send.request(), new Hangup());
        return kind.settle(call, event, reply, NOON);
    }

    private static String announced(Settlement settlement) {
        return settlement.consequences().events().getFirst().payload().text();
    }

    private static Reply answered(String body) {
        return new Reply.Answered(
                200, List.of(), Payload.of(body), false, new Timing(0, 0, 0, 1_500_999));
    }

    private static final String COMPLETION =
            """
            {"choices":[{"message":{"role":"assistant","content":"Paris"}}]}\
            """;

    @Test
    void theUpstreamGetsTheRequestWithItsOwnKeyAndWithoutTheWebhook() {
        Settlement settlement = run(Script.completion("Paris"), 0);

        StubRequest asked = stub.asked().getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/v1/chat/completions");
        assertThat(asked.header("Authorization")).contains("Bearer sk-1");
        assertThat(asked.header("Content-Type")).contains("application/json");
        assertThat(asked.body().text())
                .isEqualTo(
                        """
                        {"model":"m","messages":[{"role":"user","content":"hi"}]}\
                        """);
        assertThat(settlement.outcome()).isInstanceOf(Outcome.Success.class);
    }

    @Test
    void theUpstreamsKeyIsNotKeptWithTheAttempt() {
        var send = (Prepared.Send) kind.prepare(call("upstream:gpu", 0), event(BODY), NOON);
        assertThat(Header.first(send.shown(), "Authorization")).contains("***");
        assertThat(send.shown()).hasSameSizeAs(send.request().headers());
    }

    @Test
    void aSuccessIsAnnouncedToTheNamedEndpointOnly() {
        Settlement settlement =
                kind.settle(call("upstream:gpu", 0), event(BODY), answered(COMPLETION), NOON);

        Event event = settlement.consequences().events().getFirst();
        assertThat(event.type()).isEqualTo("generation.completed");
        assertThat(event.id().value()).isEqualTo("XBKcs7F1s2oJ_AHiLMbF4:completed");
        assertThat(event.subject()).isEqualTo("XBKcs7F1s2oJ_AHiLMbF4");
        assertThat(event.payload().text())
                .isEqualTo(
                        """
                        {"id":"XBKcs7F1s2oJ_AHiLMbF4","state":"Success","stateMessage":"Success",\
                        "request":%s,"response":{"id":"XBKcs7F1s2oJ_AHiLMbF4","choices":[{\
                        "message":{"role":"assistant","content":"Paris"}}]},"model":"m",\
                        "createdAt":"2026-06-01T12:00:00.000Z",\
                        "dispatchedAt":"2026-06-01T11:59:58.499Z","firstChunkAt":null,\
                        "finishedAt":"2026-06-01T12:00:00.000Z","usage":{}}\
                        """
                                .formatted(BODY));
        assertThat(settlement.consequences().calls())
                .extracting(Call::lane)
                .containsExactly(new LaneId("AhALzdz8S"));
    }

    @Test
    void aJobThatNamesNoWebhookIsAnnouncedToWhoeverListens() {
        Event event = event("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}");
        Settlement settlement =
                kind.settle(call("upstream:gpu", 0), event, answered(COMPLETION), NOON);
        assertThat(settlement.consequences().calls())
                .extracting(Call::lane)
                .containsExactly(new LaneId("everyone"));
    }

    @Test
    void theEndIsKeptWhenTheNamedEndpointHasBeenDisabledMeanwhile() {
        Settlement settlement =
                kind(new EndpointState.Disabled("gone"))
                        .settle(call("upstream:gpu", 0), event(BODY), answered(COMPLETION), NOON);
        assertThat(settlement.consequences().events()).hasSize(1);
        assertThat(settlement.consequences().calls()).isEmpty();
    }

    static Stream<Arguments> troubles() {
        return Stream.of(
                Arguments.of(Named.of("500", Script.error(500, "boom")), "upstream answered 500"),
                Arguments.of(Named.of("503", Script.error(503, "boom")), "answered 503: boom"),
                Arguments.of(
                        Named.of("no answer", new Silence()), "upstream: no answer within 3 s"),
                Arguments.of(Named.of("hang-up", Script.hangUp()), "upstream: "),
                Arguments.of(Named.of("no HTTP", Script.noHttp()), "upstream: "),
                Arguments.of(
                        Named.of("HTML", Script.json(200, "<html>")),
                        ModelAnswer.not(Operation.CHAT)),
                Arguments.of(
                        Named.of("no choice", Script.json(200, "{\"choices\":[]}")),
                        ModelAnswer.not(Operation.CHAT)),
                Arguments.of(
                        Named.of("text", Script.json(200, "{\"choices\":[{\"text\":\"a\"}]}")),
                        ModelAnswer.not(Operation.CHAT)),
                Arguments.of(
                        Named.of(
                                "error with 200",
                                Script.json(200, "{\"error\":{\"message\":\"overloaded\"}}")),
                        "upstream answered something that is not a chat completion: overloaded"),
                Arguments.of(
                        Named.of(
                                "cut in the body",
                                (Script)
                                        (_, conversation) -> {
                                            conversation.beginStream();
                                            conversation.piece("{\"choi");
                                            conversation.cut();
                                        }),
                        "upstream: "));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void troubleThatMayPassIsTriedAgainAndThenAnnounced(Script trouble, String reason) {
        Settlement first = run(trouble, 0);
        assertThat(first.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> {
                            assertThat(retry.why()).contains(reason);
                            assertThat(Duration.between(NOON, retry.at()))
                                    .isBetween(Duration.ofMillis(1800), Duration.ofMillis(2200));
                        });
        assertThat(first.consequences().events()).isEmpty();

        Settlement last = run(trouble, 5);
        assertThat(last.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> {
                            assertThat(refused.reason()).contains("no retries left");
                            assertThat(announced(last))
                                    .contains("\"state\":\"Failed\"")
                                    .contains("\"stateMessage\":\"" + refused.reason() + "\"");
                        });
        assertThat(last.consequences().calls()).hasSize(1);
    }

    @Test
    void aBusyUpstreamIsLeftAloneForAsLongAsItAsks() {
        assertThat(run(Script.busy(7), 0).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.at()).isEqualTo(NOON.plusSeconds(7)));
    }

    static Stream<Arguments> finalReplies() {
        return Stream.of(
                Arguments.of(
                        Script.error(400, "no such parameter"),
                        "upstream answered 400: no such parameter"),
                Arguments.of(Script.error(401, "bad key"), "upstream answered 401: bad key"),
                Arguments.of(Script.error(404, "no model"), "upstream answered 404: no model"));
    }

    @ParameterizedTest
    @MethodSource("finalReplies")
    void whatWillNotGetBetterFailsAtOnce(Script script, String reason) {
        Settlement settlement = run(script, 0);
        assertThat(settlement.outcome()).isEqualTo(new Outcome.Refused(reason));
        assertThat(announced(settlement))
                .contains("\"state\":\"Failed\",\"stateMessage\":\"" + reason + "\"");
    }

    @Test
    void anAnswerThatIsCutOffAtTheCapIsAFailureToo() {
        var reply = new Reply.Answered(200, List.of(), Payload.of(COMPLETION), true, Timing.NONE);
        Settlement settlement = kind.settle(call("upstream:gpu", 5), event(BODY), reply, NOON);
        assertThat(announced(settlement)).contains("upstream's answer is longer than 10 MiB");
    }

    @Test
    void aJobWhoseUpstreamIsNoLongerConfiguredWaitsAndThenFails() {
        Call call = call("upstream:gone", 5);
        var unready = (Prepared.Unready) kind.prepare(call, event(BODY), NOON);
        assertThat(kind.settle(call.with(call.state(), 0), event(BODY), unready.reply(), NOON))
                .extracting(Settlement::outcome)
                .isInstanceOf(Outcome.Retry.class);
        Settlement last = kind.settle(call, event(BODY), unready.reply(), NOON);
        assertThat(announced(last)).contains("none is configured for the lane upstream:gone");
    }
}

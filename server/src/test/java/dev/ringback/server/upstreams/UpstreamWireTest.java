package dev.ringback.server.upstreams;

import static dev.ringback.server.upstreams.Replies.fault;
import static dev.ringback.server.upstreams.Replies.open;
import static dev.ringback.server.upstreams.Replies.post;
import static dev.ringback.server.upstreams.Replies.started;
import static dev.ringback.server.upstreams.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.StreamedReply;
import dev.ringback.net.wire.WireException;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gate and the health of upstreams, on real sockets. */
class UpstreamWireTest {

    private final ManualTime time = ManualTime.atNoon();
    private final StubUpstream stub = StubUpstream.start();
    private final ManualTime onTheWire = ManualTime.atNoon();
    private final HttpWire http = LoopbackWire.by(onTheWire);
    private final UpstreamHealth health = new UpstreamHealth(time::now);
    private final UpstreamWire wire = new UpstreamWire(http, time, health, new SharedLimits());

    /** How many answers the stub may give, and how many it is giving. */
    private final Semaphore answers = new Semaphore(0);

    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger busiest = new AtomicInteger();

    @AfterEach
    void close() {
        answers.release(1_000);
        http.close();
        stub.close();
    }

    @Test
    void anUpstreamHasNoMoreRequestsUnderWayThanItTakesWhoeverSendsThem() {
        Upstream upstream = upstream("gpu", 3, Duration.ofSeconds(20));
        stub.plays(whenAllowed());
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            replies.add(
                    started(() ->
                            wire.send(upstream, ProjectId.DEFAULT, post(upstream), new Hangup())));
            replies.add(
                    started(() ->
                            wire.send(
                                    upstream,
                                    UpstreamQueue.BATCHES,
                                    ProjectId.DEFAULT,
                                    post(upstream),
                                    new Hangup())));
            replies.add(
                    started(() ->
                            wire.ask(upstream, ProjectId.DEFAULT, post(upstream), new Hangup())));
        }
        Eventually.until("three are under way", () -> busy.get() == 3);
        Eventually.until("nine wait", () -> wire.status(upstream).waiting() == 9);
        assertThat(wire.status(upstream)).isEqualTo(new UpstreamStatus(3, 9, false, 0));

        answers.release(12);

        assertThat(replies).allMatch(reply -> status(Eventually.get("reply", reply)) == 200);
        assertThat(busiest).hasValue(3);
        assertThat(wire.status(upstream)).isEqualTo(new UpstreamStatus(0, 0, false, 0));
    }

    @Test
    void aStreamHoldsItsPlaceUntilItIsClosed() throws IOException {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(Script.stream(List.of("one", "[DONE]")), Script.json(200, "{}"));
        StreamedReply.Open open =
                open(wire.stream(upstream, ProjectId.DEFAULT, post(upstream), new Hangup()));
        assertThat(new String(open.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("data: one\n\ndata: [DONE]\n\n");
        var waits =
                started(() -> wire.send(upstream, ProjectId.DEFAULT, post(upstream), new Hangup()));
        Eventually.until("it waits", () -> wire.status(upstream).waiting() == 1);
        assertThat(stub.asked()).hasSize(1);

        open.close();
        open.close();

        assertThat(status(Eventually.get("waits", waits))).isEqualTo(200);
        assertThat(wire.status(upstream).inFlight()).isZero();
    }

    @Test
    void aClientThatWaitsInVainIsToldToComeBack() throws IOException {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(whenAllowed());
        var held =
                started(() -> wire.send(upstream, ProjectId.DEFAULT, post(upstream), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var whole =
                started(() -> wire.ask(upstream, ProjectId.DEFAULT, post(upstream), new Hangup()));
        var streamed =
                started(() ->
                        wire.stream(upstream, ProjectId.DEFAULT, post(upstream), new Hangup()));
        Eventually.until("two wait", () -> time.pendingAlarms() == 2);

        time.advance(UpstreamWire.PATIENCE);

        assertThat(Eventually.get("whole", whole))
                .isInstanceOfSatisfying(
                        Reply.Answered.class,
                        answered -> {
                            assertThat(answered.status()).isEqualTo(429);
                            assertThat(Header.first(answered.headers(), "Retry-After"))
                                    .contains("5");
                            assertThat(answered.body().text())
                                    .startsWith("{\"error\":{\"message\":\"the model server has no")
                                    .endsWith("\"code\":\"upstream_busy\"}}");
                        });
        StreamedReply.Open open = open(Eventually.get("streamed", streamed));
        assertThat(open.status()).isEqualTo(429);
        assertThat(Header.first(open.headers(), "Content-Type")).contains("application/json");
        assertThat(new String(open.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("upstream_busy");
        answers.release();
        assertThat(status(Eventually.get("held", held))).isEqualTo(200);
        assertThat(stub.asked()).hasSize(1);
        assertThat(wire.status(upstream).busy()).isEqualTo(2);
    }

    @Test
    void aJobThatIsCalledOffWhileItWaitsIsNotSent() {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(whenAllowed());
        var held =
                started(() -> wire.send(upstream, ProjectId.DEFAULT, post(upstream), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var hangup = new Hangup();
        var waits = started(() -> wire.send(upstream, ProjectId.DEFAULT, post(upstream), hangup));
        Eventually.until("one waits", () -> wire.status(upstream).waiting() == 1);

        hangup.hangUp();

        assertThat(fault(Eventually.get("waits", waits))).isEqualTo(WireFault.CALLED_OFF);
        answers.release();
        assertThat(status(Eventually.get("held", held))).isEqualTo(200);
        assertThat(stub.asked()).hasSize(1);
    }

    @Test
    void aJobThatWaitedCanStillBeCalledOffUnderWay() {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(whenAllowed());
        var held =
                started(() -> wire.send(upstream, ProjectId.DEFAULT, post(upstream), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var hangup = new Hangup();
        var waits = started(() -> wire.send(upstream, ProjectId.DEFAULT, post(upstream), hangup));
        Eventually.until("one waits", () -> wire.status(upstream).waiting() == 1);
        answers.release();
        assertThat(status(Eventually.get("held", held))).isEqualTo(200);
        Eventually.until("the other is under way", () -> stub.asked().size() == 2);

        hangup.hangUp();

        assertThat(fault(Eventually.get("waits", waits))).isEqualTo(WireFault.CALLED_OFF);
        assertThat(wire.status(upstream).inFlight()).isZero();
    }

    @Test
    void theDeadlineOfARequestBeginsWhenItHasWaited() {
        Duration deadline = Duration.ofSeconds(2);
        Upstream patient = upstream("gpu", 1, Duration.ofSeconds(20));
        Upstream hasty = upstream("gpu", 1, deadline);
        stub.plays(whenAllowed());
        var held =
                started(() -> wire.send(patient, ProjectId.DEFAULT, post(patient), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var waits = started(() -> wire.send(hasty, ProjectId.DEFAULT, post(hasty), new Hangup()));
        Eventually.until("one waits", () -> wire.status(hasty).waiting() == 1);
        onTheWire.advance(deadline.plusMillis(1));

        answers.release(2);

        assertThat(status(Eventually.get("held", held))).isEqualTo(200);
        assertThat(status(Eventually.get("waits", waits))).isEqualTo(200);
    }

    @Test
    void aRequestThatCannotBeWrittenGivesItsPlaceBack() {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        var wrong =
                new Request(
                        "POST",
                        upstream.at("/x"),
                        List.of(new Header("not a token", "x")),
                        Payload.EMPTY,
                        Duration.ofSeconds(1),
                        10);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> wire.ask(upstream, ProjectId.DEFAULT, wrong, new Hangup()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wire.stream(upstream, ProjectId.DEFAULT, wrong, new Hangup()));

        assertThat(wire.status(upstream).inFlight()).isZero();
    }

    @Test
    void onceClosedItSendsNoMoreJobs() {
        Upstream gpu = upstream("gpu", 1, Duration.ofSeconds(20));
        Upstream cloud = upstream("cloud", 1, Duration.ofSeconds(20));
        stub.plays(whenAllowed());
        var underWay = started(() -> wire.send(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var waits = started(() -> wire.send(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()));
        Eventually.until("one waits", () -> wire.status(gpu).waiting() == 1);

        wire.close();

        Eventually.until("it is turned away", waits::isDone);
        assertThat(fault(Eventually.get("waits", waits))).isEqualTo(WireFault.NOT_SENT);
        assertThat(fault(wire.send(cloud, ProjectId.DEFAULT, post(cloud), new Hangup())))
                .isEqualTo(WireFault.NOT_SENT);
        answers.release(2);
        assertThat(status(Eventually.get("underWay", underWay))).isEqualTo(200);
        assertThat(status(wire.ask(gpu, ProjectId.DEFAULT, post(gpu), new Hangup())))
                .isEqualTo(200);
        assertThat(stub.asked()).hasSize(2);
    }

    @Test
    void aStreamThatIsCalledOffEndsAndThePeerSeesIt() throws IOException {
        Upstream gpu = upstream("gpu", 1, Duration.ofSeconds(60));
        stub.plays((_, conversation) -> {
            conversation.beginStream();
            conversation.data("one");
            conversation.awaitHangUp();
        });
        var hangup = new Hangup();
        StreamedReply.Open open = open(wire.stream(gpu, ProjectId.DEFAULT, post(gpu), hangup));
        assertThat(open.body().readNBytes(11)).asString().isEqualTo("data: one\n\n");

        hangup.hangUp();

        assertThatThrownBy(() -> open.body().read())
                .isInstanceOfSatisfying(
                        WireException.class,
                        e -> assertThat(e.fault()).isEqualTo(WireFault.CALLED_OFF));
        Eventually.until("the peer has seen it", () -> stub.underWay() == 0);
        open.close();
        assertThat(wire.status(gpu).inFlight()).isZero();
    }

    @Test
    void hangingUpOnAStreamThatIsReadDoesNotHarmTheNextRequest() throws IOException {
        Upstream gpu = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(Script.stream(List.of("[DONE]")), Script.json(200, "{}"));
        var hangup = new Hangup();
        StreamedReply.Open open = open(wire.stream(gpu, ProjectId.DEFAULT, post(gpu), hangup));
        assertThat(open.body().readAllBytes()).isNotEmpty();
        open.close();
        hangup.hangUp();
        assertThat(status(wire.ask(gpu, ProjectId.DEFAULT, post(gpu), new Hangup())))
                .isEqualTo(200);
        assertThat(stub.connections()).isEqualTo(1);
    }

    private Upstream upstream(String name, int concurrency, Duration timeout) {
        return Upstream.of(name, stub.baseUrl(), Optional.empty())
                .withLimits(new Upstream.Limits(concurrency, 0, timeout));
    }

    /** Answers as soon as the test lets it. */
    private Script whenAllowed() {
        return (_, conversation) -> {
            busiest.accumulateAndGet(busy.incrementAndGet(), Math::max);
            answers.acquireUninterruptibly();
            busy.decrementAndGet();
            conversation.whole(200, "application/json", "{}");
        };
    }
}

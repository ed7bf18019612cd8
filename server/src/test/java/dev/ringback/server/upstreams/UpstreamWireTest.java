package dev.ringback.server.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringback.kernel.Hangup;
import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Reply;
import dev.ringback.kernel.Request;
import dev.ringback.kernel.WireFault;
import dev.ringback.server.wire.AddressGuard;
import dev.ringback.server.wire.HttpWire;
import dev.ringback.server.wire.Streamed;
import dev.ringback.server.wire.WireOptions;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gate and the health of upstreams, on real sockets. */
class UpstreamWireTest {

    private final ManualTime time = ManualTime.atNoon();
    private final StubUpstream stub = StubUpstream.start();
    private final HttpWire http = wire();
    private final Health health = new Health(time::now);
    private final UpstreamWire wire = new UpstreamWire(http, time, health);

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
            replies.add(started(() -> wire.send(upstream, post(upstream), new Hangup())));
            replies.add(
                    started(() -> wire.send(upstream, Line.BATCHES, post(upstream), new Hangup())));
            replies.add(started(() -> wire.send(upstream, post(upstream))));
        }
        Eventually.until("three are under way", () -> busy.get() == 3);
        Eventually.until("nine wait", () -> wire.status(upstream).waiting() == 9);
        assertThat(wire.status(upstream)).isEqualTo(new UpstreamStatus(3, 9, false));

        answers.release(12);

        assertThat(replies).allMatch(reply -> status(reply.join()) == 200);
        assertThat(busiest).hasValue(3);
        assertThat(wire.status(upstream)).isEqualTo(new UpstreamStatus(0, 0, false));
    }

    @Test
    void aStreamHoldsItsPlaceUntilItIsClosed() throws IOException {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(Script.stream(List.of("one", "[DONE]")), Script.json(200, "{}"));
        Streamed.Open open = open(wire.stream(upstream, post(upstream)));
        assertThat(new String(open.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("data: one\n\ndata: [DONE]\n\n");
        var waits = started(() -> wire.send(upstream, post(upstream), new Hangup()));
        Eventually.until("it waits", () -> wire.status(upstream).waiting() == 1);
        assertThat(stub.asked()).hasSize(1);

        open.close();
        open.close();

        assertThat(status(waits.join())).isEqualTo(200);
        assertThat(wire.status(upstream).inFlight()).isZero();
    }

    @Test
    void aClientThatWaitsInVainIsToldToComeBack() throws IOException {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(whenAllowed());
        var held = started(() -> wire.send(upstream, post(upstream), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var whole = started(() -> wire.send(upstream, post(upstream)));
        var streamed = started(() -> wire.stream(upstream, post(upstream)));
        Eventually.until("two wait", () -> time.pendingAlarms() == 2);

        time.advance(UpstreamWire.PATIENCE);

        assertThat(whole.join())
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
        Streamed.Open open = open(streamed.join());
        assertThat(open.status()).isEqualTo(429);
        assertThat(Header.first(open.headers(), "Content-Type")).contains("application/json");
        assertThat(new String(open.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("upstream_busy");
        answers.release();
        assertThat(status(held.join())).isEqualTo(200);
        assertThat(stub.asked()).hasSize(1);
    }

    @Test
    void aJobThatIsCalledOffWhileItWaitsIsNotSent() {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(whenAllowed());
        var held = started(() -> wire.send(upstream, post(upstream), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var hangup = new Hangup();
        var waits = started(() -> wire.send(upstream, post(upstream), hangup));
        Eventually.until("one waits", () -> wire.status(upstream).waiting() == 1);

        hangup.hangUp();

        assertThat(fault(waits.join())).isEqualTo(WireFault.CALLED_OFF);
        answers.release();
        assertThat(status(held.join())).isEqualTo(200);
        assertThat(stub.asked()).hasSize(1);
    }

    @Test
    void aJobThatWaitedCanStillBeCalledOffUnderWay() {
        Upstream upstream = upstream("gpu", 1, Duration.ofSeconds(20));
        stub.plays(whenAllowed());
        var held = started(() -> wire.send(upstream, post(upstream), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var hangup = new Hangup();
        var waits = started(() -> wire.send(upstream, post(upstream), hangup));
        Eventually.until("one waits", () -> wire.status(upstream).waiting() == 1);
        answers.release();
        assertThat(status(held.join())).isEqualTo(200);
        Eventually.until("the other is under way", () -> stub.asked().size() == 2);

        hangup.hangUp();

        assertThat(fault(waits.join())).isEqualTo(WireFault.CALLED_OFF);
        assertThat(wire.status(upstream).inFlight()).isZero();
    }

    @Test
    void theDeadlineOfARequestBeginsWhenItHasWaited() {
        Duration deadline = Duration.ofSeconds(2);
        Upstream patient = upstream("gpu", 1, Duration.ofSeconds(20));
        Upstream hasty = upstream("gpu", 1, deadline);
        stub.plays(whenAllowed());
        var held = started(() -> wire.send(patient, post(patient), new Hangup()));
        Eventually.until("one is under way", () -> busy.get() == 1);
        var waits = started(() -> wire.send(hasty, post(hasty), new Hangup()));
        Eventually.until("one waits", () -> wire.status(hasty).waiting() == 1);
        long until = System.nanoTime() + deadline.plusMillis(100).toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }

        answers.release(2);

        assertThat(status(held.join())).isEqualTo(200);
        assertThat(status(waits.join())).isEqualTo(200);
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

        assertThatIllegalArgumentException().isThrownBy(() -> wire.send(upstream, wrong));
        assertThatIllegalArgumentException().isThrownBy(() -> wire.stream(upstream, wrong));

        assertThat(wire.status(upstream).inFlight()).isZero();
    }

    @Test
    void anUpstreamThatFailsAgainAndAgainIsLeftAloneUntilAProbeSucceeds() {
        Upstream cloud = upstream("cloud", 4, Duration.ofSeconds(20));
        Upstream gpu =
                upstream("gpu", 4, Duration.ofSeconds(20))
                        .withFallbacks(List.of(new Fallback("cloud", Optional.empty())));
        Upstreams upstreams = Upstreams.of(List.of(gpu, cloud), health);
        stub.plays(Script.error(503, "warming up"));
        for (int i = 0; i < 5; i++) {
            assertThat(status(wire.send(gpu, post(gpu), new Hangup()))).isEqualTo(503);
            wire.stream(gpu, post(gpu)).close();
        }
        assertThat(wire.status(gpu).open()).isTrue();
        assertThat(upstreams.taking("m")).contains(new Choice(cloud, "m"));

        time.advance(Duration.ofSeconds(5));
        stub.plays(whenAllowed());
        assertThat(upstreams.taking("m")).contains(new Choice(gpu, "m"));
        var probe = started(() -> wire.send(gpu, post(gpu)));
        Eventually.until("the probe is under way", () -> busy.get() == 1);
        assertThat(upstreams.taking("m")).contains(new Choice(cloud, "m"));

        answers.release();
        assertThat(status(probe.join())).isEqualTo(200);
        assertThat(upstreams.taking("m")).contains(new Choice(gpu, "m"));
        assertThat(wire.status(gpu)).isEqualTo(new UpstreamStatus(0, 0, false));
    }

    @Test
    void aRefusedConnectionCountsAsAFailureOfStreamsToo() {
        Upstream gpu = upstream("gpu", 4, Duration.ofSeconds(20));
        stub.close();
        for (int i = 0; i < 10; i++) {
            assertThat(wire.stream(gpu, post(gpu))).isInstanceOf(Streamed.Failed.class);
        }
        assertThat(wire.status(gpu)).isEqualTo(new UpstreamStatus(0, 0, true));
    }

    private Upstream upstream(String name, int concurrency, Duration timeout) {
        return Upstream.of(name, stub.baseUrl(), Optional.empty())
                .withLimits(new Upstream.Limits(concurrency, 0, timeout));
    }

    private static Request post(Upstream upstream) {
        return UpstreamRequests.post(upstream, "/chat/completions", Payload.of("{}"), false);
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

    private static <T> CompletableFuture<T> started(Supplier<T> task) {
        var done = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> done.completeAsync(task, Runnable::run));
        return done;
    }

    private static int status(Reply reply) {
        if (reply instanceof Reply.Answered answered) {
            return answered.status();
        }
        throw new AssertionError("not answered: " + reply);
    }

    private static WireFault fault(Reply reply) {
        if (reply instanceof Reply.Faulted faulted) {
            return faulted.fault();
        }
        throw new AssertionError("no fault: " + reply);
    }

    private static Streamed.Open open(Streamed streamed) {
        if (streamed instanceof Streamed.Open open) {
            return open;
        }
        throw new AssertionError("not open: " + streamed);
    }

    private static HttpWire wire() {
        try {
            return new HttpWire(
                    AddressGuard.allowingPrivate(),
                    _ -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                    SSLContext.getDefault(),
                    WireOptions.DEFAULT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

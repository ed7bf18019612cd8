package dev.ringback.server.upstreams;

import static dev.ringback.server.upstreams.Replies.fault;
import static dev.ringback.server.upstreams.Replies.open;
import static dev.ringback.server.upstreams.Replies.post;
import static dev.ringback.server.upstreams.Replies.started;
import static dev.ringback.server.upstreams.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.ProjectId;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Upstreams that fail again and again, on real sockets. */
class CircuitTest {

    private final ManualTime time = ManualTime.atNoon();
    private final StubUpstream stub = StubUpstream.start();
    private final HttpWire http = LoopbackWire.by(ManualTime.atNoon());
    private final UpstreamHealth health = new UpstreamHealth(time::now);
    private final UpstreamWire wire = new UpstreamWire(http, time, health, new SharedLimits());

    @AfterEach
    void close() {
        http.close();
        stub.close();
    }

    private Upstream upstream(String name, int concurrency, Duration timeout) {
        return Upstream.of(name, stub.baseUrl(), Optional.empty())
                .withLimits(new Upstream.Limits(concurrency, 0, timeout));
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
            assertThat(status(wire.send(gpu, ProjectId.DEFAULT, post(gpu), new Hangup())))
                    .isEqualTo(503);
            wire.stream(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()).close();
        }
        assertThat(wire.status(gpu).open()).isTrue();
        assertThat(upstreams.taking("m")).contains(new UpstreamChoice(cloud, "m"));

        time.advance(Duration.ofSeconds(5));
        var allowed = new CountDownLatch(1);
        stub.plays(Script.after(allowed, Script.says("Paris")));
        assertThat(upstreams.taking("m")).contains(new UpstreamChoice(gpu, "m"));
        var probe = started(() -> wire.ask(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()));
        Eventually.until("the probe is under way", () -> stub.asked().size() == 11);
        assertThat(upstreams.taking("m")).contains(new UpstreamChoice(cloud, "m"));

        allowed.countDown();
        assertThat(status(Eventually.get("probe", probe))).isEqualTo(200);
        assertThat(upstreams.taking("m")).contains(new UpstreamChoice(gpu, "m"));
        assertThat(wire.status(gpu)).isEqualTo(new UpstreamStatus(0, 0, false, 0));
    }

    @Test
    void aRefusedConnectionCountsAsAFailureOfStreamsToo() {
        Upstream gpu = upstream("gpu", 4, Duration.ofSeconds(20));
        stub.close();
        for (int i = 0; i < 10; i++) {
            assertThat(wire.stream(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()))
                    .isInstanceOf(StreamedReply.Failed.class);
        }
        assertThat(wire.status(gpu)).isEqualTo(new UpstreamStatus(0, 0, true, 0));
    }

    @Test
    void streamsThatBreakOffAgainAndAgainAreFailures() {
        Upstream gpu = upstream("gpu", 4, Duration.ofSeconds(20));
        stub.plays(Script.halfStream("on and on"));
        for (int i = 0; i < 10; i++) {
            assertThat(wire.status(gpu).open()).isFalse();
            try (StreamedReply.Open open =
                    open(wire.stream(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()))) {
                assertThatThrownBy(() -> open.body().readAllBytes())
                        .isInstanceOf(WireException.class);
            }
        }
        assertThat(wire.status(gpu)).isEqualTo(new UpstreamStatus(0, 0, true, 0));

        time.advance(Duration.ofSeconds(5));
        stub.plays(Script.says("Paris"));
        try (StreamedReply.Open probe =
                open(wire.stream(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()))) {
            assertThat(wire.status(gpu).open()).as("while %s goes on", probe).isFalse();
        }
        assertThat(wire.status(gpu).open()).isFalse();
    }

    @Test
    void jobsThatWaitAtAnUpstreamThatFailsAreNotSentToIt() {
        // A second's worth of requests may start while the clock stands still.
        Upstream gpu =
                Upstream.of("gpu", stub.baseUrl(), Optional.empty())
                        .withLimits(new Upstream.Limits(64, 10, Duration.ofSeconds(20)));
        stub.plays(Script.error(503, "warming up"));
        for (int i = 0; i < 9; i++) {
            assertThat(status(wire.ask(gpu, ProjectId.DEFAULT, post(gpu), new Hangup())))
                    .isEqualTo(503);
        }
        var held = new CountDownLatch(1);
        stub.plays(Script.after(held, Script.error(503, "warming up")));
        var tenth = started(() -> wire.ask(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()));
        Eventually.until("it is under way", () -> stub.asked().size() == 10);
        var job = started(() -> wire.send(gpu, ProjectId.DEFAULT, post(gpu), new Hangup()));
        var line =
                started(() ->
                        wire.send(
                                gpu,
                                UpstreamQueue.BATCHES,
                                ProjectId.DEFAULT,
                                post(gpu),
                                new Hangup()));
        Eventually.until("two wait", () -> wire.status(gpu).waiting() == 2);

        held.countDown();

        assertThat(status(Eventually.get("tenth", tenth))).isEqualTo(503);
        Eventually.until("both are turned away", () -> job.isDone() && line.isDone());
        assertThat(fault(Eventually.get("job", job))).isEqualTo(WireFault.NOT_SENT);
        assertThat(fault(Eventually.get("line", line))).isEqualTo(WireFault.NOT_SENT);
        assertThat(stub.asked()).hasSize(10);
    }
}

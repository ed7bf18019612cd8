package dev.ringback.server.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.testkit.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpstreamHealthTest {

    private static final LaneId GPU_LANE = new LaneId("upstream:gpu");
    private static final Upstream CLOUD =
            Upstream.of("cloud", URI.create("http://cloud.example"), Optional.empty());
    private static final Upstream GPU =
            Upstream.of("gpu", URI.create("http://gpu.example"), Optional.empty())
                    .withFallbacks(List.of(new Fallback("cloud", Optional.of("llama"))));

    private final ManualTime time = ManualTime.atNoon();
    private final UpstreamHealth health = new UpstreamHealth(time::now);
    private final Upstreams upstreams = Upstreams.of(List.of(GPU, CLOUD), health);

    @Test
    void tenFailuresInARowMakeAnUpstreamAil() {
        fails(GPU, 9);
        health.replied(GPU, answered(400));
        fails(GPU, 9);
        assertThat(health.ails(GPU)).isFalse();
        assertThat(health.isOpen(GPU)).isFalse();

        fails(GPU, 1);

        assertThat(health.ails(GPU)).isTrue();
        assertThat(health.isOpen(GPU)).isTrue();
        assertThat(health.ails(CLOUD)).isFalse();
    }

    @Test
    void whatWasCalledOffSaysNothing() {
        fails(GPU, 9);
        health.replied(GPU, faulted(WireFault.CALLED_OFF));
        assertThat(health.ails(GPU)).isFalse();
        fails(GPU, 1);
        health.replied(GPU, faulted(WireFault.CALLED_OFF));
        assertThat(health.ails(GPU)).isTrue();
    }

    @Test
    void afterAPauseOneRequestSeesWhetherItIsWell() {
        fails(GPU, 10);
        assertThat(health.ailing(GPU)).isTrue();

        time.advance(Duration.ofSeconds(5));

        assertThat(health.ailing(GPU)).as("the probe").isFalse();
        assertThat(health.ailing(GPU)).as("all others").isTrue();
        assertThat(health.ails(GPU)).isTrue();
        health.replied(GPU, answered(200));
        assertThat(health.ailing(GPU)).isFalse();
        assertThat(health.isOpen(GPU)).isFalse();
    }

    @Test
    void aProbeThatFailsMakesTheNextPauseLonger() {
        fails(GPU, 10);
        time.advance(Duration.ofSeconds(5));
        assertThat(health.ailing(GPU)).isFalse();
        health.replied(GPU, answered(503));

        time.advance(Duration.ofSeconds(9));
        assertThat(health.ailing(GPU)).isTrue();
        time.advance(Duration.ofSeconds(1));
        assertThat(health.ailing(GPU)).isFalse();
    }

    @Test
    void aProbeThatIsCalledOffOrNeverHeardOfAgainIsFollowedByAnother() {
        fails(GPU, 10);
        time.advance(Duration.ofSeconds(5));
        assertThat(health.ailing(GPU)).isFalse();
        health.replied(GPU, faulted(WireFault.CALLED_OFF));
        assertThat(health.ailing(GPU)).as("the second probe").isFalse();
        assertThat(health.ailing(GPU)).isTrue();

        time.advance(Duration.ofMinutes(1));

        assertThat(health.ailing(GPU)).as("the third probe").isFalse();
        assertThat(health.ailing(GPU)).isTrue();
    }

    @Test
    void newRequestsGoToAFallbackThatIsWell() {
        assertThat(upstreams.taking("m")).contains(new UpstreamChoice(GPU, "m"));
        fails(GPU, 10);
        assertThat(upstreams.taking("m")).contains(new UpstreamChoice(CLOUD, "llama"));
        assertThat(upstreams.taking("cloud/m")).contains(new UpstreamChoice(CLOUD, "m"));

        fails(CLOUD, 10);
        assertThat(upstreams.taking("m"))
                .as("when none is well")
                .contains(new UpstreamChoice(GPU, "m"));
    }

    @Test
    void jobsThatWaitGoToTheFallbackApartFromAProbe() {
        assertThat(upstreams.insteadOf(GPU_LANE, "m")).isEmpty();
        fails(GPU, 10);
        assertThat(upstreams.insteadOf(GPU_LANE, "m")).contains(new UpstreamChoice(CLOUD, "llama"));

        time.advance(Duration.ofSeconds(5));

        assertThat(upstreams.insteadOf(GPU_LANE, "m")).as("the probe").isEmpty();
        assertThat(upstreams.insteadOf(GPU_LANE, "m")).contains(new UpstreamChoice(CLOUD, "llama"));
    }

    @Test
    void theLastOfTheChainIsAskedHoweverItIs() {
        fails(CLOUD, 10);
        assertThat(upstreams.insteadOf(new LaneId("upstream:cloud"), "m")).isEmpty();
        assertThat(upstreams.insteadOf(new LaneId("upstream:gone"), "m")).isEmpty();
    }

    private void fails(Upstream upstream, int times) {
        for (int i = 0; i < times; i++) {
            health.replied(upstream, faulted(WireFault.CONNECT_FAILED));
        }
    }

    private static Reply answered(int status) {
        return new Reply.Answered(status, List.of(), Payload.EMPTY, false, Timing.NONE);
    }

    private static Reply faulted(WireFault fault) {
        return new Reply.Faulted(fault, "", Timing.NONE);
    }
}

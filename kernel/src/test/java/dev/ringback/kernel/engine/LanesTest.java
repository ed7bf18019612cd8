package dev.ringback.kernel.engine;

import static dev.ringback.kernel.model.Samples.LANE;
import static dev.ringback.kernel.model.Samples.NOW;
import static dev.ringback.kernel.model.Samples.call;
import static dev.ringback.kernel.model.Samples.tried;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.time.StillClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which lanes are kept. */
final class LanesTest {

    private static final BreakerPolicy ONE_FAILURE =
            new BreakerPolicy(1, Duration.ofSeconds(5), Duration.ofMinutes(1));
    private static final LanePolicy PASSING =
            new LanePolicy(1, 0, Ordering.NONE, false, ONE_FAILURE, true);
    private static final LanePolicy NAMED = new LanePolicy(1, 0, Ordering.NONE, false, ONE_FAILURE);

    private static Lanes lanes(Optional<LanePolicy> policy, Instant now) {
        return new Lanes(
                _ -> policy,
                10,
                new StillClock(now),
                () -> LaneSamples.ROOM,
                _ -> LaneSamples.places());
    }

    private static Optional<HeldCall> offer(Lane lane, Call call) {
        return lane.offer(new HeldCall(call, Optional.empty()));
    }

    private static boolean isKept(Lanes lanes, Lane lane) {
        lanes.tidy(lane);
        return lanes.find(LANE).isPresent();
    }

    @Test
    void anIdleLaneIsKeptWhenSomebodyNamedIt() {
        Lanes named = lanes(Optional.of(NAMED), NOW);
        assertThat(isKept(named, named.on(LANE, _ -> {}))).isTrue();
        Lanes passing = lanes(Optional.of(PASSING), NOW);
        assertThat(isKept(passing, passing.on(LANE, _ -> {}))).isFalse();
        Lanes orphaned = lanes(Optional.empty(), NOW);
        assertThat(isKept(orphaned, orphaned.on(LANE, _ -> {}))).isFalse();
    }

    @Test
    void aPassingLaneIsKeptWhileItHasCalls() {
        Lanes lanes = lanes(Optional.of(PASSING), NOW);
        assertThat(isKept(lanes, lanes.on(LANE, lane -> offer(lane, tried(1, 1, NOW))))).isTrue();
        Lane lane = lanes.on(LANE, each -> each.pick(PASSING, NOW));
        assertThat(isKept(lanes, lane)).as("while it runs").isTrue();
        lane.finished(new CallId(1));
        assertThat(isKept(lanes, lane)).as("when it has ended").isFalse();
    }

    @Test
    void aPassingLaneIsKeptUntilThePauseOfItsBreakerIsOver() {
        var down = new Reply.Faulted(WireFault.CONNECT_FAILED, "refused", Timing.NONE);
        Lanes before = lanes(Optional.of(PASSING), NOW.plusSeconds(4));
        assertThat(isKept(before, before.on(LANE, lane -> lane.replied(down, PASSING, NOW))))
                .isTrue();
        Lanes after = lanes(Optional.of(PASSING), NOW.plusSeconds(5));
        assertThat(isKept(after, after.on(LANE, lane -> lane.replied(down, PASSING, NOW))))
                .isFalse();
    }

    @Test
    void whoLookedUpALaneThatIsForgottenMeanwhileGetsTheNextOne() {
        Lanes lanes = lanes(Optional.of(PASSING), NOW);
        Lane first = lanes.on(LANE, _ -> {});
        var second = new CompletableFuture<Lane>();
        first.lock.lock();
        try {
            second.completeAsync(() -> lanes.on(LANE, lane -> offer(lane, call(1))));
            while (!first.lock.hasQueuedThreads()) {
                Thread.onSpinWait();
            }
            lanes.tidy(first);
        } finally {
            first.lock.unlock();
        }
        assertThat(second.join()).isNotSameAs(first);
        assertThat(lanes.find(LANE)).containsSame(second.join());
        assertThat(first.held()).isZero();
    }
}

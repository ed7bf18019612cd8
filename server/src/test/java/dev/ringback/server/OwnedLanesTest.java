package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** While it is in doubt who owns the database nothing is started. */
final class OwnedLanesTest {

    private static final LaneId LANE = new LaneId("ep_1");
    private static final LaneId ORPHAN = new LaneId("ep_gone");
    private static final LanePolicy POLICY =
            new LanePolicy(7, 2, Ordering.FIFO, false, BreakerPolicy.OFF);

    private final ManualTime time = ManualTime.atNoon();
    private final AtomicBoolean holds = new AtomicBoolean(true);
    private final List<LaneId> again = new ArrayList<>();
    private final LanePolicies policies =
            new OwnedLanes(
                    lane -> lane.equals(LANE) ? Optional.of(POLICY) : Optional.empty(),
                    holds::get,
                    time);

    OwnedLanesTest() {
        policies.whenChanged(again::add);
    }

    @Test
    void whoOwnsTheDatabaseGoesByThePoliciesAsTheyAre() {
        assertThat(policies.of(LANE)).contains(POLICY);
        assertThat(policies.of(ORPHAN)).isEmpty();
    }

    @Test
    void inDoubtEveryLaneIsHaltedAndOtherwiseAsItWas() {
        holds.set(false);
        assertThat(policies.of(LANE))
                .contains(new LanePolicy(7, 2, Ordering.FIFO, true, BreakerPolicy.OFF));
        assertThat(policies.of(ORPHAN).orElseThrow().halted()).isTrue();
    }

    @Test
    void aHaltedLaneIsLookedAtAgainOnceForHoweverManyWhoAsked() {
        holds.set(false);
        policies.of(LANE);
        policies.of(LANE);
        holds.set(true);
        time.advance(Duration.ofSeconds(1));
        assertThat(again).containsExactly(LANE);
        time.advance(Duration.ofSeconds(10));
        assertThat(again).hasSize(1);
    }
}

package dev.ringback.kernel.engine;

import static dev.ringback.kernel.model.Samples.LANE;
import static dev.ringback.kernel.model.Samples.NOW;
import static dev.ringback.kernel.model.Samples.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.attempt.Claim;
import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.sharing.SharedLimit;
import dev.ringback.kernel.sharing.SharedLimits;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a lane does about places that it shares with others. */
final class LaneSharedLimitsTest {

    private static final List<SharedLimit> ONE = List.of(new SharedLimit("key", 1));
    private static final LanePolicy ALONE =
            new LanePolicy(9, 0, Ordering.NONE, false, BreakerPolicy.OFF);
    private static final LanePolicy SHARING = ALONE.sharing(ONE);

    private final SharedLimits shared = new SharedLimits();
    private final Lane lane = lane(LaneSamples.ROOM);

    private Lane lane(Claim.Room room) {
        var made = new Lane(LANE, 10, Ordering.NONE, NOW, room, shared.contender(() -> {}));
        for (int id = 1; id <= 2; id++) {
            assertThat(made.offer(new HeldCall(call(id), Optional.empty()))).isEmpty();
        }
        return made;
    }

    private int held() {
        return shared.held("key");
    }

    @Test
    void aCallStartsWithItsPlacesAndTheNextWaitsForThem() {
        assertThat(lane.pick(SHARING, NOW))
                .isEqualTo(
                        new Pick.Start(
                                new HeldCall(call(1), Optional.empty()), LaneSamples.SHARE, ONE));
        assertThat(lane.pick(SHARING, NOW)).isEqualTo(new Pick.Queued());
        assertThat(lane.pick(SHARING, NOW)).isEqualTo(new Pick.Queued());

        shared.leave(ONE);

        assertThat(held()).as("kept for who waited").isEqualTo(1);
        assertThat(lane.pick(SHARING, NOW)).isInstanceOf(Pick.Start.class);
    }

    @Test
    void whatSharesNothingTakesNoPlace() {
        assertThat(lane.pick(ALONE, NOW)).isInstanceOf(Pick.Start.class);
        assertThat(held()).isZero();
    }

    @Test
    void aLaneWhoseLimitsChangeWaitsNoLongerForTheOldOnes() {
        assertThat(lane.pick(SHARING, NOW)).isInstanceOf(Pick.Start.class);
        assertThat(lane.pick(SHARING, NOW)).isEqualTo(new Pick.Queued());
        List<SharedLimit> other = List.of(new SharedLimit("other", 1));

        assertThat(lane.pick(ALONE.sharing(other), NOW)).isInstanceOf(Pick.Start.class);
        assertThat(shared.held("other")).isEqualTo(1);

        shared.leave(ONE);
        assertThat(held()).as("kept for nobody").isZero();
    }

    @Test
    void aLaneThatCannotStartLeavesItsPlaceToOthers() {
        assertThat(lane.pick(SHARING, NOW)).isInstanceOf(Pick.Start.class);
        assertThat(lane.pick(SHARING, NOW)).isEqualTo(new Pick.Queued());
        shared.leave(ONE);

        assertThat(lane.pick(SHARING.halt(), NOW)).isEqualTo(new Pick.Nothing());

        assertThat(held()).isZero();
    }

    @Test
    void aLaneThatFindsNoRoomLeavesItsPlaceToOthers() {
        Lane crowded =
                lane(
                        new Claim.Room() {
                            @Override
                            public Optional<ByteBudget.Share> claim(HeldCall item) {
                                return Optional.empty();
                            }

                            @Override
                            public long needs(HeldCall item) {
                                return 1;
                            }
                        });

        assertThat(crowded.pick(SHARING, NOW)).isInstanceOf(Pick.Crowded.class);

        assertThat(held()).isZero();
    }

    @Test
    void aLaneThatSharesNothingAnyMoreWaitsForNothing() {
        assertThat(lane.pick(SHARING, NOW)).isInstanceOf(Pick.Start.class);
        assertThat(lane.pick(SHARING, NOW)).isEqualTo(new Pick.Queued());

        assertThat(lane.pick(ALONE, NOW))
                .isEqualTo(
                        new Pick.Start(
                                new HeldCall(call(2), Optional.empty()),
                                LaneSamples.SHARE,
                                List.of()));

        shared.leave(ONE);
        assertThat(held()).isZero();
    }
}

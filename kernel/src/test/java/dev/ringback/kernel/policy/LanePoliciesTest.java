package dev.ringback.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.LaneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Several who know policies, as one. */
final class LanePoliciesTest {

    private static final LaneId MINE = new LaneId("mine");
    private static final LaneId BOTH = new LaneId("both");

    private record Known(LaneId lane, int width, List<Consumer<LaneId>> told)
            implements LanePolicies {

        @Override
        public Optional<LanePolicy> of(LaneId asked) {
            return asked.equals(lane) || asked.equals(BOTH)
                    ? Optional.of(
                            new LanePolicy(
                                    width, 0, LanePolicy.Ordering.NONE, false, BreakerPolicy.OFF))
                    : Optional.empty();
        }

        @Override
        public void whenChanged(Consumer<LaneId> refresh) {
            told.add(refresh);
        }
    }

    private final List<Consumer<LaneId>> told = new ArrayList<>();
    private final LanePolicies all =
            LanePolicies.firstOf(
                    List.of(
                            _ -> Optional.empty(),
                            new Known(MINE, 1, told),
                            new Known(new LaneId("yours"), 2, told)));

    @Test
    void theFirstWhoKnowsALaneSaysHowItRuns() {
        assertThat(all.of(MINE).map(LanePolicy::maxInFlight)).contains(1);
        assertThat(all.of(new LaneId("yours")).map(LanePolicy::maxInFlight)).contains(2);
        assertThat(all.of(BOTH).map(LanePolicy::maxInFlight)).contains(1);
        assertThat(all.of(new LaneId("nobodys"))).isEmpty();
    }

    @Test
    void eachMaySayThatAPolicyIsAnotherOne() {
        List<LaneId> refreshed = new ArrayList<>();
        all.whenChanged(refreshed::add);
        assertThat(told).hasSize(2);
        told.forEach(each -> each.accept(MINE));
        assertThat(refreshed).containsExactly(MINE, MINE);
    }
}

package dev.ringback.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The lanes that wait for room. */
final class CrowdTest {

    private static Lane lane(String name) {
        return new Lane(new LaneId(name), 10, LanePolicy.Ordering.NONE, Samples.NOW, Samples.ROOM);
    }

    private static Pick.Crowded refused(long bytes) {
        return new Pick.Crowded(ProjectId.DEFAULT, bytes, false);
    }

    @Test
    void aLaneThatNeedsMoreThanWhenItCameHoldsUpNoneThatNeedsLess() throws InterruptedException {
        List<Lane> asked = new ArrayList<>();
        var both = new CountDownLatch(2);
        Lane grown = lane("grown");
        Lane small = lane("small");
        var crowd =
                new Crowd(lane -> {
                    asked.add(lane);
                    both.countDown();
                    return lane == grown ? Optional.of(refused(1_000)) : Optional.empty();
                });
        crowd.add(grown, refused(10), crowd.heard());
        crowd.add(small, refused(20), crowd.heard());

        crowd.room();

        both.await();
        assertThat(asked).containsExactly(grown, small);
    }
}

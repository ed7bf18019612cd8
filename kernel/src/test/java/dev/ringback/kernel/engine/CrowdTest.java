package dev.ringback.kernel.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Samples;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.port.Loop;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The lanes that wait for room. */
final class CrowdTest {

    private final List<Lane> asked = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private static Lane lane(String name) {
        return new Lane(
                new LaneId(name),
                10,
                LanePolicy.Ordering.NONE,
                Samples.NOW,
                LaneSamples.ROOM,
                LaneSamples.places());
    }

    private static Pick.Crowded refused(long bytes) {
        return new Pick.Crowded(ProjectId.DEFAULT, bytes, false);
    }

    private static Loop loop(List<Throwable> failures) {
        return new Loop("room", (_, why) -> failures.add(why));
    }

    @Test
    void aLaneThatNeedsMoreThanWhenItCameHoldsUpNoneThatNeedsLess() throws InterruptedException {
        var both = new CountDownLatch(2);
        Lane grown = lane("grown");
        Lane small = lane("small");
        var crowd =
                new Crowd(
                        lane -> {
                            asked.add(lane);
                            both.countDown();
                            return lane == grown ? Optional.of(refused(1_000)) : Optional.empty();
                        },
                        loop(failures));
        crowd.add(grown, refused(10), crowd.heard());
        crowd.add(small, refused(20), crowd.heard());

        crowd.room();

        both.await();
        assertThat(asked).containsExactly(grown, small);
        assertThat(failures).isEmpty();
    }

    @Test
    void aLaneThatCannotBeAskedHoldsUpNoneAndIsAskedAgain() throws InterruptedException {
        var bug = new IllegalStateException("a bug");
        var all = new CountDownLatch(3);
        Lane broken = lane("broken");
        Lane sound = lane("sound");
        var crowd =
                new Crowd(
                        lane -> {
                            asked.add(lane);
                            all.countDown();
                            if (lane == broken && failures.isEmpty()) {
                                throw bug;
                            }
                            return Optional.empty();
                        },
                        loop(failures));
        crowd.add(broken, refused(10), crowd.heard());
        crowd.add(sound, refused(20), crowd.heard());

        crowd.room();
        while (crowd.size() != 1 || asked.size() < 2) {
            Thread.onSpinWait();
        }
        crowd.room();

        all.await();
        assertThat(asked).containsExactly(broken, sound, broken);
        assertThat(failures).containsExactly(bug);
    }

    @Test
    void aLaneIsAskedAgainWhenBytesWereGivenBackAfterItHadAsked() throws InterruptedException {
        var both = new CountDownLatch(2);
        Lane first = lane("first");
        Lane late = lane("late");
        var own = new AtomicReference<Crowd>();
        var crowd =
                new Crowd(
                        lane -> {
                            asked.add(lane);
                            if (lane == first) {
                                // Too late for this round, and nothing else begins another.
                                own.get().add(late, refused(10), 0);
                            }
                            both.countDown();
                            return Optional.empty();
                        },
                        loop(failures));
        own.set(crowd);
        crowd.add(first, refused(10), crowd.heard());

        crowd.room();

        both.await();
        assertThat(asked).containsExactly(first, late);
    }
}

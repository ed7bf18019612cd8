package dev.ringback.store.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.store.node.FailureDetector.Sight;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is taken for dead, and who is not. */
final class FailureDetectorTest {

    private static final Node NODE = new Node(0, 3);

    /** As many looks, one each second, as find nobody dead. */
    private static final int WHILE = (int) FailureDetector.PATIENCE.toSeconds();

    private final FailureDetector detector = new FailureDetector();
    private long now = Duration.ofDays(1).toNanos();

    @Test
    void aNodeWhoseBeatsStandStillIsDeadAfterAWhile() {
        assertThat(looks(WHILE, 7)).isEmpty();
        assertThat(look(7)).containsExactly(sight(7));
    }

    @Test
    void aBeatBeginsTheWaitAnew() {
        looks(WHILE, 7);
        assertThat(looks(WHILE, 8)).isEmpty();
        assertThat(look(8)).containsExactly(sight(8));
        assertThat(detector.hasMoved(NODE)).isTrue();
    }

    @Test
    void anotherIncarnationIsAnotherNode() {
        looks(WHILE, 7);
        assertThat(look(new Sight(new Node(0, 4), true, 7, ""))).isEmpty();
        assertThat(detector.hasMoved(NODE)).isFalse();
    }

    @Test
    void whileNobodyCanLookNobodyDies() {
        looks(WHILE, 7);
        pass(Duration.ofHours(1));
        assertThat(looks(WHILE, 7)).isEmpty();
        assertThat(look(7)).hasSize(1);
    }

    @Test
    void aLookThatTookLongSaysNothingOfTheTimeInWhichItWasUnderWay() {
        looks(WHILE, 7);
        long asked = now;
        pass(Duration.ofSeconds(30));
        assertThat(detector.dead(List.of(sight(7)), asked - 1, now)).isEmpty();
    }

    @Test
    void aFewLooksAreNotEnoughHoweverFarApartTheyAre() {
        for (int i = 0; i < FailureDetector.LOOKS; i++) {
            assertThat(look(7)).isEmpty();
            pass(FailureDetector.GAP.minusSeconds(1));
        }
    }

    @Test
    void whoSaysItselfThatItIsNotAliveNeedNotBeFoundDead() {
        for (int i = 0; i < 20; i++) {
            assertThat(look(new Sight(NODE, false, 7, ""))).isEmpty();
        }
    }

    private static Sight sight(long beats) {
        return new Sight(NODE, true, beats, "");
    }

    private List<Sight> look(long beats) {
        return look(sight(beats));
    }

    private List<Sight> look(Sight sight) {
        List<Sight> dead = detector.dead(List.of(sight), now, now);
        pass(Duration.ofSeconds(1));
        return dead;
    }

    /** Looks each second, so many times; answers what the last one found. */
    private List<Sight> looks(int times, long beats) {
        List<Sight> dead = List.of();
        for (int i = 0; i < times; i++) {
            dead = look(beats);
        }
        return dead;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}

package dev.ringback.server.delivery;

import static dev.ringback.server.delivery.RecordingWire.answer;
import static dev.ringback.server.delivery.RecordingWire.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UrlPacesTest {

    private static final ProjectId PROJECT = ProjectId.DEFAULT;
    private static final URI BAD = URI.create("https://hooks.example/bad");
    private static final URI GOOD = URI.create("https://hooks.example/good");

    private final ManualTime time = ManualTime.atNoon();
    private final UrlPaces paces = new UrlPaces(time);

    private void replies(URI url, Reply... replies) {
        for (Reply reply : replies) {
            paces.asking(PROJECT, url, () -> reply);
        }
    }

    private void fails(int times) {
        for (int i = 0; i < times; i++) {
            replies(BAD, i % 2 == 0 ? answer(500) : fault(WireFault.TIMEOUT));
        }
    }

    @Test
    void aUrlThatFailsTenTimesIsLeftAloneAndNoOther() {
        fails(9);
        assertThat(paces.later(PROJECT, BAD)).isEmpty();
        fails(1);

        assertThat(paces.later(PROJECT, BAD)).contains(time.now().plusSeconds(5));
        assertThat(paces.later(PROJECT, GOOD)).isEmpty();
        assertThat(paces.later(new ProjectId("other"), BAD)).isEmpty();
    }

    @Test
    void thenOneAsksAtATimeAtGrowingPausesUntilItAnswers() {
        fails(10);
        for (int pause : new int[] {5, 10, 20, 40, 60, 60}) {
            time.advance(Duration.ofSeconds(pause).minusMillis(1));
            assertThat(paces.later(PROJECT, BAD)).isPresent();
            time.advance(Duration.ofMillis(1));
            assertThat(paces.later(PROJECT, BAD)).isEmpty();
            assertThat(paces.later(PROJECT, BAD)).isPresent();
            fails(1);
        }
        time.advance(Duration.ofSeconds(60));
        assertThat(paces.later(PROJECT, BAD)).isEmpty();
        replies(BAD, answer(404));

        assertThat(paces.later(PROJECT, BAD)).isEmpty();
        assertThat(paces.later(PROJECT, BAD)).isEmpty();
    }

    @Test
    void whoWasLetInAndNeverCameStandsInNobodysWayForEver() {
        fails(10);
        time.advance(Duration.ofSeconds(5));
        assertThat(paces.later(PROJECT, BAD)).isEmpty();

        time.advance(Duration.ofMinutes(1));
        assertThat(paces.later(PROJECT, BAD)).isEmpty();
    }

    @Test
    void thoseWhoArePutOffComeBackOneAfterTheOther() {
        fails(10);
        List<Instant> moments = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            moments.add(paces.later(PROJECT, BAD).orElseThrow());
        }

        assertThat(moments).isSorted().doesNotHaveDuplicates();
        assertThat(moments.getLast()).isBefore(moments.getFirst().plusSeconds(1));
    }

    @Test
    void aSlowUrlHasHalfThePlacesOfItsHost() throws Exception {
        CountDownLatch begun = new CountDownLatch(UrlPace.AT_ONCE);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> slow = new ArrayList<>();
        for (int i = 0; i < UrlPace.AT_ONCE; i++) {
            slow.add(
                    Thread.ofVirtual()
                            .start(() ->
                                    paces.asking(
                                            PROJECT,
                                            BAD,
                                            () -> {
                                                begun.countDown();
                                                Eventually.open("the end", end);
                                                return answer(200);
                                            })));
        }
        Eventually.open("all have begun", begun);

        Optional<Instant> later = paces.later(PROJECT, BAD);
        assertThat(later).isPresent();
        assertThat(paces.later(PROJECT, BAD).orElseThrow()).isAfter(later.get());
        assertThat(paces.later(PROJECT, GOOD)).isEmpty();

        end.countDown();
        for (Thread each : slow) {
            Eventually.ended("a slow one", each);
        }
        assertThat(paces.later(PROJECT, BAD)).isEmpty();
    }

    @Test
    void aBugInARequestGivesItsPlaceBack() {
        for (int i = 0; i < 2 * UrlPace.AT_ONCE; i++) {
            assertThatThrownBy(() ->
                            paces.asking(
                                    PROJECT,
                                    BAD,
                                    () -> {
                                        throw new IllegalStateException("a bug");
                                    }))
                    .hasMessage("a bug");
        }
        assertThat(paces.later(PROJECT, BAD)).isEmpty();
    }
}

package dev.ringback.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Waiting for events. */
final class AwaitedTest {

    private static final ProjectId PROJECT = ProjectId.DEFAULT;

    private final Awaited awaited = new Awaited();

    @Test
    void whoBeginsToWaitWhileAnotherLeavesIsWokenAllTheSame() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            var id = new EventId("x" + i);
            var together = new CyclicBarrier(2);
            var first = awaited.begin(PROJECT, Set.of(id));
            Thread leaving =
                    Thread.ofPlatform()
                            .start(() -> {
                                meet(together);
                                first.close();
                            });
            meet(together);
            try (var second = awaited.begin(PROJECT, Set.of(id))) {
                leaving.join();
                awaited.committed(Change.accept(List.of(event(i + 1, id)), List.of()));
                assertThat(second.await(Duration.ZERO)).as("round " + i).isPresent();
            }
        }
    }

    @Test
    void allWhoWaitForTheSameAreWoken() {
        var id = new EventId("x");
        try (var first = awaited.begin(PROJECT, Set.of(id));
                var second = awaited.begin(PROJECT, Set.of(id))) {
            awaited.committed(Change.accept(List.of(event(1, id)), List.of()));

            assertThat(first.await(Duration.ZERO)).isPresent();
            assertThat(second.await(Duration.ZERO)).isPresent();
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Event event(long sequence, EventId id) {
        Instant now = Instant.EPOCH;
        return new Event(
                sequence,
                PROJECT,
                id,
                "a.b",
                "",
                now,
                now,
                Event.JSON,
                Payload.of("{}"),
                List.of());
    }
}

package dev.ringback.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who carry on what is open, when a round ends as it must not. */
final class WorkersTest {

    private static final Document OPEN =
            Document.create("open", ProjectId.DEFAULT, "b1", Payload.of("{}"));

    private final ManualTime time = ManualTime.atNoon();
    private final MemoryStore store = new MemoryStore();
    private final Workers<Counted> workers = new Workers<>("open", store, time);
    private final Counted work = new Counted();

    /** Counts its rounds and doubts; each nth may throw something. */
    private static final class Counted implements Work {

        private final AtomicInteger rounds = new AtomicInteger();
        private final AtomicInteger doubts = new AtomicInteger();
        private volatile int breaksAt = -1;
        private volatile Runnable breaks = () -> {};

        @Override
        public Round next() {
            if (rounds.incrementAndGet() == breaksAt) {
                breaks.run();
            }
            return Round.IDLE;
        }

        @Override
        public void doubt() {
            doubts.incrementAndGet();
        }

        @Override
        public int progress() {
            return 0;
        }

        @Override
        public Optional<Instant> expiresAt() {
            return Optional.empty();
        }
    }

    private void started() {
        store.commit(List.of(Change.put(OPEN)));
        workers.start(_ -> work);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatRanIntoAnErrorHasAWorkerStill(int round) {
        hasAWorkerStill(
                round,
                () -> {
                    throw new StackOverflowError();
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatCouldNotBeReadHasAWorkerStill(int round) {
        hasAWorkerStill(
                round,
                () -> {
                    throw new StoreException("read error");
                });
    }

    private void hasAWorkerStill(int round, Runnable breaks) {
        work.breaks = breaks;
        work.breaksAt = round;
        started();
        for (int i = 1; i <= round; i++) {
            int wanted = i;
            Eventually.until("round " + i, () -> work.rounds.get() >= wanted);
            workers.kick(OPEN.project(), OPEN.id());
        }
        Eventually.until("it pauses", () -> time.pendingAlarms() > 1);
        time.advance(Duration.ofSeconds(1));
        Eventually.until("it is tried again", () -> work.rounds.get() > round);
        assertThat(work.doubts).hasPositiveValue();
        int before = work.rounds.get();
        workers.kick(OPEN.project(), OPEN.id());
        Eventually.until("it hears those who ask", () -> work.rounds.get() > before);
    }
}

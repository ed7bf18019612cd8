package dev.ringback.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.port.Standing;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreHealthTest {

    /** A disk that takes nothing that has to be written, or answers nothing. */
    private static final class Disk implements FaultyStore.Faults {
        private volatile boolean full;
        private volatile boolean away;
        private volatile boolean busy;
        private volatile boolean stalls;
        private final CountDownLatch goesOn = new CountDownLatch(1);

        @Override
        public boolean refuses(List<Change> changes) {
            return away || (full && changes.stream().anyMatch(change -> !change.puts().isEmpty()));
        }

        @Override
        public boolean failsToRead() {
            return away;
        }
    }

    private final Disk disk = new Disk();
    private final ManualTime time = ManualTime.atNoon();
    private final FaultyStore store = new FaultyStore(new MemoryStore(), disk);
    private volatile Standing standing = new Standing(Duration.ZERO, Optional.empty());
    private final StoreHealth health =
            new StoreHealth(store, this::commit, () -> standing, time, new SeededIds(1));
    private final Health conditions = Health.GOOD.and(health);

    private Committed commit(Change change) {
        if (disk.busy) {
            return new Committed.Overloaded();
        }
        try {
            if (disk.stalls) {
                disk.goesOn.await();
            }
            return store.commit(List.of(change)).getFirst();
        } catch (StoreException failed) {
            return new Committed.Failed(failed);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> codes() {
        return conditions.broken();
    }

    @AfterEach
    void close() {
        disk.goesOn.countDown();
        health.close();
    }

    @Test
    void aStoreThatGoesAwayAndComesBackIsNoticedWithoutAnyRequest() {
        health.start();
        assertThat(codes()).isEmpty();

        disk.away = true;
        Eventually.until("it is noticed", () -> codes().contains("store_away"));
        Eventually.until(
                "both halves are named",
                () ->
                        conditions.reasons().getFirst().detail().contains("reads")
                                && conditions.reasons().getFirst().detail().contains("commits"));
        disk.away = false;
        Eventually.until("it is back", () -> codes().isEmpty());
    }

    @Test
    void aDiskThatReadsAndTakesOnlyEmptyChangesIsFoundOutByTheFirstFailure() {
        disk.full = true;
        health.start();

        health.commitFailed();
        Eventually.until("it is noticed", () -> codes().contains("store_away"));
        disk.full = false;
        Eventually.until("it takes something again", () -> codes().isEmpty());
    }

    @Test
    void oneChangeThatCannotBeStoredIsNoReason() {
        health.start();

        health.commitFailed();
        Eventually.until(
                "the store has taken another",
                () ->
                        store.documents(StoreHealth.KIND).stream()
                                .anyMatch(each -> each.expiresAt().isPresent()));
        assertThat(codes()).isEmpty();
    }

    @Test
    void commitsThatDoNotEndAreLate() {
        disk.stalls = true;
        health.start();

        time.advance(StoreHealth.LATE.plusSeconds(1));
        Eventually.until("only they are late", () -> codes().equals(List.of("commits_late")));
        disk.goesOn.countDown();
        Eventually.until("they go on", () -> codes().isEmpty());
    }

    @Test
    void aChangeThatWaitsForLongIsLateThoughOthersPass() {
        health.start();

        standing = new Standing(StoreHealth.LATE.plusMillis(1), Optional.empty());
        assertThat(codes()).containsExactly("commits_late");
        standing = new Standing(StoreHealth.LATE, Optional.empty());
        assertThat(codes()).isEmpty();
    }

    @Test
    void aQueueThatIsFullIsNoReasonUntilNothingHasMovedForLong() {
        disk.busy = true;
        health.start();
        health.commitFailed();

        time.advance(Duration.ofSeconds(1));
        assertThat(codes()).isEmpty();
        time.advance(StoreHealth.LATE);
        Eventually.until("it is late", () -> codes().contains("commits_late"));
    }
}

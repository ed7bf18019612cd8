package dev.ringback.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.port.Store;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SubjectTimesTest {

    private static final Instant EARLY = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant LATE = EARLY.plusSeconds(10);

    private final SubjectTimes times = new SubjectTimes(new MemoryStore());

    @Test
    void onlyWhatHappenedBeforeAKnownOneIsSuperseded() {
        assertThat(times.isSuperseded("s", "a", LATE)).isFalse();
        assertThat(times.isSuperseded("s", "a", EARLY)).isTrue();
        assertThat(times.isSuperseded("s", "a", LATE)).isFalse();
        assertThat(times.isSuperseded("s", "a", LATE.plusMillis(1))).isFalse();
        assertThat(times.isSuperseded("s", "a", LATE)).isTrue();
    }

    @Test
    void subjectsAndSourcesAreApart() {
        assertThat(times.isSuperseded("s", "a", LATE)).isFalse();
        assertThat(times.isSuperseded("s", "b", EARLY)).isFalse();
        assertThat(times.isSuperseded("t", "a", EARLY)).isFalse();
    }

    @Test
    void oneThatIsNotedWhileTheDiskIsReadCountsToo() {
        var raced = new AtomicReference<SubjectTimes>();
        var between = new AtomicBoolean(true);
        Store store =
                new FaultyStore(
                        new MemoryStore(),
                        new FaultyStore.Faults() {
                            @Override
                            public boolean refuses(List<Change> changes) {
                                return false;
                            }

                            @Override
                            public boolean failsToRead() {
                                if (between.getAndSet(false)) {
                                    assertThat(raced.get().isSuperseded("s", "a", LATE)).isFalse();
                                }
                                return false;
                            }
                        });
        raced.set(new SubjectTimes(store));

        assertThat(raced.get().isSuperseded("s", "a", EARLY)).isTrue();
        assertThat(raced.get().isSuperseded("s", "a", LATE)).isFalse();
    }
}

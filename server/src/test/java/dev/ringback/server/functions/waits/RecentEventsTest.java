package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RecentEventsTest {

    private static final Instant NOON = Samples.NOON;
    private static final WaitIndex.Value SEVEN = new WaitIndex.Value("data.id", "number 7");

    private static Event event(long sequence, String name) {
        return event(sequence, name, NOON);
    }

    private static Event event(long sequence, String name, Instant acceptedAt) {
        return new Event(
                sequence,
                ProjectId.DEFAULT,
                EventId.of(sequence),
                name,
                "",
                NOON,
                acceptedAt,
                Event.JSON,
                Payload.EMPTY);
    }

    private static PastEvents.Range since(String name, Instant since) {
        return new PastEvents.Range(
                ProjectId.DEFAULT, name, since, Instant.MAX, 0, Optional.empty());
    }

    private static PastEvents.Range withSeven(String name) {
        return new PastEvents.Range(
                ProjectId.DEFAULT, name, NOON, Instant.MAX, 0, Optional.of(SEVEN));
    }

    @Test
    void eventsOfANameAreThereInTheOrderInWhichTheyWereTold() {
        var recent = new RecentEvents(10, NOON);
        recent.add(event(2, "a"), NOON);
        recent.add(event(1, "a"), NOON.plusSeconds(1));
        recent.add(event(3, "b"), NOON.plusSeconds(2));
        recent.add(event(4, "a"), NOON.plusSeconds(3));
        assertThat(recent.of(since("a", NOON), 9_000)).containsExactly(2L, 1L, 4L);
        assertThat(recent.of(since("a", NOON.plusSeconds(1)), 9_000)).containsExactly(1L, 4L);
        assertThat(recent.of(since("c", NOON), 9_000)).isEmpty();
        var range =
                new PastEvents.Range(
                        ProjectId.DEFAULT, "a", NOON, NOON.plusSeconds(3), 0, Optional.empty());
        assertThat(recent.of(range, 9_000)).containsExactly(2L, 1L);
        assertThat(recent.of(since("a", NOON), 2)).containsExactly(1L, 4L);
    }

    @Test
    void itReachesBackToWhatWasForgotten() {
        var recent = new RecentEvents(2, NOON);
        assertThat(recent.completeSince()).isEqualTo(NOON);
        recent.add(event(1, "a"), NOON.plusSeconds(1));
        recent.add(event(2, "a"), NOON.plusSeconds(2));
        assertThat(recent.completeSince()).isEqualTo(NOON);
        recent.add(event(3, "a"), NOON.plusSeconds(3));
        assertThat(recent.completeSince()).isEqualTo(NOON.plusMillis(1_001));
        assertThat(recent.of(since("a", NOON), 9_000)).containsExactly(2L, 3L);
    }

    @Test
    void aClockThatWasSetBackHidesNothing() {
        var recent = new RecentEvents(10, NOON);
        recent.add(event(1, "a"), NOON.plusSeconds(60));
        recent.add(event(2, "a"), NOON);
        assertThat(recent.of(since("a", NOON.plusSeconds(30)), 9_000)).containsExactly(1L, 2L);
    }

    @Test
    void whatIsKnownToBeOtherwiseIsLeftOut() {
        var recent = new RecentEvents(10, NOON);
        LongStream.rangeClosed(1, 5).forEach(i -> recent.add(event(i, "a"), NOON));
        recent.matched(event(1, "a"), List.of("data.id"), List.of(SEVEN), NOON);
        recent.matched(
                event(2, "a"),
                List.of("data.id"),
                List.of(new WaitIndex.Value("data.id", "number 8")),
                NOON);
        recent.matched(event(3, "a"), List.of("data.other"), List.of(), NOON);
        recent.matched(event(4, "a"), List.of("data.id"), List.of(), NOON);
        assertThat(recent.of(withSeven("a"), 9_000)).containsExactly(1L, 3L, 5L);
        assertThat(recent.of(since("a", NOON), 9_000)).hasSize(5);
    }

    @Test
    void whatIsMatchedAndWasNotToldIsThereFromThenOn() {
        var recent = new RecentEvents(10, NOON);
        recent.matched(event(1, "a"), List.of("data.id"), List.of(SEVEN), NOON);
        recent.matched(event(1, "a"), List.of("data.id"), List.of(SEVEN), NOON);
        assertThat(recent.of(withSeven("a"), 9_000)).containsExactly(1L);
    }

    @Test
    void oneThatIsMatchedLateIsThereOnce() {
        var recent = new RecentEvents(10_000, NOON);
        LongStream.rangeClosed(1, 5_000).forEach(i -> recent.add(event(i, "a"), NOON));
        recent.matched(event(1, "a"), List.of("data.id"), List.of(), NOON);
        assertThat(recent.of(withSeven("a"), 9_000)).hasSize(4_999).doesNotContain(1L);
    }

    @Test
    void whatIsSaidOfOneThatWasForgottenIsNotSaidOfTheOneInItsPlace() {
        var recent = new RecentEvents(2, NOON);
        recent.add(event(1, "a"), NOON);
        recent.add(event(2, "b"), NOON);
        recent.add(event(3, "b"), NOON);
        recent.matched(event(1, "a"), List.of("data.id"), List.of(), NOON);
        assertThat(recent.of(withSeven("b"), 9_000)).containsExactly(3L);
        assertThat(recent.of(since("a", NOON), 9_000)).containsExactly(1L);
    }

    @Test
    void onlyWhatMayNotBeInMemoryIsReadFromDisk() {
        var store = new MemoryStore();
        Instant start = NOON.plus(Duration.ofHours(1));
        var recent = new RecentEvents(10, start);
        List<Event> onDisk = List.of(event(1, "a"), event(2, "a", start.plus(Duration.ofHours(1))));
        store.commit(List.of(Change.accept(onDisk, List.of())));
        List<Long> read = new ArrayList<>();
        Optional<Event> _ =
                new PastEvents(store, recent)
                        .first(
                                since("a", NOON),
                                events -> {
                                    events.forEach(each -> read.add(each.sequence()));
                                    return Optional.empty();
                                });
        assertThat(read).containsExactly(1L);
    }

    @Test
    void whatIsForgottenWhileTheDiskIsReadIsReadFromThere() {
        Instant start = NOON.plus(Duration.ofHours(1));
        Instant late = start.plus(Duration.ofHours(1));
        var recent = new RecentEvents(2, start);
        var disk = new MemoryStore();
        Event event = event(1, "a", late);
        Runnable meanwhile =
                () -> {
                    disk.commit(List.of(Change.accept(List.of(event), List.of())));
                    List.of(event, event(2, "b", late), event(3, "b", late))
                            .forEach(each -> recent.add(each, late));
                };
        var reads = new Reads(disk, new AtomicInteger(), meanwhile);
        PastEvents past = new PastEvents(reads.store(), recent);
        assertThat(first(past, since("a", NOON))).contains(event);
    }

    @Test
    void thoseWhoLookForTheSameOneAfterTheOtherReadTheDiskOnce() {
        Instant start = NOON.plus(Duration.ofHours(1));
        var recent = new RecentEvents(1, start);
        var disk = new MemoryStore();
        var reads = new Reads(disk, new AtomicInteger(), () -> {});
        PastEvents past = new PastEvents(reads.store(), recent);
        assertThat(first(past, since("a", NOON))).isEmpty();
        assertThat(first(past, since("a", NOON.plusSeconds(1)))).isEmpty();
        assertThat(reads.count).hasValue(1);
        assertThat(first(past, since("b", NOON))).isEmpty();
        assertThat(first(past, since("a", NOON.minusSeconds(1)))).isEmpty();
        assertThat(reads.count).hasValue(3);

        Event event = event(1, "a", start);
        disk.commit(List.of(Change.accept(List.of(event), List.of())));
        recent.add(event, start);
        recent.add(event(2, "b", start), start);
        assertThat(first(past, since("a", NOON))).contains(event);
    }

    @Test
    void whoLooksUpToAMomentLooksForNobodyElse() {
        Event event = event(1, "a", NOON.plusSeconds(10));
        var disk = new MemoryStore();
        disk.commit(List.of(Change.accept(List.of(event), List.of())));
        var past = new PastEvents(disk, new RecentEvents(1, NOON.plus(Duration.ofHours(1))));
        var upToThen =
                new PastEvents.Range(
                        ProjectId.DEFAULT, "a", NOON, NOON.plusSeconds(10), 0, Optional.empty());
        assertThat(first(past, upToThen)).isEmpty();
        assertThat(first(past, since("a", NOON))).contains(event);
    }

    private static Optional<Event> first(PastEvents past, PastEvents.Range range) {
        return past.first(range, events -> events.stream().findFirst());
    }

    /** Counts how often the disk is read, and has something done at the first time. */
    private record Reads(MemoryStore disk, AtomicInteger count, Runnable meanwhile)
            implements FaultyStore.Faults {

        FaultyStore store() {
            return new FaultyStore(disk, this);
        }

        @Override
        public boolean refuses(List<Change> changes) {
            return false;
        }

        @Override
        public boolean failsToRead() {
            if (count.getAndIncrement() == 0) {
                meanwhile.run();
            }
            return false;
        }
    }

    /** Against a plain list, with room for few and for many. */
    @Test
    void theLastOnesAreThere() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        for (int most : List.of(1, 7, 1_500, 5_000)) {
            var recent = new RecentEvents(most, NOON);
            List<Event> all = new ArrayList<>();
            for (int i = 0; i < 4_000; i++) {
                all.add(event(i, "name" + random.nextInt(1 + random.nextInt(40))));
                recent.add(all.getLast(), NOON);
            }
            List<Event> last = all.subList(Math.max(0, all.size() - most), all.size());
            for (int n = 0; n < 40; n++) {
                String name = "name" + n;
                assertThat(recent.of(since(name, NOON), 9_000))
                        .isEqualTo(
                                last.stream()
                                        .filter(each -> each.type().equals(name))
                                        .map(Event::sequence)
                                        .toList());
            }
        }
    }
}

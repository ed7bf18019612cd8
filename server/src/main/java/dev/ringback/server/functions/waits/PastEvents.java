package dev.ringback.server.functions.waits;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds among the latest events the first that will do: among those that are known in memory, and
 * where that does not reach back far enough among those on disk.
 */
record PastEvents(Store store, RecentEvents recent) {

    /** Events that are read and asked about together, if they are small. */
    private static final int TOGETHER = 16;

    private static final int SMALL = 64 << 10;
    private static final int PAGE = 1_000;

    /**
     * The latest so many of those that have to be read are looked at. A wait that follows a long
     * sleep would otherwise read all that came in that time.
     */
    static final int MOST = 10_000;

    /**
     * By as much clocks may have been set back between the acceptance of an event and its commit.
     */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** A large event is there as it came, as it is read, and as it is asked about. */
    private static final long TIMES_PAYLOAD = 8;

    /**
     * Which events are looked at.
     *
     * @param since only those that were accepted from then on, and perhaps some before
     * @param to only those that were accepted before
     * @param value what they must have, where it is known in memory what they have
     */
    record Range(
            ProjectId project,
            String name,
            Instant since,
            Instant to,
            Optional<WaitIndex.Value> value) {}

    /**
     * The first event that will do.
     *
     * @param first says of some events, in their order, which of them does first
     */
    Optional<Event> first(Range range, Function<List<Event>, Optional<Event>> first) {
        // In this order: what is committed between the two looks is seen by the second.
        Instant complete = recent.completeSince();
        TreeSet<Long> sequences = new TreeSet<>(onDisk(range, complete));
        sequences.addAll(recent.of(range, MOST));
        if (recent.completeSince().isAfter(complete)) {
            // Some may have been forgotten meanwhile.
            sequences.addAll(onDisk(range, recent.completeSince()));
        }
        while (sequences.size() > MOST) {
            sequences.removeFirst();
        }
        List<Long> all = List.copyOf(sequences);
        for (int at = 0; at < all.size(); at += TOGETHER) {
            List<Long> some = all.subList(at, Math.min(all.size(), at + TOGETHER));
            Optional<Event> found = firstOf(some, first);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Event> firstOf(
            List<Long> sequences, Function<List<Event>, Optional<Event>> first) {
        List<Event> small = new ArrayList<>(store.events(sequences, SMALL));
        small.sort((one, other) -> Long.compare(one.sequence(), other.sequence()));
        Optional<Event> found = first.apply(small);
        for (long sequence : sequences) {
            boolean earlier = found.stream().allMatch(each -> sequence < each.sequence());
            boolean read = small.stream().anyMatch(each -> each.sequence() == sequence);
            if (earlier && !read) {
                Optional<Event> better = large(sequence).flatMap(e -> first.apply(List.of(e)));
                found = better.isPresent() ? better : found;
            }
        }
        return found;
    }

    /** One that is large, or gone. */
    private Optional<Event> large(long sequence) {
        OptionalInt size = store.size(sequence);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        RoomOfThread.take(TIMES_PAYLOAD * size.getAsInt());
        return store.event(sequence);
    }

    /** Those that may not be in memory. */
    private List<Long> onDisk(Range range, Instant complete) {
        List<Long> found = new ArrayList<>();
        if (!range.since.isBefore(complete)) {
            return found;
        }
        Instant most = complete.plus(MARGIN);
        Instant to = range.to.isBefore(most) ? range.to : most;
        OptionalLong before = OptionalLong.of(Long.MAX_VALUE);
        while (before.isPresent() && found.size() < MOST) {
            Found<EventHead> page =
                    store.events(
                            new EventQuery(
                                    range.project,
                                    Optional.of(range.name),
                                    Optional.of(range.since),
                                    Optional.of(to),
                                    before.getAsLong(),
                                    PAGE));
            page.entries().stream()
                    .filter(each -> each.type().equals(range.name))
                    .forEach(each -> found.add(each.sequence()));
            before = page.searchedTo();
        }
        return found;
    }
}

package dev.ringback.server.functions.waits;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds among the latest events the first that will do: among those that are known in memory, and
 * where that does not reach back far enough among those on disk.
 */
record PastEvents(Store store, RecentEvents recent, EventsOnDisk onDisk) {

    /** Events that are read and asked about together, if they are small. */
    private static final int TOGETHER = 16;

    private static final int SMALL = 64 << 10;

    /**
     * The latest so many of those that have to be read are looked at. A wait that follows a long
     * sleep would otherwise read all that came in that time.
     */
    static final int MOST = 10_000;

    /** A large event is there as it came, as it is read, and as it is asked about. */
    private static final long TIMES_PAYLOAD = 8;

    /**
     * Which events are looked at.
     *
     * @param since only those that were accepted from then on, and perhaps some before
     * @param to only those that were accepted before
     * @param after only those of greater sequences
     * @param value what they must have, where it is known in memory what they have
     */
    record Range(
            ProjectId project,
            String name,
            Instant since,
            Instant to,
            long after,
            Optional<WaitIndex.Value> value) {}

    PastEvents(Store store, RecentEvents recent) {
        this(store, recent, new EventsOnDisk(store, recent));
    }

    /**
     * The first event that will do.
     *
     * @param first says of some events, in their order, which of them does first
     */
    Optional<Event> first(Range range, Function<List<Event>, Optional<Event>> first) {
        // In this order: what is committed between the two looks is seen by the second.
        Instant complete = recent.completeSince();
        TreeSet<Long> sequences = new TreeSet<>(onDisk.find(range, complete));
        sequences.addAll(recent.of(range, MOST));
        if (recent.completeSince().isAfter(complete)) {
            // Some may have been forgotten meanwhile.
            sequences.addAll(onDisk.find(range, recent.completeSince()));
        }
        sequences.headSet(range.after, true).clear();
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
}

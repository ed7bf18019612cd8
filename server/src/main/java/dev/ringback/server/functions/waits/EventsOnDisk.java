package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.waits.PastEvents.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds events by their name among those on disk that are not in memory any more. Each look goes
 * through all that came since, so what one has found is kept for those who look for the same: runs
 * that begin one after the other, as when a function goes on that was paused.
 */
final class EventsOnDisk {

    /**
     * By as much clocks may have been set back between the acceptance of an event and its commit.
     */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final int PAGE = 1_000;
    private static final int MOST_LOOKS = 100;

    /** Looks that found more are not kept. */
    private static final int MOST_KEPT = 1_000;

    private final Store store;
    private final RecentEvents recent;
    private final Map<Name, Look> looks = new LinkedHashMap<>(16, 0.75f, true);

    private record Name(ProjectId project, String event) {}

    /**
     * What was found.
     *
     * @param since of what was accepted from then on
     * @param told and was told up to then
     */
    private record Look(Instant since, Instant told, List<Long> found) {

        boolean covers(Range range, Instant complete) {
            return !range.since().isBefore(since) && !complete.isAfter(told);
        }
    }

    EventsOnDisk(Store store, RecentEvents recent) {
        this.store = store;
        this.recent = recent;
    }

    /**
     * The sequences of the latest in a range, and perhaps of some beside it, in no order.
     *
     * @param complete those that were accepted from then on are in memory
     */
    List<Long> find(Range range, Instant complete) {
        if (!range.since().isBefore(complete)) {
            return List.of();
        }
        Name name = new Name(range.project(), range.name());
        Optional<Look> known = known(name).filter(look -> look.covers(range, complete));
        if (known.isPresent()) {
            return known.get().found;
        }
        // In this order: what was told by then is on disk.
        Instant told = recent.told();
        List<Long> found = read(range, told.plus(MARGIN));
        if (found.size() <= MOST_KEPT && range.to().equals(Instant.MAX)) {
            keep(name, new Look(range.since(), told, found));
        }
        return found;
    }

    private synchronized Optional<Look> known(Name name) {
        return Optional.ofNullable(looks.get(name));
    }

    private synchronized void keep(Name name, Look look) {
        looks.put(name, look);
        if (looks.size() > MOST_LOOKS) {
            looks.remove(looks.keySet().iterator().next());
        }
    }

    private List<Long> read(Range range, Instant most) {
        Instant to = range.to().isBefore(most) ? range.to() : most;
        List<Long> found = new ArrayList<>();
        OptionalLong before = OptionalLong.of(Long.MAX_VALUE);
        while (before.isPresent() && found.size() < PastEvents.MOST) {
            Found<EventHead> page =
                    store.events(
                            new EventQuery(
                                    range.project(),
                                    Optional.of(range.name()),
                                    Optional.of(range.since()),
                                    Optional.of(to),
                                    before.getAsLong(),
                                    PAGE));
            page.entries().stream()
                    .filter(each -> each.type().equals(range.name()))
                    .forEach(each -> found.add(each.sequence()));
            before = page.searchedTo();
        }
        return found;
    }
}

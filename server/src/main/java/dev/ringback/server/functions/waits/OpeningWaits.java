package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Waits that have looked back and are not known to be on disk. Whoever matches an event against the
 * disk could miss them, so it looks for each of them once more.
 */
final class OpeningWaits {

    /** One of which nobody has heard for so long was given up. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int SWEEP = 1_000;

    private record Place(ProjectId project, String prefix) {

        static Place of(ProjectId project, String id) {
            return new Place(project, WaitIndex.prefix(id));
        }
    }

    private final Map<Place, Map<String, Instant>> places = new ConcurrentHashMap<>();
    private final AtomicInteger added = new AtomicInteger();

    /**
     * A wait begins to look back.
     *
     * @param now by the steady time
     */
    void add(ProjectId project, String id, Instant now) {
        if (added.incrementAndGet() % SWEEP == 0) {
            sweep(now);
        }
        places.compute(
                Place.of(project, id),
                (_, ids) -> {
                    Map<String, Instant> more = ids == null ? new ConcurrentHashMap<>() : ids;
                    more.put(id, now.plus(PATIENCE));
                    return more;
                });
    }

    /** It is on disk, or will never be. */
    void remove(ProjectId project, String id) {
        places.computeIfPresent(
                Place.of(project, id),
                (_, ids) -> {
                    ids.remove(id);
                    return ids.isEmpty() ? null : ids;
                });
    }

    boolean contains(ProjectId project, String id, Instant now) {
        Instant until = places.getOrDefault(Place.of(project, id), Map.of()).get(id);
        return until != null && until.isAfter(now);
    }

    /** Those whose ids begin so. */
    List<String> under(ProjectId project, String prefix, Instant now) {
        return places.getOrDefault(new Place(project, prefix), Map.of()).entrySet().stream()
                .filter(each -> each.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What the ids begin with of those that wait for events of one name, for each name. */
    Set<String> names(ProjectId project) {
        return places.keySet().stream()
                .filter(place -> place.project.equals(project))
                .map(place -> WaitIndex.ofName(place.prefix))
                .collect(Collectors.toSet());
    }

    private void sweep(Instant now) {
        for (Place place : List.copyOf(places.keySet())) {
            places.computeIfPresent(
                    place,
                    (_, ids) -> {
                        ids.values().removeIf(until -> !until.isAfter(now));
                        return ids.isEmpty() ? null : ids;
                    });
        }
    }
}

package dev.ringback.server.sources;

import dev.ringback.kernel.port.Store;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Knows when the latest event of each subject of a source happened. No provider promises order: one
 * that comes after a later one is superseded.
 *
 * <p>What was asked for last is in memory, so that two requests at the same moment know of each
 * other; all else is on disk.
 */
public final class SubjectTimes {

    private static final int MOST = 20_000;

    private final Store store;
    private final Map<Subject, Instant> latest =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Subject, Instant> eldest) {
                    return size() > MOST;
                }
            };

    private record Subject(String source, String name) {}

    public SubjectTimes(Store store) {
        this.store = store;
    }

    /** Whether an event that happened then comes after a later one; from now on it counts. */
    public boolean isSuperseded(String source, String subject, Instant occurredAt) {
        var key = new Subject(source, subject);
        Optional<Instant> known = known(key);
        if (known.isEmpty()) {
            known = store.latest(source, subject);
        }
        Instant before = note(key, known.orElse(occurredAt), occurredAt);
        return before.isAfter(occurredAt);
    }

    private synchronized Optional<Instant> known(Subject key) {
        return Optional.ofNullable(latest.get(key));
    }

    /** The latest of what is known of one, which somebody else may have noted meanwhile. */
    private synchronized Instant note(Subject key, Instant known, Instant occurredAt) {
        Instant before = later(latest.getOrDefault(key, known), known);
        latest.put(key, later(before, occurredAt));
        return before;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

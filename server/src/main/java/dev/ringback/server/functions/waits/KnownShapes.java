package dev.ringback.server.functions.waits;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The shapes of the waits of one project that are known in memory, by the names of their events.
 * Those for one name are known all or not at all.
 */
final class KnownShapes {

    /** Names of events that are known. */
    static final int MOST_NAMES = 10_000;

    /** For each name, which paths are on disk for sure. */
    private final Map<String, Map<Optional<String>, Boolean>> names = new ConcurrentHashMap<>();

    private volatile boolean tooMany;

    /** Whether there was no room for all. */
    boolean areTooMany() {
        return tooMany;
    }

    /** Knows one, if there is room for its name. */
    synchronized void keep(WaitShape shape, boolean onDisk) {
        boolean full = tooMany || names.size() >= MOST_NAMES;
        if (full && !names.containsKey(shape.event())) {
            // Not even when there is room again: others for that name may be on disk alone.
            tooMany = true;
            return;
        }
        names.merge(shape.event(), Map.of(shape.path(), onDisk), KnownShapes::joined);
    }

    /** What is on disk stays there. */
    private static Map<Optional<String>, Boolean> joined(
            Map<Optional<String>, Boolean> known, Map<Optional<String>, Boolean> more) {
        Map<Optional<String>, Boolean> joined = new HashMap<>(known);
        more.forEach((path, onDisk) -> joined.merge(path, onDisk, Boolean::logicalOr));
        return Map.copyOf(joined);
    }

    /** Forgets all for some names. */
    synchronized void forget(Collection<String> events) {
        names.keySet().removeAll(events);
    }

    /** Knows these, which are on disk, and no others. */
    synchronized void are(List<WaitShape> all) {
        Map<String, Map<Optional<String>, Boolean>> those =
                all.stream()
                        .collect(
                                Collectors.groupingBy(
                                        WaitShape::event,
                                        Collectors.toMap(WaitShape::path, _ -> true)));
        names.keySet().retainAll(those.keySet());
        names.putAll(those);
        // At last: until then whoever does not find a name looks on the disk.
        tooMany = false;
    }

    /** Whether there may be one for events of a name. */
    boolean mayHave(String event) {
        return tooMany || names.containsKey(event);
    }

    /** The paths of those for a name; empty when they may be on disk alone. */
    Optional<Set<Optional<String>>> paths(String event) {
        // In this order: once there is room for all again, all are here.
        boolean some = tooMany;
        Map<Optional<String>, Boolean> paths = names.getOrDefault(event, Map.of());
        return paths.isEmpty() && some ? Optional.empty() : Optional.of(paths.keySet());
    }

    /** Whether one is known to be on disk. */
    boolean isOnDisk(WaitShape shape) {
        return names.getOrDefault(shape.event(), Map.of()).getOrDefault(shape.path(), false);
    }
}

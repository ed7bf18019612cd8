package dev.ringback.testkit;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What was seen, of a store in memory. */
final class MemorySightings {

    private final Map<SightingKey, Sighting> sightings = new HashMap<>();

    /** Why a change cannot be made that has seen something; empty when it can. */
    Optional<String> stale(Change change) {
        return change.sightings().stream()
                .filter(one -> kept(one).anyMatch(one::isRefusedBy))
                .map(one -> one.key() + " was seen before")
                .findFirst();
    }

    /** Whether the change has been made, for what it has seen is there. */
    boolean areOnDisk(Change change) {
        return change.sightings().stream().anyMatch(one -> kept(one).anyMatch(one::isSameAs));
    }

    private Stream<Sighting> kept(Sighting one) {
        return Stream.ofNullable(sightings.get(one.key()));
    }

    /** Adds them; returns what takes that back. */
    Runnable write(Change change) {
        Map<SightingKey, Sighting> before = new HashMap<>(sightings);
        change.sightings().forEach(one -> sightings.put(one.key(), one));
        return () -> {
            sightings.clear();
            sightings.putAll(before);
        };
    }

    Optional<Sighting> find(SightingKey key, Instant now) {
        return Optional.ofNullable(sightings.get(key)).filter(one -> one.holds(now));
    }

    void expire(Instant now) {
        sightings.values().removeIf(one -> !one.holds(now));
    }
}

package dev.ringback.store.lists;

import dev.ringback.kernel.model.SightingKey;
import java.time.Instant;
import java.util.OptionalLong;

/** Looks up what was seen; each database keeps that in its own way. */
@FunctionalInterface
public interface Seen {

    /** The sequence of the event in which it was seen first, if that still holds. */
    OptionalLong seen(SightingKey key, Instant now);
}

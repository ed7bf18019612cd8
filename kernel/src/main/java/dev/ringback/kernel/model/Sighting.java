package dev.ringback.kernel.model;

import java.time.Instant;

/**
 * That something was seen, remembered for a while: a change that brings a sighting is refused while
 * another of the same key holds. That is what makes an event that can come twice one event.
 *
 * @param key of what was seen
 * @param sequence of the event that it was seen in first. It tells whose the sighting is: one of
 *     this key and sequence that is on disk already was brought by this very change
 * @param seenAt when it is seen; one on disk that is over by then is replaced
 * @param expiresAt when it is over and may be forgotten
 */
public record Sighting(SightingKey key, long sequence, Instant seenAt, Instant expiresAt) {

    /** Whether it still holds at a moment. On disk, moments are milliseconds. */
    public boolean holds(Instant moment) {
        return expiresAt.toEpochMilli() > moment.toEpochMilli();
    }

    /** Whether one that is on disk keeps this one from being made. */
    public boolean isRefusedBy(Sighting kept) {
        return !isSameAs(kept) && kept.holds(seenAt);
    }

    /** Whether one that is on disk is this one. */
    public boolean isSameAs(Sighting kept) {
        return kept.key.equals(key) && kept.sequence == sequence;
    }
}

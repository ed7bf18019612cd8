package dev.ringback.store.rows;

import dev.ringback.kernel.model.Event;

/**
 * An event as it lies on disk: without the bytes that it quotes.
 *
 * @param event its payload is what is left of the complete one; it has no quotes yet
 * @param size bytes of the complete payload
 */
public record EventRow(Event event, int size) {

    /** Whether bytes must be put back. */
    public boolean quotes() {
        return size != event.payload().size();
    }
}

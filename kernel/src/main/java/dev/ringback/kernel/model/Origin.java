package dev.ringback.kernel.model;

import java.util.OptionalLong;

/**
 * Through what an event came in from outside: a source, which is a URL that a provider sends to.
 * Events that were published, or made by jobs, have none.
 *
 * @param source id of the source
 * @param key the provider's idempotency key; empty when the request had none
 * @param duplicateOf sequence of the first event with that key, which may be forgotten by now;
 *     empty when this is the first
 * @param superseded whether an event of the same subject that happened later was taken in before
 * @param arrival how the request looked, in bytes that only the room of sources can read
 */
public record Origin(
        String source, String key, OptionalLong duplicateOf, boolean superseded, Payload arrival) {

    /** An origin without its arrival, as lists show it. */
    public record Head(String source, String key, OptionalLong duplicateOf, boolean superseded) {

        /** The whole origin, with its arrival. */
        public Origin with(Payload arrival) {
            return new Origin(source, key, duplicateOf, superseded, arrival);
        }
    }

    /** This origin without its arrival. */
    public Head head() {
        return new Head(source, key, duplicateOf, superseded);
    }
}

package dev.ringback.kernel.model;

import java.util.OptionalLong;

/**
 * How an event came in from outside: through a source, which is a URL that a provider sends to or a
 * queue that is read.
 *
 * @param source id of the source
 * @param key the provider's idempotency key; empty when the request had none
 * @param duplicateOf sequence of the first event with that key, which may be forgotten by now;
 *     empty when this is the first
 * @param superseded whether an event of the same subject that happened later was taken in before
 * @param arrival how the request looked, in bytes that only the room of sources can read
 */
public record Arrived(
        String source, String key, OptionalLong duplicateOf, boolean superseded, Payload arrival)
        implements Origin {

    /** The same without its arrival. */
    public record Head(String source, String key, OptionalLong duplicateOf, boolean superseded)
            implements Origin.Head {

        /** The whole origin, with its arrival. */
        public Arrived with(Payload arrival) {
            return new Arrived(source, key, duplicateOf, superseded, arrival);
        }
    }

    @Override
    public Head head() {
        return new Head(source, key, duplicateOf, superseded);
    }
}

package dev.ringback.server.functions.events;

import dev.ringback.protocol.functions.CanonicalJson;

/** How a run of a function ended. */
public sealed interface RunEnd {

    /** The function returned. */
    record Completed(CanonicalJson result) implements RunEnd {}

    /**
     * It failed for good.
     *
     * @param result what the app answered, as it did
     * @param error an object with {@code name} and {@code message}, and maybe more
     * @param reason in words, for people
     */
    record Failed(CanonicalJson result, CanonicalJson error, String reason) implements RunEnd {}

    /** Somebody, or an event, put an end to it. */
    record Cancelled(String reason) implements RunEnd {}

    /** The word for it on the wire. */
    default String word() {
        return switch (this) {
            case Completed _ -> "Completed";
            case Failed _ -> "Failed";
            case Cancelled _ -> "Cancelled";
        };
    }
}

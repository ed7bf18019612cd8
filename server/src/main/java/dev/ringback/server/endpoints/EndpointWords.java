package dev.ringback.server.endpoints;

import dev.ringback.kernel.policy.LanePolicy.Ordering;
import java.util.Optional;

/** The words that JSON uses for an endpoint's ordering and state. */
public final class EndpointWords {

    private EndpointWords() {}

    /** The word for an ordering. */
    public static String of(Ordering ordering) {
        return switch (ordering) {
            case NONE -> "none";
            case FIFO -> "fifo";
            case SERIES -> "subject";
        };
    }

    /** Reads an ordering; empty when the word is none. */
    public static Optional<Ordering> ordering(String word) {
        return switch (word) {
            case "none" -> Optional.of(Ordering.NONE);
            case "fifo" -> Optional.of(Ordering.FIFO);
            case "subject" -> Optional.of(Ordering.SERIES);
            default -> Optional.empty();
        };
    }

    /** Reads a state; empty when the word is none. */
    static Optional<EndpointState> state(String word, String reason) {
        return switch (word) {
            case "enabled" -> Optional.of(new EndpointState.Enabled());
            case "paused" -> Optional.of(new EndpointState.Paused());
            case "disabled" -> Optional.of(new EndpointState.Disabled(reason));
            default -> Optional.empty();
        };
    }
}

package dev.ringback.server.filters;

import java.util.Optional;

/** The result of asking a filter about an event. Only {@link Matches} lets the event through. */
public sealed interface Verdict {

    /** The event passes. */
    record Matches() implements Verdict {}

    /** The event does not pass. */
    record Differs() implements Verdict {}

    /** The filter is no question for this event: it names what is not there, for example. */
    record Failed(FilterFault fault) implements Verdict {}

    /** The evaluation used up its budget before it came to an end. */
    record RanOut(FilterFault fault) implements Verdict {}

    /** Either of the first two. */
    static Verdict of(boolean matches) {
        return matches ? new Matches() : new Differs();
    }

    /** Why it came to no answer; empty when it came to one. */
    default Optional<FilterFault> why() {
        return switch (this) {
            case Matches _, Differs _ -> Optional.empty();
            case Failed(FilterFault fault) -> Optional.of(fault);
            case RanOut(FilterFault fault) -> Optional.of(fault);
        };
    }

    /** The word for it, in JSON and metrics. */
    default String word() {
        return switch (this) {
            case Matches _ -> "match";
            case Differs _ -> "no_match";
            case Failed _ -> "failed";
            case RanOut _ -> "ran_out";
        };
    }
}

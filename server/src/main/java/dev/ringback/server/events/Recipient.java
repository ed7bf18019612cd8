package dev.ringback.server.events;

import dev.ringback.kernel.model.LaneId;

/** One who may get events, of the types that it wants. */
public interface Recipient {

    /** Unique in its project; fan-outs go by its order. */
    String id();

    /** The lane of the calls that deliver to it. */
    LaneId lane();

    /** An expression that is true of the events that it gets; empty when it gets all. */
    String filter();

    /** Whether it gets no event that is superseded: a later one of its subject came in before. */
    default boolean skipsSuperseded() {
        return false;
    }

    /** Whether more than the type decides. */
    default boolean isFiltered() {
        return !filter().isEmpty();
    }
}

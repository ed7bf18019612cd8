package dev.ringback.kernel.model;

import java.util.Set;

/** The outcome of committing a change. */
public sealed interface Committed {

    /**
     * It is on disk.
     *
     * @param duplicates sequences of the events that were left out because an event with their id
     *     exists
     */
    record Done(Set<Long> duplicates) implements Committed {

        /** On disk, nothing left out. */
        public static final Done ALL = new Done(Set.of());
    }

    /**
     * The world has moved on since the decision was taken. Nothing of it is on disk, but for the
     * attempt when it was its call that had moved on; where a document had, not even that.
     *
     * @param why in words
     */
    record Stale(String why) implements Committed {}

    /**
     * The store failed, twice. It is not known to be on disk; should the answers have been lost or
     * be late, all of it is or will be, and then its calls are on their way.
     *
     * @param cause what it said
     */
    record Failed(Exception cause) implements Committed {}

    /**
     * Not known: the store has not answered in time. The change may still get to disk, and then its
     * calls are on their way.
     */
    record Unknown() implements Committed {}

    /** Nothing was tried: too much is waiting to be committed already. */
    record Overloaded() implements Committed {}
}

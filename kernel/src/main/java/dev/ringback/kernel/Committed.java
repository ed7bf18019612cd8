package dev.ringback.kernel;

import java.util.Set;

/** What became of a change. */
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
     * The store failed, twice: nothing of it is known to be on disk, or ever will be. Should the
     * answers have been lost, all of it is.
     *
     * @param cause what it said
     */
    record Failed(Exception cause) implements Committed {}

    /** Nothing was tried: too much is waiting to be committed already. */
    record Overloaded() implements Committed {}
}

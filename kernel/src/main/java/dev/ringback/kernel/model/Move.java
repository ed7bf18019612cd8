package dev.ringback.kernel.model;

/** The outcome of a request to move a call: to cancel it, or to make it due. */
public sealed interface Move {

    /**
     * Done, and on disk.
     *
     * @param call as it is now
     */
    record Moved(Call call) implements Move {}

    /** There is no such call in the project. */
    record NotFound() implements Move {}

    /**
     * The call is not in a state from which it can be moved so.
     *
     * @param why in words
     */
    record Impossible(String why) implements Move {}

    /**
     * The store did not take it, as far as is known.
     *
     * @param result what it said
     */
    record NotCommitted(Committed result) implements Move {}
}

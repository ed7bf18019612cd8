package dev.ringback.kernel.model;

import java.time.Instant;

/**
 * The state of a call. Succeeded, Dead and Cancelled are never left: a replay makes a new call.
 * {@link CallStates} holds the moves between them.
 */
public sealed interface CallState {

    /** The word for this state, the same in Java, SQL, JSON and on pages. */
    default StateName name() {
        return switch (this) {
            case Waiting _ -> StateName.WAITING;
            case Running _ -> StateName.RUNNING;
            case Succeeded _ -> StateName.SUCCEEDED;
            case Dead _ -> StateName.DEAD;
            case Cancelled _ -> StateName.CANCELLED;
        };
    }

    /**
     * Not running. With no attempt yet it is pending, after some it is retrying.
     *
     * @param dueAt the earliest moment at which it may start, in the steady time. Of those that are
     *     due the one that has been so for longest comes first, so one that matters more is made
     *     due before it was made
     */
    record Waiting(Instant dueAt) implements CallState {}

    /**
     * An attempt is under way. Never written to disk: a call whose owner died is Waiting and due.
     *
     * @param since when the attempt started
     */
    record Running(Instant since) implements CallState {}

    /**
     * Answered as wished.
     *
     * @param at when
     */
    record Succeeded(Instant at) implements CallState {}

    /**
     * Given up; kept with all its attempts until it is pruned.
     *
     * @param at when
     * @param reason why, in words for the person who looks at it
     */
    record Dead(Instant at, String reason) implements CallState {}

    /**
     * Called off by its owner.
     *
     * @param at when
     */
    record Cancelled(Instant at) implements CallState {}
}

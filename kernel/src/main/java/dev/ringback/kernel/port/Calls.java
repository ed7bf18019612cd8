package dev.ringback.kernel.port;

/**
 * The ports of what runs calls, together. The engine is one; another is for those who are made
 * before it.
 */
public interface Calls extends Commits {

    /** Moves calls that wait or run. */
    CallMoves moves();

    /** What is under way at the moment. */
    Activity activity();

    /** How committing stands. */
    Standing standing();
}

package dev.ringback.kernel.port;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.engine.EngineLater;

/**
 * The ports of what runs calls, together. {@link Engine} is one; {@link EngineLater} is for those
 * who are made before it.
 */
public interface Calls extends Commits {

    /** Moves calls that wait or run. */
    CallMoves moves();

    /** What is under way at the moment. */
    Activity activity();

    /** How committing stands. */
    Standing standing();
}

package dev.ringback.kernel.policy;

import dev.ringback.kernel.memory.ByteBudget;

/**
 * The bounds of the engine: nothing in memory grows with the backlog.
 *
 * @param queuedChanges how many changes may wait to be committed; past it, producers are told to
 *     come back
 * @param batchChanges how many changes share one commit at most, so that none waits long for it
 * @param batchBytes how many bytes share one commit at most
 * @param window how many calls of a lane are held in memory; the rest stays on disk
 * @param running how many calls run at the same time, in all lanes together
 */
public record EngineLimits(
        int queuedChanges, int batchChanges, long batchBytes, int window, int running) {

    private static final long MIB = 1024 * 1024;

    /** What suits a server of two cores and up; its bytes are a matter of {@link ByteBudget}. */
    public static final EngineLimits DEFAULT = new EngineLimits(8192, 512, 8 * MIB, 1000, 16_384);

    public EngineLimits {
        if (queuedChanges < 1 || batchChanges < 1 || window < 1 || running < 1) {
            throw new IllegalArgumentException("a bound is not positive");
        }
        if (batchBytes < 1) {
            throw new IllegalArgumentException("a bound in bytes is not positive");
        }
    }
}

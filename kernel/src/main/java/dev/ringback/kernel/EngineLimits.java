package dev.ringback.kernel;

/**
 * The bounds of the engine: nothing in memory grows with the backlog.
 *
 * @param queuedChanges how many changes may wait to be committed; past it, producers are told to
 *     come back
 * @param queuedBytes how many bytes those may hold
 * @param batchChanges how many changes share one commit at most, so that none waits long for it
 * @param batchBytes how many bytes share one commit at most
 * @param window how many calls of a lane are held in memory; the rest stays on disk
 * @param heldPayloadBytes how many bytes of payload are held with them; the rest is read when it is
 *     sent
 * @param running how many calls run at the same time, in all lanes together
 */
public record EngineLimits(
        int queuedChanges,
        long queuedBytes,
        int batchChanges,
        long batchBytes,
        int window,
        long heldPayloadBytes,
        int running) {

    private static final long MIB = 1024 * 1024;

    /** Bounds that keep the process within a few hundred megabytes. */
    public static final EngineLimits DEFAULT =
            new EngineLimits(8192, 64 * MIB, 512, 8 * MIB, 1000, 32 * MIB, 16_384);

    public EngineLimits {
        if (queuedChanges < 1 || batchChanges < 1 || window < 1 || running < 1) {
            throw new IllegalArgumentException("a bound is not positive");
        }
        if (queuedBytes < 1 || batchBytes < 1 || heldPayloadBytes < 0) {
            throw new IllegalArgumentException("a bound in bytes is not positive");
        }
    }
}

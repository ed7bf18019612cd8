package dev.ringback.kernel.model;

/**
 * The durations of the phases of an attempt, in microseconds. A phase that did not happen took 0: a
 * kept connection has no connect and no TLS phase.
 *
 * @param connectMicros name look-up and TCP connect
 * @param tlsMicros TLS handshake
 * @param firstByteMicros from the start of the attempt to the first byte of the answer
 * @param totalMicros from the start of the attempt to its end
 */
public record Timing(long connectMicros, long tlsMicros, long firstByteMicros, long totalMicros) {

    /** No phase took place. */
    public static final Timing NONE = new Timing(0, 0, 0, 0);

    public Timing {
        if (connectMicros < 0 || tlsMicros < 0 || firstByteMicros < 0 || totalMicros < 0) {
            throw new IllegalArgumentException("a phase is negative");
        }
    }
}

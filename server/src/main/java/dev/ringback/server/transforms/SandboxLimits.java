package dev.ringback.server.transforms;

import java.time.Duration;

/**
 * The bounds of one run of a script.
 *
 * @param time of computing, for reading the script and running it; see {@link Deadline}
 * @param small bytes of memory that each run may have, the engine's own 1.4 MB among them
 * @param large bytes of memory with which a run is repeated that needed more
 * @param output bytes of what a script returns, as JSON
 */
record SandboxLimits(Duration time, int small, int large, int output) {

    private static final int MIB = 1 << 20;

    /** Most take less than a millisecond, and those over a megabyte of JSON a tenth of this. */
    private static final Duration TIME = Duration.ofSeconds(1);

    /** As large as the largest body. */
    private static final int OUTPUT = 10 * MIB;

    /** Those of a process whose heap may have so many bytes. */
    static SandboxLimits ofHeap(long heap) {
        return new SandboxLimits(
                TIME,
                Math.clamp(heap / 64, 4 * MIB, 8 * MIB),
                Math.clamp(heap / 8, 8 * MIB, 64 * MIB),
                OUTPUT);
    }
}

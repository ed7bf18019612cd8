package dev.ringback.net.http.door;

import dev.ringback.net.http.HttpLimits;

/**
 * The deadlines of a request that arrives slowly. Only waiting counts: a handler that reads a body
 * slowly is not the peer's fault. Bytes buy time, but no silence longer than the request timeout.
 */
final class Pace {

    private static final long SECOND = 1_000_000_000L;

    private final long timeout;
    private final long perByte;
    private long bought;
    private long waited;

    Pace(HttpLimits limits) {
        this.timeout = limits.patience().request().toNanos();
        this.perByte = SECOND / limits.patience().bytesPerSecond();
    }

    /** The first bytes of a request are there. */
    void begun(int bytes) {
        bought = worth(bytes);
        waited = 0;
    }

    /** More bytes of it are there, after so many nanoseconds. */
    void arrived(int bytes, long nanos) {
        bought += worth(bytes);
        waited += nanos;
    }

    /** How many nanoseconds the next bytes may take; none are left when it is not positive. */
    long patience() {
        return Math.min(timeout, timeout + bought - waited);
    }

    /** The nanoseconds in which so many bytes should pass. */
    long worth(long bytes) {
        return bytes * perByte;
    }
}

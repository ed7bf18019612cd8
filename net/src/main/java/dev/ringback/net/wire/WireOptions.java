package dev.ringback.net.wire;

import java.time.Duration;

/**
 * The bounds of the wire.
 *
 * @param idlePerHost kept connections per scheme, host and port; as many as one endpoint usually
 *     has calls in flight, so that a burst does not dial anew
 * @param idleTotal kept connections altogether; bounds file descriptors and read buffers
 * @param idleTime how long a connection is kept; shorter than the keep-alive time of common
 *     servers, so that they seldom close it under a request
 * @param greatestAge how long a connection is kept in use: longer than that it would hide from a
 *     change of its name's address
 * @param bodyGrace how long the body of an answer is waited for whose head says all that matters
 * @param headBytes size of a response head; four times what common servers send at most
 * @param headerCount header lines in a response
 * @param lookups name look-ups at a time; each holds a thread, because they block in native code
 * @param tick how often deadlines and idle times are looked at, and so the precision of a deadline
 */
public record WireOptions(
        int idlePerHost,
        int idleTotal,
        Duration idleTime,
        Duration greatestAge,
        Duration bodyGrace,
        int headBytes,
        int headerCount,
        int lookups,
        Duration tick) {

    /** What suits a server of two cores and up. */
    public static final WireOptions DEFAULT =
            new WireOptions(
                    64,
                    1_024,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(5),
                    64 * 1_024,
                    200,
                    64,
                    Duration.ofMillis(100));

    /**
     * What suits a few hosts that are given thousands of requests at a time: to dial anew for most
     * of them costs more than to keep their connections.
     */
    public static final WireOptions FEW_HOSTS =
            new WireOptions(
                    10_000,
                    10_000,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(5),
                    64 * 1_024,
                    200,
                    64,
                    Duration.ofMillis(100));

    public WireOptions {
        between("idlePerHost", idlePerHost, 0, 10_000);
        between("idleTotal", idleTotal, 0, 100_000);
        between("headBytes", headBytes, 256, 1_048_576);
        between("headerCount", headerCount, 1, 10_000);
        between("lookups", lookups, 1, 1_000);
        notNegative("idleTime", idleTime);
        notNegative("greatestAge", greatestAge);
        notNegative("bodyGrace", bodyGrace);
        if (tick.compareTo(Duration.ofMillis(1)) < 0 || tick.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("tick is not within 1 ms to 1 s: " + tick);
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " is not within " + least + " to " + most + ": " + value);
        }
    }
}

package dev.ringback.kernel;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that grow with time: 41 bits of milliseconds since 2024, 6 bits of node, 16 bits of counter.
 * When a millisecond's counter is used up, or the clock steps back, ids run ahead of the clock
 * rather than repeat.
 */
public final class TimeOrderedIds implements Ids {

    /** Number of nodes that can share a database. */
    public static final int NODES = 64;

    private static final long EPOCH = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    private static final int NODE_BITS = 6;
    private static final int COUNTER_BITS = 16;

    private final Time time;
    private final int node;
    private final AtomicLong last = new AtomicLong();

    /**
     * Makes a source.
     *
     * @param node 0 to 63, different for every process that shares the database
     */
    public TimeOrderedIds(Time time, int node) {
        if (node < 0 || node >= NODES) {
            throw new IllegalArgumentException("node is not between 0 and 63: " + node);
        }
        this.time = time;
        this.node = node;
    }

    @Override
    public long next() {
        long earliest = (time.now().toEpochMilli() - EPOCH) << COUNTER_BITS;
        long moment = last.updateAndGet(previous -> Math.max(previous + 1, earliest));
        long millis = moment >>> COUNTER_BITS;
        long counter = moment & ((1L << COUNTER_BITS) - 1);
        return (millis << (NODE_BITS + COUNTER_BITS)) | ((long) node << COUNTER_BITS) | counter;
    }

    /** The smallest id that this moment can have; ids made earlier are smaller. */
    public static long floor(Instant moment) {
        return Math.max(0, moment.toEpochMilli() - EPOCH) << (NODE_BITS + COUNTER_BITS);
    }

    /** The moment that stands in an id. */
    public static Instant moment(long id) {
        return Instant.ofEpochMilli((id >> (NODE_BITS + COUNTER_BITS)) + EPOCH);
    }
}

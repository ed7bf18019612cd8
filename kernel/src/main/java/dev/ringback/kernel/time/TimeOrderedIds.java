package dev.ringback.kernel.time;

import java.time.Duration;
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

    /** A clock that is wrong by decades must not use up the numbers: a year is left to count in. */
    private static final long LATEST = (1L << 41) - 1 - Duration.ofDays(365).toMillis();

    private final Clock time;
    private final int node;
    private final AtomicLong last;

    /** A source where there are no ids yet. */
    public TimeOrderedIds(Clock time, int node) {
        this(time, node, 0);
    }

    /**
     * Makes a source.
     *
     * @param node 0 to 63, different for every process that shares the database
     * @param greatest of the ids that exist; all that are given are greater, whatever the clock
     *     says
     */
    public TimeOrderedIds(Clock time, int node, long greatest) {
        if (node < 0 || node >= NODES) {
            throw new IllegalArgumentException("node is not between 0 and 63: " + node);
        }
        this.time = time;
        this.node = node;
        long used = greatest >>> (NODE_BITS + COUNTER_BITS);
        this.last = new AtomicLong(greatest == 0 ? 0 : ((used + 1) << COUNTER_BITS) - 1);
    }

    @Override
    public long next() {
        long earliest = Math.min(time.now().toEpochMilli() - EPOCH, LATEST) << COUNTER_BITS;
        long moment = last.updateAndGet(previous -> Math.max(previous + 1, earliest));
        long millis = moment >>> COUNTER_BITS;
        long counter = moment & ((1L << COUNTER_BITS) - 1);
        return (millis << (NODE_BITS + COUNTER_BITS)) | ((long) node << COUNTER_BITS) | counter;
    }

    /** The moment at which an id was given, or later if there were more than fit. */
    public static Instant moment(long id) {
        return Instant.ofEpochMilli(EPOCH + (id >>> (NODE_BITS + COUNTER_BITS)));
    }

    /** The smallest id that this moment can have; ids made earlier are smaller. */
    public static long floor(Instant moment) {
        return Math.max(0, moment.toEpochMilli() - EPOCH) << (NODE_BITS + COUNTER_BITS);
    }
}

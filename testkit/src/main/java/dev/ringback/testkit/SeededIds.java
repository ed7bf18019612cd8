package dev.ringback.testkit;

import dev.ringback.kernel.time.Ids;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that are the same in every run: one more than the last. */
public final class SeededIds implements Ids {

    private final AtomicLong last;

    /**
     * Makes a source.
     *
     * @param first the first id that it gives, 0 or more
     */
    public SeededIds(long first) {
        this.last = new AtomicLong(first - 1);
    }

    @Override
    public long next() {
        return last.incrementAndGet();
    }
}

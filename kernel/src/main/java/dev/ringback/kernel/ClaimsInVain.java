package dev.ringback.kernel;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Claims of bytes that were in vain since bytes were last given back: whoever made one hears of the
 * next that are. Safe for many threads, without a lock, for bytes are given back all the time.
 */
final class ClaimsInVain {

    private final AtomicBoolean any = new AtomicBoolean();
    private volatile boolean alone;
    private volatile Runnable onFreed = () -> {};

    /** Says who hears. */
    void whenFreed(Runnable what) {
        onFreed = what;
    }

    /**
     * Notes one.
     *
     * @param goesAlone whether it waits for the place of what goes alone
     */
    void add(boolean goesAlone) {
        // In this order: else it could be noted after all was taken back that somebody waits for
        // the place, when nobody does.
        if (goesAlone) {
            alone = true;
        }
        any.set(true);
    }

    /** Whether somebody waits for the place of what goes alone. */
    boolean areForThePlace() {
        return alone;
    }

    /** Bytes were given back: takes back what was noted, and says so to whoever hears. */
    void freed() {
        if (any.get() && any.compareAndSet(true, false)) {
            alone = false;
            onFreed.run();
        }
    }
}

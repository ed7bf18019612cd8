package dev.ringback.kernel.memory;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;

/**
 * Notes whether claims of bytes were refused since bytes were last given back: whoever made one
 * hears of the next that are. Safe for many threads, without a lock, for bytes are given back all
 * the time.
 */
final class ClaimsInVain {

    /** What those who claimed in vain wait for: the most that one of them does. */
    private enum Awaited {
        NOTHING,
        BYTES,
        PLACE
    }

    private final AtomicReference<Awaited> awaited = new AtomicReference<>(Awaited.NOTHING);
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
        Awaited _ =
                awaited.accumulateAndGet(
                        goesAlone ? Awaited.PLACE : Awaited.BYTES,
                        BinaryOperator.maxBy(Awaited::compareTo));
    }

    /** Whether somebody waits for the place of what goes alone. */
    boolean areForThePlace() {
        return awaited.get() == Awaited.PLACE;
    }

    /** Bytes were given back: takes back what was noted, and says so to whoever hears. */
    void freed() {
        if (awaited.get() != Awaited.NOTHING
                && awaited.getAndSet(Awaited.NOTHING) != Awaited.NOTHING) {
            onFreed.run();
        }
    }
}

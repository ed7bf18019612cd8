package dev.ringback.kernel.port;

import java.util.function.Supplier;

/**
 * A thread that may wait long for what it reads: while a server starts nobody waits for it yet, and
 * to give up would be to start anew. On other threads somebody waits, who is better told soon.
 */
public final class UnhurriedThread {

    private static final ScopedValue<Boolean> UNHURRIED = ScopedValue.newInstance();

    private UnhurriedThread() {}

    /** Whether the current thread is one. */
    public static boolean isThis() {
        return UNHURRIED.isBound();
    }

    /** Does work without hurry. */
    public static <T> T does(Supplier<T> work) {
        return ScopedValue.where(UNHURRIED, true).call(work::get);
    }
}

package dev.ringback.store;

import java.util.function.Supplier;

/** Runs work that asks and writes by turns, on a thread that may be held meanwhile. */
@FunctionalInterface
interface Apart {
    <T> T run(Supplier<T> work);
}

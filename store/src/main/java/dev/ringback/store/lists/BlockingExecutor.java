package dev.ringback.store.lists;

import java.util.function.Supplier;

/** Runs work that reads and writes in turn, on a thread that may be blocked by it for long. */
@FunctionalInterface
public interface BlockingExecutor {
    <T> T run(Supplier<T> work);
}

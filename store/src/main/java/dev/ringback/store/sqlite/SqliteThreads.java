package dev.ringback.store.sqlite;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.lists.BlockingExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * A few threads that call SQLite for others. A virtual thread that did so itself would hold its
 * carrier until the answer is complete, and two long lists would stop everything on a machine with
 * two cores; so it waits for one of these threads instead.
 */
final class SqliteThreads implements BlockingExecutor, AutoCloseable {

    private final ExecutorService threads;

    /**
     * So many threads.
     *
     * @param name what they are called
     */
    SqliteThreads(String name, int number) {
        this.threads =
                Executors.newFixedThreadPool(
                        number,
                        Thread.ofPlatform().daemon().name("sqlite-" + name + "-", 1).factory());
    }

    @Override
    public <T> T run(Supplier<T> work) {
        return call(work::get);
    }

    /** The same for work that may fail as databases do. */
    <T> T call(Callable<T> work) {
        try {
            return await(threads.submit(work));
        } catch (RejectedExecutionException e) {
            throw new StoreException("The store is closed.", e);
        }
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while reading.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException failed) {
                throw failed;
            }
            throw new StoreException("SQLite could not read: " + e.getMessage(), e);
        }
    }

    /** Waits for what has begun. */
    @Override
    public void close() {
        threads.close();
    }
}

package dev.ringback.server.crash;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does many things a few at a time, on threads that run no tests. */
final class Together {

    private static final int THREADS = 4;

    private Together() {}

    /** Returns when all are done; fails as the first that failed. */
    static <T> void each(Collection<T> all, Consumer<T> task) {
        try (var threads = Executors.newFixedThreadPool(THREADS, Thread.ofVirtual().factory())) {
            List<Future<?>> done =
                    all.stream()
                            .<Future<?>>map(one -> threads.submit(() -> task.accept(one)))
                            .toList();
            for (Future<?> each : done) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("one of many failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}

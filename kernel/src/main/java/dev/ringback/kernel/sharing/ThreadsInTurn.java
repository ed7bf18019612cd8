package dev.ringback.kernel.sharing;

import dev.ringback.kernel.model.ProjectId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A few threads of their own for work that computes without a break, and so would keep virtual
 * threads from running. Projects have them in turn, and none has all of them.
 */
public final class ThreadsInTurn implements AutoCloseable {

    /** Work of one project that may wait; what comes then can be done later. */
    public static final int MAX_WAITING = 64;

    private final String name;
    private final int most;
    private final long stack;
    private final int perProject;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final Turns<Task<?>> turns = new Turns<>();
    private final Map<ProjectId, Integer> running = new HashMap<>();
    private int started;
    private int idle;
    private boolean closed;

    private record Task<T>(ProjectId project, Supplier<T> work, CompletableFuture<T> result) {

        void run() {
            try {
                result.complete(work.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }

        // Two of the same content are not the same.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * Makes no thread yet: most servers have no work for them.
     *
     * @param name what their names begin with
     * @param most threads at a time, 2 or more
     * @param stack bytes of each one's stack
     */
    public ThreadsInTurn(String name, int most, long stack) {
        this.name = name;
        this.most = most;
        this.stack = stack;
        this.perProject = Math.max(1, most / 2);
    }

    /** Does work in the project's turn, and waits for it. Empty when too much of it waits. */
    public <T> Optional<T> tryInTurn(ProjectId project, Supplier<T> work) {
        Task<T> task = new Task<>(project, work, new CompletableFuture<>());
        return offer(task, MAX_WAITING) ? Optional.of(task.result.join()) : Optional.empty();
    }

    /** Does work in the project's turn, and waits for it. */
    public <T> T inTurn(ProjectId project, Supplier<T> work) {
        Task<T> task = new Task<>(project, work, new CompletableFuture<>());
        offer(task, Integer.MAX_VALUE);
        return task.result.join();
    }

    /** How much work waits. */
    public int waiting() {
        lock.lock();
        try {
            return turns.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean offer(Task<?> task, int bound) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the server stops");
            }
            if (turns.size(task.project) >= bound) {
                return false;
            }
            turns.add(task.project, task);
            // Who was told of other work counts as idle until it has taken that.
            if (idle < turns.size() && started < most) {
                start();
            }
            change.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        Thread.ofPlatform().name(name + "-" + started).daemon().stackSize(stack).start(this::serve);
        started++;
    }

    private void serve() {
        Optional<Task<?>> task = take();
        while (task.isPresent()) {
            task.get().run();
            done(task.get().project);
            task = take();
        }
    }

    private Optional<Task<?>> take() {
        lock.lock();
        try {
            while (true) {
                Optional<Task<?>> next =
                        turns.next(project -> running.getOrDefault(project, 0) < perProject);
                if (next.isPresent()) {
                    running.merge(next.get().project, 1, Integer::sum);
                    return next;
                }
                if (closed) {
                    return Optional.empty();
                }
                idle++;
                change.awaitUninterruptibly();
                idle--;
            }
        } finally {
            lock.unlock();
        }
    }

    private void done(ProjectId project) {
        lock.lock();
        try {
            running.computeIfPresent(project, (_, count) -> count == 1 ? null : count - 1);
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Does what waits, and ends the threads. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

package dev.ringback.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Group commit: one thread that drains what has queued up into one transaction, so that many
 * changes share one flush to disk. No artificial wait: while one group is being flushed the next
 * one gathers.
 */
final class Committer {

    /** A change and who waits for it; the last one ends the thread. */
    private record Pending(Change change, Consumer<Committed> then, boolean last) {}

    private final Store store;
    private final Time time;
    private final EngineListener listener;
    private final EngineLimits limits;
    private final BiConsumer<Change, Committed> heard;
    private final BlockingQueue<Pending> queue;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Makes a committer.
     *
     * @param heard runs on the committing thread with what became of every change, before whoever
     *     asked for it hears of it
     */
    Committer(
            Store store,
            Time time,
            EngineListener listener,
            EngineLimits limits,
            BiConsumer<Change, Committed> heard) {
        this.store = store;
        this.time = time;
        this.listener = listener;
        this.limits = limits;
        this.heard = heard;
        this.queue = new ArrayBlockingQueue<>(limits.queuedChanges());
        // A platform thread: embedded databases block inside native code, which would hold one of
        // the few carriers of the virtual threads.
        this.thread = Thread.ofPlatform().name("committer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Queues a change unless too much is queued; {@code then} runs on the committing thread. */
    boolean offer(Change change, Consumer<Committed> then) {
        long weight = change.weight();
        if (closed || queuedBytes.get() > limits.queuedBytes()) {
            return false;
        }
        queuedBytes.addAndGet(weight);
        boolean queued = queue.offer(new Pending(change, then, false));
        if (!queued) {
            queuedBytes.addAndGet(-weight);
        } else if (closed) {
            refuseQueued();
        }
        return queued;
    }

    /** Queues a change, waiting for room; after the end nothing happens. */
    void put(Change change, Consumer<Committed> then) {
        if (!closed) {
            queuedBytes.addAndGet(change.weight());
            put(new Pending(change, then, false));
        }
    }

    /** Commits what is queued, then ends; what is handed in later is refused. */
    void stop(Duration atMost) {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        put(new Pending(Kind.Settlement.NOTHING, _ -> {}, true));
        try {
            boolean _ = thread.join(atMost);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(Pending pending) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(pending);
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var batch = new ArrayList<Pending>(limits.batchChanges());
        boolean running = true;
        while (running) {
            running = gather(batch);
            if (!batch.isEmpty()) {
                commit(batch);
            }
            batch.clear();
        }
        closed = true;
        refuseQueued();
    }

    private void refuseQueued() {
        var ended = new Committed.Failed(new StoreException("the engine has ended"));
        for (Pending left = queue.poll(); left != null; left = queue.poll()) {
            left.then().accept(ended);
        }
    }

    /** Waits for one change and takes what else is there, within bounds; false to end. */
    private boolean gather(List<Pending> batch) {
        long weight = 0;
        try {
            Optional<Pending> next = Optional.of(queue.take());
            while (next.isPresent() && !next.get().last()) {
                batch.add(next.get());
                weight += next.get().change().weight();
                boolean full =
                        batch.size() >= limits.batchChanges() || weight >= limits.batchBytes();
                next = full ? Optional.empty() : Optional.ofNullable(queue.poll());
            }
            return next.isEmpty();
        } catch (InterruptedException _) {
            return false;
        } finally {
            queuedBytes.addAndGet(-weight);
        }
    }

    private void commit(List<Pending> batch) {
        long before = time.nanos();
        List<Committed> results = results(batch);
        Duration took = Duration.ofNanos(time.nanos() - before);
        seen(() -> listener.committed(batch.size(), took));
        for (int i = 0; i < batch.size(); i++) {
            tell(batch.get(i), results.get(i));
        }
    }

    private void tell(Pending pending, Committed result) {
        seen(() -> heard.accept(pending.change(), result));
        seen(() -> pending.then().accept(result));
    }

    /** A bug in what hears of a commit is reported, and does not end committing. */
    private void seen(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }

    private List<Committed> results(List<Pending> batch) {
        List<Change> changes = batch.stream().map(Pending::change).toList();
        try {
            return store.commit(changes);
        } catch (RuntimeException e) {
            seen(() -> listener.commitFailed(batch.size(), e));
            return new OneByOne(store).commit(changes, e);
        }
    }
}

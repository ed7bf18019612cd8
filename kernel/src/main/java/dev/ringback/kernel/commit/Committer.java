package dev.ringback.kernel.commit;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.port.EngineListener;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Standing;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Group commit: one thread that drains what has queued up into one transaction, so that many
 * changes share one flush to disk. No artificial wait: while one group is being flushed the next
 * one gathers.
 */
public final class Committer {

    private final Store store;
    private final Clock time;
    private final EngineListener listener;
    private final EngineLimits limits;
    private final BiConsumer<Change, Committed> heard;
    private final CommitQueue<Pending> queue;
    private final ByteBudget budget;
    private final Thread thread;
    private final Loop loop;

    // Made before they are needed: when the store fails is no time to find a class missing.
    private final OneByOne oneByOne;
    private final Committed ended =
            new Committed.Failed(new StoreException("the engine has ended"));

    /** The first of the group that is being committed. */
    private volatile Optional<Pending> underWay = Optional.empty();

    private volatile Optional<String> failure = Optional.empty();
    private volatile boolean closed;

    /**
     * Makes a committer.
     *
     * @param heard runs on the committing thread with what became of every change, before whoever
     *     asked for it hears of it
     */
    public Committer(
            Store store,
            Clock time,
            EngineListener listener,
            EngineLimits limits,
            ByteBudget budget,
            BiConsumer<Change, Committed> heard) {
        this.store = store;
        this.time = time;
        this.listener = listener;
        this.limits = limits;
        this.budget = budget;
        this.heard = heard;
        this.queue = new CommitQueue<>(limits.queuedChanges());
        this.loop = new Loop("committer", listener);
        this.oneByOne = new OneByOne(store);
        // A platform thread: embedded databases block inside native code, which would hold one of
        // the few carriers of the virtual threads.
        this.thread = Thread.ofPlatform().name("committer").unstarted(this::run);
    }

    public void start() {
        rehearse();
        thread.start();
    }

    /** Goes once through what is needed when the store fails: then no class may be missing. */
    private void rehearse() {
        boolean _ = Documents.areOnDisk(store, Kind.Settlement.NOTHING);
        List<Committed> _ = oneByOne.commit(List.of(), new StoreException("a rehearsal"));
    }

    /**
     * Queues a change.
     *
     * @param onDone runs on the committing thread once the change is on disk, before the result is
     *     there
     * @return empty when too much is queued, of the project or at all
     */
    public Optional<CompletableFuture<Committed>> offer(
            ProjectId project, Change change, Runnable onDone) {
        long weight = change.weight();
        Optional<Share> share = closed ? Optional.empty() : account(change).take(weight);
        if (share.isEmpty()) {
            return Optional.empty();
        }
        Pending pending = pending(change, weight, onDone, share);
        if (!queue.offer(project, pending)) {
            share.get().close();
            return Optional.empty();
        }
        return queued(pending);
    }

    /** Queues what a running call came to, however much is queued; empty after the end. */
    public Optional<CompletableFuture<Committed>> put(
            ProjectId project, Change change, Runnable onDone) {
        if (closed) {
            return Optional.empty();
        }
        Pending pending = pending(change, change.weight(), onDone, Optional.empty());
        queue.put(project, pending);
        return queued(pending);
    }

    private Pending pending(Change change, long weight, Runnable onDone, Optional<Share> share) {
        var result = new CompletableFuture<Committed>();
        return new Pending(onTime(change), weight, onDone, result, time.nanos(), share, false);
    }

    private Optional<CompletableFuture<Committed>> queued(Pending pending) {
        if (closed) {
            refuseQueued();
        }
        return Optional.of(pending.result());
    }

    /** Who makes calls goes by the machine's clock; what waits is kept in the steady time. */
    private Change onTime(Change change) {
        if (change.calls().isEmpty() && change.moves().isEmpty()) {
            return change;
        }
        Duration ahead = time.ahead();
        return ahead.isZero() ? change : change.dueLater(ahead);
    }

    /** How it stands; asks neither the store nor the committing thread. */
    public Standing standing() {
        long now = time.nanos();
        Duration oldest =
                underWay.or(() -> queue.first(Comparator.comparingLong(Pending::since)))
                        .map(first -> Duration.ofNanos(now - first.since()))
                        .orElse(Duration.ZERO);
        return new Standing(oldest, failure);
    }

    /**
     * Commits what is queued, then ends; what is handed in later is refused. When the store hangs
     * it is left behind, and what is queued is refused.
     *
     * @param atMost how long to wait for the thread
     */
    public void stop(Duration atMost) {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            queue.end(Pending.last(time.nanos()));
            boolean _ = thread.join(atMost);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            closed = true;
            refuseQueued();
            queue.end(Pending.last(time.nanos()));
        }
    }

    private void run() {
        var batch = new ArrayList<Pending>(limits.batchChanges());
        try {
            while (gather(batch)) {
                commit(batch);
                batch.clear();
            }
            commit(batch);
        } catch (Throwable why) {
            broke(batch, why);
        }
        closed = true;
        refuseQueued();
    }

    /**
     * Answers all who wait, and has the process ended: after an error it is not known what state
     * the store is in, and without committing nothing goes on.
     */
    private void broke(List<Pending> batch, Throwable why) {
        closed = true;
        failure = Optional.of("committing has ended: " + why);
        batch.forEach(pending -> loop.step(() -> tell(pending, ended)));
        refuseQueued();
        listener.ended(why);
    }

    private void refuseQueued() {
        for (var left = queue.poll(); left.isPresent(); left = queue.poll()) {
            boolean _ = left.get().result().complete(ended);
            left.get().release();
        }
    }

    /** Waits for one change and takes what else is there, within bounds; false to end. */
    private boolean gather(List<Pending> batch) {
        long weight = 0;
        try {
            Optional<Pending> next = Optional.of(queue.take());
            underWay = next;
            while (next.isPresent() && !next.get().last()) {
                batch.add(next.get());
                weight += next.get().weight();
                boolean full =
                        batch.size() >= limits.batchChanges() || weight >= limits.batchBytes();
                next = full ? Optional.empty() : queue.poll();
            }
            return next.isEmpty();
        } catch (InterruptedException _) {
            return false;
        }
    }

    private ByteBudget.Account account(Change change) {
        return change.project().map(budget::of).orElseGet(budget::ofNobody);
    }

    private void commit(List<Pending> batch) {
        if (!batch.isEmpty()) {
            long before = time.nanos();
            List<Committed> results = results(batch);
            Duration took = Duration.ofNanos(time.nanos() - before);
            loop.step(() -> listener.committed(batch.size(), took));
            for (int i = 0; i < batch.size(); i++) {
                tell(batch.get(i), results.get(i));
            }
        }
        underWay = Optional.empty();
    }

    private void tell(Pending pending, Committed result) {
        loop.step(() -> heard.accept(pending.change(), result));
        if (result instanceof Committed.Done) {
            loop.step(pending.onDone());
        }
        boolean _ = pending.result().complete(result);
        pending.release();
    }

    private List<Committed> results(List<Pending> batch) {
        List<Change> changes = batch.stream().map(Pending::change).toList();
        try {
            List<Committed> results = store.commit(changes);
            failure = Optional.empty();
            return results;
        } catch (RuntimeException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
            loop.step(() -> listener.commitFailed(batch.size(), e));
            List<Committed> results = oneByOne.commit(changes, e);
            if (results.stream().anyMatch(each -> !(each instanceof Committed.Failed))) {
                failure = Optional.empty();
            }
            return results;
        }
    }
}

package dev.ringback.net.wire;

import dev.ringback.kernel.port.Loop;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Shares the threads of look-ups out by owner: each has a few at a time, and those who wait are
 * taken in turn, so that an owner whose names hang holds up nobody but itself. Names that have
 * resolved lately have threads of their own.
 */
final class LookupTurns implements AutoCloseable {

    /** Look-ups that wait, of one owner. */
    static final int WAITING = 1_000;

    private static final int OWNERS = 10_000;
    private static final int PART = 8;

    /** A look-up that waits for its turn. */
    interface Task {

        /** Does it; may block. */
        void run();

        /** It will not be done. Does not block. */
        void refuse(RejectedExecutionException why);
    }

    private static final class Owner {
        final Queue<Task> waiting = new ArrayDeque<>();
        int running;
    }

    private final int most;
    private final int ofOne;
    private final int known;
    private final ThreadPoolExecutor threads;
    private final Loop loop =
            Loop.logged("look-ups", System.getLogger(LookupTurns.class.getName()));
    // Guarded by this; in the order of their turns.
    private final Map<String, Owner> owners = new LinkedHashMap<>();
    private int running;
    private int knownRunning;

    /**
     * Makes one.
     *
     * @param atOnce how many look-ups of names that are not known to resolve; an eighth of them for
     *     one owner, and as many more for names that are known
     */
    LookupTurns(int atOnce) {
        this.most = atOnce;
        this.ofOne = Math.max(1, atOnce / PART);
        this.known = Math.max(1, atOnce / PART);
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        // The counts are the bound: who hands its turn on still has its thread.
                        Integer.MAX_VALUE,
                        10,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().daemon().name("wire-lookup-", 0).factory());
    }

    /**
     * Runs a look-up when it is its owner's turn, or refuses it: too many of this owner wait.
     *
     * @param resolvedLately whether its name is known to resolve
     */
    synchronized void run(String owner, boolean resolvedLately, Task lookup) {
        if (resolvedLately && knownRunning < known) {
            knownRunning++;
            if (!begun(lookup, this::overKnown)) {
                overKnown();
            }
            return;
        }
        if (owners.size() >= OWNERS && !owners.containsKey(owner)) {
            lookup.refuse(new RejectedExecutionException("too many owners wait"));
            return;
        }
        Owner his = owners.computeIfAbsent(owner, _ -> new Owner());
        if (his.waiting.size() >= WAITING) {
            lookup.refuse(new RejectedExecutionException("too many names of one owner wait"));
            return;
        }
        his.waiting.add(lookup);
        begin();
    }

    private synchronized void overKnown() {
        knownRunning--;
    }

    private synchronized void over(String name) {
        ended(name);
        begin();
    }

    private void ended(String name) {
        running--;
        Owner owner = owners.get(name);
        if (owner != null) {
            owner.running--;
            forget(name, owner);
        }
    }

    private void forget(String name, Owner owner) {
        if (owner.running == 0 && owner.waiting.isEmpty()) {
            owners.remove(name);
        }
    }

    private void begin() {
        while (running < most) {
            Optional<String> next =
                    owners.entrySet().stream()
                            .filter(each -> !each.getValue().waiting.isEmpty())
                            .filter(each -> each.getValue().running < ofOne)
                            .map(Map.Entry::getKey)
                            .findFirst();
            if (next.isEmpty()) {
                return;
            }
            begin(next.get());
        }
    }

    /** Begins one of an owner, whose next turn comes after those of all others. */
    private void begin(String name) {
        Owner owner = owners.remove(name);
        if (owner == null) {
            return;
        }
        owners.put(name, owner);
        Task lookup = owner.waiting.remove();
        owner.running++;
        running++;
        if (!begun(lookup, () -> over(name))) {
            ended(name);
        }
    }

    /** Gives a look-up a thread; false when there is none to be had, and it is refused. */
    private boolean begun(Task lookup, Runnable over) {
        try {
            threads.execute(() -> {
                boolean _ = loop.step(lookup::run);
                over.run();
            });
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError none) {
            // The host may have as many threads as it allows. Whoever asks again may have luck.
            lookup.refuse(new RejectedExecutionException("there is no thread", none));
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

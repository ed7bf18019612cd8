package dev.ringback.kernel.sharing;

import dev.ringback.kernel.model.ProjectId;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The one table of the places that are held under {@link SharedLimit}s: by the calls of lanes, and
 * by requests that pass a gate of their own. Safe for many threads, and under the locks of those
 * who ask: nobody is called, or waited for, while its lock is held.
 */
public final class SharedLimits {

    private static final List<SharedLimit> NONE = List.of();

    private final ReentrantLock lock = new ReentrantLock();
    private final Holders<Contender> holders = new Holders<>();

    /**
     * One who asks for places again and again, such as a lane on behalf of its calls.
     *
     * @param entered called on a thread of its own when it has waited and has its places now; it
     *     takes them, or withdraws
     */
    public Contender contender(Runnable entered) {
        return new Contender(entered);
    }

    /** Gives places back that somebody took. */
    public void leave(List<SharedLimit> limits) {
        if (!limits.isEmpty()) {
            serve(() -> holders.leave(limits));
        }
    }

    /** How many places are held under a key. */
    public int held(String key) {
        lock.lock();
        try {
            return holders.held(key);
        } finally {
            lock.unlock();
        }
    }

    private void serve(Supplier<List<Contender>> change) {
        List<Contender> entered;
        lock.lock();
        try {
            entered = change.get();
            entered.forEach(contender -> contender.stage = Stage.ENTERED);
        } finally {
            lock.unlock();
        }
        entered.forEach(each -> Thread.ofVirtual().name("place").start(each.called));
    }

    private enum Stage {
        OUTSIDE,
        WAITING,
        ENTERED
    }

    /** One who asks for places, one thing at a time; confined to a lock of its own. */
    public final class Contender {

        private final Runnable called;
        private List<SharedLimit> limits = NONE;

        /** Only others make WAITING to ENTERED, under the lock of the table. */
        private volatile Stage stage = Stage.OUTSIDE;

        private Contender(Runnable called) {
            this.called = called;
        }

        /**
         * Asks for a place under each of these keys. Without them it waits, and is called when it
         * has them; asking for the same again costs it no turn.
         *
         * @param project whose turn it is
         * @return whether it has them
         */
        public boolean enter(ProjectId project, List<SharedLimit> wanted) {
            if (stage != Stage.OUTSIDE && !wanted.equals(limits)) {
                withdraw();
            }
            if (stage == Stage.OUTSIDE) {
                lock.lock();
                try {
                    limits = wanted;
                    stage = holders.enter(this, project, wanted) ? Stage.ENTERED : Stage.WAITING;
                } finally {
                    lock.unlock();
                }
            }
            return stage == Stage.ENTERED;
        }

        /** Takes the places that it has, to {@link #leave} them once; then it may ask for more. */
        public List<SharedLimit> take() {
            if (stage != Stage.ENTERED) {
                withdraw();
                return NONE;
            }
            stage = Stage.OUTSIDE;
            return limits;
        }

        /** Wants nothing any more: gives back what it has, and waits for nothing. */
        public void withdraw() {
            if (stage != Stage.OUTSIDE) {
                serve(this::withdrawn);
            }
        }

        private List<Contender> withdrawn() {
            List<Contender> entered =
                    stage == Stage.ENTERED ? holders.leave(limits) : holders.withdraw(this);
            stage = Stage.OUTSIDE;
            return entered;
        }
    }
}

package dev.ringback.kernel.memory;

import dev.ringback.kernel.model.ProjectId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The one account of the bytes that are held in memory. Whoever is about to hold some takes a share
 * of it before, and gives it back once, when they are let go of.
 *
 * <p>Most of it is common to all, and {@link FairShare} says who may have how much of it, so that
 * none takes what the others need. Besides, there is a place for what is too large for that: one
 * share at a time may begin there, and one that has begun may come to its end there. So whatever
 * fits into such a place gets its turn, and what has begun never waits for what has not. Safe for
 * many threads; nobody waits for a lock while there is room.
 */
public final class ByteBudget {

    /** What the JVM, its libraries and idle connections need of a heap. */
    private static final long RESERVE = 32L * 1024 * 1024;

    /** As much as the largest job needs, with what is made of it. */
    private static final long LARGEST_PLACE = 72L * 1024 * 1024;

    private static final ProjectId NOBODY = new ProjectId("_");

    private final long common;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong spared = new AtomicLong();
    private final Map<ProjectId, Account> accounts = new ConcurrentHashMap<>();
    private final LonePlace beginning;
    private final LonePlace ending;
    private final Growers growers = new Growers();
    private final ClaimsInVain inVain = new ClaimsInVain();

    /**
     * Opens an account.
     *
     * @param common bytes that all share
     * @param alone bytes of each of the two places for what goes alone
     */
    public ByteBudget(long common, long alone) {
        if (common < 1 || alone < 0) {
            throw new IllegalArgumentException("no budget of %d and %d".formatted(common, alone));
        }
        this.common = common;
        this.beginning = new LonePlace(alone);
        this.ending = new LonePlace(alone);
    }

    /** The account of a process whose heap may have so many bytes. */
    public static ByteBudget ofHeap(long heap) {
        long all = Math.max(heap / 4, (heap - RESERVE) / 5 * 4);
        long alone = Math.min(all / 3, LARGEST_PLACE);
        return new ByteBudget(all - 2 * alone, alone);
    }

    /** The account of a project. */
    public Account of(ProjectId project) {
        return accounts.computeIfAbsent(project, _ -> new Account(Optional.empty()));
    }

    /** The account of what belongs to no project, or to one that is not known yet. */
    public Account ofNobody() {
        return of(NOBODY);
    }

    /** How many bytes there are in all. */
    public long limit() {
        return common + beginning.size() + ending.size();
    }

    /** How many bytes one share can have for certain, sooner or later, whatever others hold. */
    public long largest() {
        return beginning.size();
    }

    /** How many bytes are held. */
    public long held() {
        return held.get() + beginning.used() + ending.used();
    }

    /** How many shares wait to grow. */
    public int growing() {
        return growers.size();
    }

    /**
     * Says what runs when bytes are given back that were claimed in vain. It runs on the thread
     * that gives them back, whatever locks that one holds, so it hands on what it does.
     */
    public void whenFreed(Runnable what) {
        inVain.whenFreed(what);
    }

    /** What one project holds, or one part of what it does. */
    public final class Account {

        private final Optional<Account> whole;
        private final AtomicLong own = new AtomicLong();

        private Account(Optional<Account> whole) {
            this.whole = whole;
        }

        /** An account of a part of what this one's owner does, such as one of its lanes. */
        public Account part() {
            return new Account(Optional.of(this));
        }

        /** How many bytes are held for it. */
        public long held() {
            return own.get();
        }

        /** Takes a share at once; empty when there is no room for it now. */
        public Optional<Share> take(long bytes) {
            return taken(bytes, false);
        }

        /** Takes a share of what is held only because it is handy, and can be had anew. */
        public Optional<Share> spare(long bytes) {
            return spared(bytes) ? Optional.of(new Share(this, bytes, true)) : Optional.empty();
        }

        private boolean spared(long bytes) {
            if (spared.addAndGet(bytes) <= FairShare.handy(common) && added(bytes, true)) {
                return true;
            }
            spared.addAndGet(-bytes);
            return false;
        }

        /**
         * Takes a share for one who waits when there is no room: then {@link #whenFreed} is heard
         * once there may be, and others do not take the place of what goes alone before.
         */
        public Optional<Share> claim(long bytes) {
            Optional<Share> share = taken(bytes, true);
            if (share.isPresent()) {
                return share;
            }
            // Once more, because what was given back just now was given back unheard.
            inVain.add(goesAlone(bytes));
            return taken(bytes, true);
        }

        /**
         * Takes a share for work that was accepted before and is to go on, and waits for it in turn
         * with what has begun. What asks for more than can be had for certain gets as much as that.
         */
        public Share inTurn(long bytes) {
            var share = new Share(this, 0, false);
            boolean _ = share.growInTurn(Math.min(bytes, largest()));
            return share;
        }

        private Optional<Share> taken(long bytes, boolean patient) {
            if (grown(bytes)) {
                return Optional.of(new Share(this, bytes, false));
            }
            var share = new Share(this, 0, false);
            boolean alone =
                    goesAlone(bytes)
                            && (patient || !inVain.areForThePlace())
                            && beginning.take(share, bytes);
            return alone ? Optional.of(share) : Optional.empty();
        }

        /** Whether so many are more than the owner can have of what is common to all. */
        private boolean goesAlone(long bytes) {
            Account owner = whole.orElse(this);
            return FairShare.areTooMany(common, held.get() - owner.own.get(), bytes);
        }

        /** Adds bytes of what is common to all, when they are to be had. */
        private boolean grown(long bytes) {
            return admits(held.get(), bytes, 0) && added(bytes, false);
        }

        /**
         * Adds bytes unless others come before.
         *
         * @param handy whether they are held only because that is handy
         */
        private boolean added(long bytes, boolean handy) {
            add(bytes);
            while (true) {
                long now = held.get();
                if (!(handy ? fair(now, bytes).spares(bytes) : admits(now, bytes, bytes))) {
                    add(-bytes);
                    return false;
                }
                if (held.compareAndSet(now, now + bytes)) {
                    return true;
                }
            }
        }

        /**
         * Whether so many bytes may be had.
         *
         * @param added how many of what is held here were added for the one who asks
         */
        private boolean admits(long now, long bytes, long added) {
            FairShare fair = fair(now, added);
            return whole.isPresent() ? fair.admits(bytes, own.get() - added) : fair.admits(bytes);
        }

        private FairShare fair(long now, long added) {
            return new FairShare(common, now, whole.orElse(this).own.get() - added);
        }

        private void add(long bytes) {
            own.addAndGet(bytes);
            whole.ifPresent(account -> account.add(bytes));
        }
    }

    /**
     * Bytes that somebody may hold. One thread at a time uses it; {@link #close} may be called any
     * number of times.
     */
    public final class Share implements AutoCloseable {

        private final Account account;
        private final boolean spare;
        private long bytes;

        private Share(Account account, long bytes, boolean spare) {
            this.account = account;
            this.bytes = bytes;
            this.spare = spare;
        }

        /** How many they are. */
        public long bytes() {
            return bytes + beginning.of(this) + ending.of(this);
        }

        /** Takes so many more at once; false, and nothing is taken, when there is no room now. */
        public boolean grow(long more) {
            boolean grown = more <= 0 || (spare ? account.spared(more) : account.grown(more));
            bytes += grown && more > 0 ? more : 0;
            return grown;
        }

        /**
         * Takes so many more of what has begun, and waits for them in turn.
         *
         * @return false, and nothing is taken, when there will never be room for it
         */
        public boolean growInTurn(long more) {
            if (grow(more)) {
                return true;
            }
            if (ending.of(this) + more > ending.size()) {
                return false;
            }
            // Who has the place goes on in it, whoever waits for it.
            BooleanSupplier next = () -> growers.isFirst(this) || ending.of(this) > 0;
            growers.await(
                    this, () -> grow(more) || (next.getAsBoolean() && ending.take(this, more)));
            return true;
        }

        /** Gives back what is more than this. */
        public void shrink(long to) {
            long over = bytes() - to;
            if (over > 0) {
                over -= ending.give(this, over);
                over -= beginning.give(this, over);
                giveBack(over);
                growers.freed();
                inVain.freed();
            }
        }

        /** Gives all of it back. */
        @Override
        public void close() {
            shrink(0);
        }

        private void giveBack(long over) {
            bytes -= over;
            account.add(-over);
            held.addAndGet(-over);
            if (spare) {
                spared.addAndGet(-over);
            }
        }
    }
}

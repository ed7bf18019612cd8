package dev.ringback.server.jobs.live;

import dev.ringback.kernel.memory.ByteBudget.Account;
import dev.ringback.kernel.memory.ByteBudget.Share;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The share of memory that one broadcast holds; it never waits for more. */
final class BroadcastRoom {

    private final Account account;
    private final BooleanSupplier dropOldest;
    private Optional<Share> share = Optional.empty();

    /**
     * Nothing is taken yet.
     *
     * @param account of the project whose job it is
     * @param dropOldest gives up what is needed least; false when there is nothing of that sort
     */
    BroadcastRoom(Account account, BooleanSupplier dropOldest) {
        this.account = account;
        this.dropOldest = dropOldest;
    }

    /** Takes so many bytes, or none. */
    boolean take(long bytes) {
        while (!taken(bytes)) {
            if (!dropOldest.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    private synchronized boolean taken(long bytes) {
        if (share.isPresent()) {
            return share.get().grow(bytes);
        }
        share = account.spare(bytes);
        return share.isPresent();
    }

    /** Gives so many bytes back. */
    synchronized void give(long bytes) {
        share.ifPresent(each -> each.shrink(each.bytes() - bytes));
    }

    /** How many are taken. */
    synchronized long taken() {
        return share.map(Share::bytes).orElse(0L);
    }
}

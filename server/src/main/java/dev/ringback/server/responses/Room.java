package dev.ringback.server.responses;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** How many bytes all broadcasts may hold together. */
final class Room {

    private final long most;
    private final BooleanSupplier dropOldest;
    private final AtomicLong taken = new AtomicLong();

    /**
     * All of it is free.
     *
     * @param dropOldest gives up what is needed least; false when there is nothing of that sort
     */
    Room(long most, BooleanSupplier dropOldest) {
        this.most = most;
        this.dropOldest = dropOldest;
    }

    /** Takes so many bytes, or none. */
    boolean take(long bytes) {
        while (taken.addAndGet(bytes) > most) {
            give(bytes);
            if (!dropOldest.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    /** Gives so many bytes back. */
    void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** How many are taken. */
    long taken() {
        return taken.get();
    }
}

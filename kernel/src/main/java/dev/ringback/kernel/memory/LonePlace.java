package dev.ringback.kernel.memory;

import dev.ringback.kernel.memory.ByteBudget.Share;
import java.util.Optional;

/** A place in memory that one share has at a time, until it needs it no more. */
final class LonePlace {

    private final long size;
    private Optional<Share> holder = Optional.empty();
    private volatile long used;

    LonePlace(long size) {
        this.size = size;
    }

    long size() {
        return size;
    }

    /** How much of it is taken. */
    long used() {
        return used;
    }

    /** How much of it is this share's. */
    long of(Share share) {
        // Looked at without the lock when it is empty, as it nearly always is.
        return used == 0 ? 0 : held(share);
    }

    private synchronized long held(Share share) {
        return has(share) ? used : 0;
    }

    /** Takes so many bytes of it, unless another share has it or it is too small. */
    synchronized boolean take(Share share, long bytes) {
        if ((holder.isPresent() && !has(share)) || used + bytes > size) {
            return false;
        }
        used += bytes;
        holder = used > 0 ? Optional.of(share) : Optional.empty();
        return true;
    }

    /** Gives so many bytes back, or as many as the share has; says how many. */
    long give(Share share, long most) {
        return used == 0 ? 0 : given(share, most);
    }

    private synchronized long given(Share share, long most) {
        if (!has(share)) {
            return 0;
        }
        long given = Math.min(used, most);
        used -= given;
        if (used == 0) {
            holder = Optional.empty();
        }
        return given;
    }

    private boolean has(Share share) {
        return holder.filter(each -> each == share).isPresent();
    }
}

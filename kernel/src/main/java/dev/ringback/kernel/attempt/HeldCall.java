package dev.ringback.kernel.attempt;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import java.util.Optional;

/**
 * A call as it is held in memory, while it waits and while it runs.
 *
 * @param call as it was read or made
 * @param event what it carries, if that is at hand
 * @param size of what it carries, in bytes; {@link #UNKNOWN} until it has been looked at
 * @param share of memory that the two have
 */
public record HeldCall(
        Call call, Optional<Event> event, int size, Optional<ByteBudget.Share> share) {

    public static final int UNKNOWN = -1;

    /** One that has no share of memory. */
    public HeldCall(Call call, Optional<Event> event) {
        this(call, event, event.map(Event::bytes).orElse(UNKNOWN), Optional.empty());
    }

    /** The same in another state. */
    public HeldCall with(Call next) {
        return new HeldCall(next, event, size, share);
    }

    /** The same with what it carries. */
    public HeldCall with(Event carried) {
        return new HeldCall(call, Optional.of(carried), carried.bytes(), share);
    }

    /** The same when it is known how much it carries. */
    public HeldCall sized(int bytes) {
        return new HeldCall(call, event, bytes, share);
    }

    /** Gives back what it has of memory; it is held no longer. */
    public void release() {
        share.ifPresent(ByteBudget.Share::close);
    }
}

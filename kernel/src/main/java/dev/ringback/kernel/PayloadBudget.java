package dev.ringback.kernel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the payload bytes that are held with waiting calls. A call that gets no share is held
 * without its event, which is then read from disk when it is sent.
 */
final class PayloadBudget {

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    PayloadBudget(long limit) {
        this.limit = limit;
    }

    /** The item to hold: with its event if there is room for it. */
    Window.Item hold(Call call, Optional<Event> event) {
        return new Window.Item(call, event.filter(this::take));
    }

    /** Gives back the share of an item that is held no longer. */
    void release(Window.Item item) {
        item.event().ifPresent(event -> held.addAndGet(-event.payload().size()));
    }

    private boolean take(Event event) {
        int size = event.payload().size();
        boolean fits = held.addAndGet(size) <= limit;
        if (!fits) {
            held.addAndGet(-size);
        }
        return fits;
    }
}

package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Backlog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The calls of a lane that wait, in one window or, where they may overtake each other, in two: one
 * of fresh calls and one of retries. Confined to the lock of its lane.
 */
final class LaneWindows {

    private final int capacity;
    private Ordering ordering;
    private List<Window> windows;

    LaneWindows(Ordering ordering, int capacity) {
        this.capacity = capacity;
        this.ordering = ordering;
        this.windows = made();
    }

    /** Whether one call holds up the others. */
    boolean isFifo() {
        return ordering == Ordering.FIFO;
    }

    /** All of them, in the order in which they are asked. */
    List<Window> inOrder(boolean retriesFirst) {
        return retriesFirst ? windows.reversed() : windows;
    }

    /** Follows an ordering: a changed one begins anew from disk. */
    void follow(Ordering next) {
        if (next == ordering) {
            return;
        }
        ordering = next;
        List<HeldCall> held = windows.stream().flatMap(window -> window.held().stream()).toList();
        windows = made();
        mayHaveMore();
        held.forEach(item -> of(item.call()).inherit(item));
    }

    private List<Window> made() {
        return switch (ordering) {
            case FIFO -> List.of(new Window(Window.Order.AGE, capacity));
            case NONE ->
                    List.of(
                            new Window(Window.Order.FRESH, capacity),
                            new Window(Window.Order.RETRIES, capacity));
        };
    }

    /** Learns at start-up what waits on disk. */
    void backlog(Backlog backlog) {
        switch (ordering) {
            case FIFO -> windows.getFirst().onDiskFrom(backlog.firstCall().value());
            case NONE ->
                    windows.get(backlog.retrying() ? 1 : 0)
                            .onDiskFrom(backlog.earliestDueAt().toEpochMilli());
        }
    }

    /** Learns that a call may be on disk. */
    void mayWait(Call call) {
        Window window = of(call);
        if (!window.holds(call.id())) {
            window.onDiskFrom(window.order().key(call));
        }
    }

    /** Learns that there may be anything on disk: it is to be read from the beginning. */
    void mayHaveMore() {
        windows.forEach(window -> window.onDiskFrom(0));
    }

    /** Takes what was read from disk for a window; returns what is not held after all. */
    List<HeldCall> loaded(
            Window window, List<HeldCall> found, boolean complete, Set<CallId> running) {
        // The ordering may have changed meanwhile: then nobody looks into that window any more.
        return windows.contains(window) ? window.load(found, complete, running) : found;
    }

    /** Gives a call that waits without its event what it carries; false when there is no room. */
    boolean supply(CallId call, Event event) {
        return windows.stream()
                .map(window -> window.supply(call, event))
                .noneMatch(supplied -> supplied == Window.Supplied.NO_ROOM);
    }

    /** Takes a call that is on disk; returns what there is no room for in memory. */
    Optional<HeldCall> admit(HeldCall item) {
        return of(item.call()).admit(item);
    }

    Optional<HeldCall> remove(CallId call) {
        return windows.stream().flatMap(window -> window.remove(call).stream()).findFirst();
    }

    /** Notes that a call has ended or moved, so that a reading that is under way ignores it. */
    void gone(CallId call) {
        windows.forEach(window -> window.gone(call));
    }

    /** How many are in memory. */
    int held() {
        return windows.stream().mapToInt(window -> window.held().size()).sum();
    }

    /** Whether all that waits is held. */
    boolean areWhole() {
        return windows.stream().allMatch(Window::isWhole);
    }

    /** Whether nothing waits, here or on disk. */
    boolean areExhausted() {
        return windows.stream().allMatch(Window::isExhausted);
    }

    /** Since when the first that is due has been due, as far as that is known here. */
    Optional<Instant> dueSince(Instant now) {
        return windows.stream()
                .flatMap(window -> window.dueSince(now).stream())
                .min(Instant::compareTo);
    }

    private Window of(Call call) {
        return switch (ordering) {
            case FIFO -> windows.getFirst();
            case NONE -> windows.get(call.attempts() > 0 ? 1 : 0);
        };
    }
}

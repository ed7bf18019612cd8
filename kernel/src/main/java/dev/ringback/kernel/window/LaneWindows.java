package dev.ringback.kernel.window;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.QueuePlace;
import dev.ringback.kernel.window.Window.Head;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The calls of a lane that wait, in one window or, where they may overtake each other, in two: one
 * of fresh calls and one of retries. Confined to the lock of its lane.
 */
public final class LaneWindows {

    /** Calls that are held though there is no room, so that the lane goes on. */
    public static final int FEW = 4;

    private final int capacity;
    private final Series series = new Series();
    private Ordering ordering;
    private List<Window> windows;

    public LaneWindows(Ordering ordering, int capacity) {
        this.capacity = capacity;
        this.ordering = ordering;
        this.windows = made();
    }

    /** Whether one call holds up the others. */
    public boolean isFifo() {
        return ordering == Ordering.FIFO;
    }

    /** What was asked of the disk about series is answered here, whatever the ordering is now. */
    public Series series() {
        return series;
    }

    /**
     * Takes what was found of a series, the oldest first.
     *
     * @param item the first of them
     * @param running what runs now
     * @return what is not held after all
     */
    public Optional<HeldCall> found(
            Series.Lookup lookup, List<Call> found, Optional<HeldCall> item, Set<CallId> running) {
        Optional<Call> next = series.found(lookup, found);
        if (next.isEmpty() || item.isEmpty() || running.contains(next.get().id())) {
            return item;
        }
        if (item.get().share().isEmpty() && held() >= FEW) {
            mayWait(next.get());
            return item;
        }
        return admit(item.get());
    }

    /** Whether it is known which calls hold others up. */
    public boolean mayStart() {
        return ordering != Ordering.SERIES || series.isKnown();
    }

    /** What to look for on disk, before a call starts. */
    public Optional<Series.Lookup> lookup() {
        if (ordering != Ordering.SERIES) {
            return Optional.empty();
        }
        Window retries = windows.getLast();
        if (!series.isKnown() && retries.isWhole()) {
            series.known(
                    retries.held().stream()
                            .map(HeldCall::call)
                            .sorted(Comparator.comparing(Call::id)));
        }
        return series.lookup();
    }

    /** What is first in a window at this moment; whatever has another before it is left on disk. */
    public Head head(Window window, Instant now) {
        Head head = window.head(now);
        while (ordering == Ordering.SERIES && head instanceof Head.Ready(HeldCall item)) {
            switch (series.turn(item.call())) {
                case COME -> {
                    return head;
                }
                case LATER -> {
                    return new Head.Nothing();
                }
                case BEHIND -> {
                    series.left(item.call());
                    window.remove(item.call().id()).ifPresent(HeldCall::release);
                    head = window.head(now);
                }
            }
        }
        return head;
    }

    /** Those of a window that could run now, in order. */
    public Stream<HeldCall> ready(Window window, Instant now) {
        return switch (ordering) {
            case FIFO -> Stream.of();
            case NONE -> window.ready(now);
            case SERIES ->
                    window.ready(now).filter(item -> series.turn(item.call()) == Series.Turn.COME);
        };
    }

    /** From where on the disk is read for a window. */
    public QueuePlace unread(Window window) {
        return ordering == Ordering.SERIES ? window.unread() : QueuePlace.FIRST;
    }

    /** Notes that a call runs, or has failed and waits again. */
    public void begun(Call call) {
        if (ordering == Ordering.SERIES) {
            series.begun(call);
        }
    }

    /** Notes that a call is finished. */
    public void ended(CallId call) {
        if (ordering == Ordering.SERIES) {
            series.ended(call);
        }
    }

    /** All of them, in the order in which they are asked. */
    public List<Window> inOrder(boolean retriesFirst) {
        return retriesFirst ? windows.reversed() : windows;
    }

    /** Follows an ordering: a changed one begins anew from disk. */
    public void follow(Ordering next) {
        if (next == ordering) {
            return;
        }
        ordering = next;
        List<HeldCall> held = windows.stream().flatMap(window -> window.held().stream()).toList();
        windows = made();
        series.forget();
        mayHaveMore();
        held.forEach(item -> of(item.call()).inherit(item));
    }

    private List<Window> made() {
        return switch (ordering) {
            case FIFO -> List.of(new Window(Window.Order.AGE, capacity));
            case NONE, SERIES ->
                    List.of(
                            new Window(Window.Order.FRESH, capacity),
                            new Window(Window.Order.RETRIES, capacity));
        };
    }

    /** Learns at start-up what waits on disk. */
    public void backlog(Backlog backlog) {
        switch (ordering) {
            case FIFO -> windows.getFirst().onDiskFrom(backlog.firstCall().value());
            case NONE, SERIES ->
                    windows.get(backlog.retrying() ? 1 : 0)
                            .onDiskFrom(backlog.earliestDueAt().toEpochMilli());
        }
    }

    /** Learns that a call may be on disk. */
    public void mayWait(Call call) {
        Window window = of(call);
        if (!window.holds(call.id())) {
            window.onDiskFrom(window.order().key(call));
        }
    }

    /**
     * Learns that there may be anything on disk: it is to be read from the beginning.
     *
     * @param running what runs now
     */
    public void mayHaveMore(Set<CallId> running) {
        mayHaveMore();
        series.doubt(running);
    }

    private void mayHaveMore() {
        windows.forEach(window -> window.onDiskFrom(0));
    }

    /** Takes what was read from disk for a window; returns what is not held after all. */
    public List<HeldCall> loaded(
            Window window, List<HeldCall> found, boolean complete, Set<CallId> running) {
        // The ordering may have changed meanwhile: then nobody looks into that window any more.
        return windows.contains(window) ? window.load(found, complete, running) : found;
    }

    /** Gives a call that waits without its event what it carries; false when there is no room. */
    public boolean supply(CallId call, Event event) {
        return windows.stream()
                .map(window -> window.supply(call, event))
                .noneMatch(supplied -> supplied == Window.Supplied.NO_ROOM);
    }

    /** Takes a call that is on disk; returns what there is no room for in memory. */
    public Optional<HeldCall> admit(HeldCall item) {
        return of(item.call()).admit(item);
    }

    public Optional<HeldCall> remove(CallId call) {
        return windows.stream().flatMap(window -> window.remove(call).stream()).findFirst();
    }

    /** Notes that a call has ended or moved, so that a reading that is under way ignores it. */
    public void gone(CallId call) {
        windows.forEach(window -> window.gone(call));
    }

    /** How many are in memory. */
    public int held() {
        return windows.stream().mapToInt(window -> window.held().size()).sum();
    }

    /** Whether all that waits is held. */
    public boolean areWhole() {
        return windows.stream().allMatch(Window::isWhole) && !leavesSome();
    }

    /** Whether nothing waits, here or on disk. */
    public boolean areExhausted() {
        return windows.stream().allMatch(Window::isExhausted) && !leavesSome();
    }

    private boolean leavesSome() {
        return ordering == Ordering.SERIES && series.haveLeft();
    }

    /** Since when the first that is due has been due, as far as that is known here. */
    public Optional<Instant> dueSince(Instant now) {
        return windows.stream()
                .flatMap(window -> window.dueSince(now).stream())
                .min(Instant::compareTo);
    }

    private Window of(Call call) {
        return switch (ordering) {
            case FIFO -> windows.getFirst();
            case NONE, SERIES -> windows.get(call.attempts() > 0 ? 1 : 0);
        };
    }
}

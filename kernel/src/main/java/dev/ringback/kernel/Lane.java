package dev.ringback.kernel;

import dev.ringback.kernel.ByteBudget.Share;
import dev.ringback.kernel.LanePolicy.Ordering;
import dev.ringback.kernel.Window.Head;
import dev.ringback.kernel.Window.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The queue of one endpoint or upstream, with its own bounds, so that a slow one delays nobody
 * else.
 *
 * <p>It decides and does no I/O: {@link #pick} says what to do next, and whoever asks does it. All
 * methods are called with {@link #lock} held; nobody waits for another lane meanwhile.
 */
final class Lane {

    /** Of so many starts, one prefers retries, so that fresh calls cannot starve them. */
    private static final int RETRIES_FIRST = 8;

    private static final Pick NOTHING = new Pick.Nothing();

    final LaneId id;
    final ReentrantLock lock = new ReentrantLock();

    /** Whether it is in the queue of lanes that wait for a place; not under the lock. */
    final AtomicBoolean heldUp = new AtomicBoolean();

    /** Whether it is in the queue of lanes that wait for room; not under the lock. */
    final AtomicBoolean crowded = new AtomicBoolean();

    private final int capacity;
    private final Claim.Room room;
    private final Map<CallId, Hangup> running = new HashMap<>();

    /** What was cancelled while it ran: it must not start again, should its run end in vain. */
    private final Set<CallId> calledOff = new HashSet<>();

    private Ordering ordering;
    private List<Window> windows;
    private final Pacing pacing;
    private long waiting;
    private int starts;
    private Time.Alarm alarm = () -> {};
    private Instant alarmAt = Instant.MAX;
    private boolean retired;

    Lane(LaneId id, int capacity, Ordering ordering, Instant now, Claim.Room room) {
        this.id = id;
        this.capacity = capacity;
        this.room = room;
        this.ordering = ordering;
        this.windows = windowsFor(ordering);
        this.pacing = new Pacing(now);
    }

    /** Asks it something under its lock. */
    <T> T asked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** Does something with it under its lock. */
    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Learns at start-up what waits on disk. */
    void backlog(Backlog backlog) {
        waiting += backlog.calls();
        switch (ordering) {
            case FIFO -> line().onDiskFrom(backlog.firstCall().value());
            case NONE ->
                    windows.get(backlog.retrying() ? 1 : 0)
                            .onDiskFrom(backlog.earliestDueAt().toEpochMilli());
        }
    }

    /** Takes a new call; returns what there is no room for in memory. */
    Optional<Item> offer(Item item) {
        waiting++;
        // It may run already: whoever read the disk can have seen it before it was offered.
        return isRunning(item.call().id()) ? Optional.of(item) : admit(item);
    }

    /** Leaves a new call on disk, because there is no room for it in memory. */
    void leave(Call call) {
        waiting++;
        mayWait(call);
    }

    /**
     * Learns of a call that is on disk or is not, because the answer to its commit was lost: the
     * disk is to be read. It is not counted as waiting.
     */
    void mayWait(Call call) {
        Window window = windowFor(call);
        if (!isRunning(call.id()) && !window.holds(call.id())) {
            window.onDiskFrom(window.order().key(call));
        }
    }

    /** Learns that there may be anything on disk: it is to be read from the beginning. */
    void mayHaveMore() {
        windows.forEach(window -> window.onDiskFrom(0));
    }

    /** Takes what was read from disk for a window; returns what is not held after all. */
    List<Item> loaded(Window window, List<Item> found, boolean complete) {
        // The ordering may have changed meanwhile: then nobody looks into that window any more.
        return windows.contains(window) ? window.load(found, complete, running()) : found;
    }

    /** Gives a call that waits without its event what it carries; false when there is no room. */
    boolean supply(CallId call, Event event) {
        return windows.stream()
                .map(window -> window.supply(call, event))
                .noneMatch(supplied -> supplied == Window.Supplied.NO_ROOM);
    }

    /** What to do next, now. */
    Pick pick(LanePolicy policy, Instant now) {
        follow(policy);
        if (policy.halted() || running.size() >= policy.width()) {
            return NOTHING;
        }
        boolean probing = false;
        switch (pacing.breaker()) {
            case Breaker.Closed _ -> {}
            case Breaker.HalfOpen _ -> {
                return NOTHING;
            }
            case Breaker.Open(Instant until, var _) -> {
                if (until.isAfter(now)) {
                    return new Pick.Sleep(until);
                }
                probing = true;
            }
        }
        return pick(policy, now, probing || starts == RETRIES_FIRST - 1);
    }

    private Pick pick(LanePolicy policy, Instant now, boolean retriesFirst) {
        Instant earliest = Instant.MAX;
        for (Window window : retriesFirst ? windows.reversed() : windows) {
            switch (window.head(now)) {
                case Head.Ready(Item item) -> {
                    return start(policy, window, item, now);
                }
                case Head.OnDisk _ -> {
                    boolean _ = window.beginLoading();
                    return new Pick.Load(window, capacity + running.size());
                }
                case Head.Later(Instant dueAt) -> {
                    Instant at = sooner(policy, window, dueAt, now);
                    if (!at.isAfter(now)) {
                        return start(policy, window, window.first().orElseThrow(), now);
                    }
                    earliest = at.isBefore(earliest) ? at : earliest;
                }
                case Head.Nothing _ -> {}
            }
        }
        return earliest.equals(Instant.MAX) ? NOTHING : new Pick.Sleep(earliest);
    }

    /** When a head is asked whose retry is due later: in a fifo lane others wait behind it. */
    private Instant sooner(LanePolicy policy, Window window, Instant dueAt, Instant now) {
        Optional<Call> head = window.first().map(Item::call).filter(call -> call.attempts() > 0);
        if (ordering != Ordering.FIFO || head.isEmpty()) {
            return dueAt;
        }
        return pacing.sooner(head.get().id(), dueAt, policy, now);
    }

    private Pick start(LanePolicy policy, Window window, Item item, Instant now) {
        Instant rated = pacing.rated(policy, now);
        if (rated.isAfter(now)) {
            return new Pick.Sleep(rated);
        }
        boolean alone = ordering == Ordering.FIFO;
        return switch (Claim.of(room, item, () -> alone ? Stream.of() : window.ready(now))) {
            case Claim.Refused(ProjectId project, long bytes, boolean several) ->
                    new Pick.Crowded(project, bytes, several);
            case Claim.Granted(Item next, Share share) -> {
                starts = (starts + 1) % RETRIES_FIRST;
                pacing.started(policy);
                Optional<Item> _ = window.remove(next.call().id());
                running.put(next.call().id(), new Hangup());
                yield new Pick.Start(next, share);
            }
        };
    }

    /** Learns what an attempt showed about the peer. */
    void replied(Reply reply, LanePolicy policy, Instant now) {
        pacing.replied(reply, policy, now);
    }

    /** Learns that a call ended without asking the peer. */
    void notAsked(Instant now) {
        pacing.notAsked(now);
    }

    /**
     * Learns that a call failed and waits again: as the head of a fifo lane it holds others up.
     *
     * @param asked how long the peer wants to be left alone, zero when it did not say
     */
    void failed(CallId call, Duration asked, LanePolicy policy, Instant now) {
        pacing.failed(call, asked, policy, now);
    }

    /** Ends the run of a call that waits again; returns what there is no room for in memory. */
    Optional<Item> waitsAgain(Item item) {
        CallId call = item.call().id();
        if (calledOff.contains(call)) {
            finished(call);
            return Optional.of(item);
        }
        running.remove(call);
        gone(call);
        return admit(item);
    }

    /** Ends the run of a call that is finished. */
    void finished(CallId call) {
        running.remove(call);
        calledOff.remove(call);
        gone(call);
        waiting--;
        pacing.finished();
    }

    /** Forgets a call that was cancelled; one that runs is forgotten when its run ends. */
    Optional<Item> cancelled(CallId call) {
        gone(call);
        if (running.containsKey(call)) {
            calledOff.add(call);
            return Optional.empty();
        }
        waiting--;
        return remove(call);
    }

    /** Makes a call due, and lets a breaker that is open ask at once. */
    Optional<Item> hastened(Call call, Instant now) {
        if (isRunning(call.id())) {
            return Optional.empty();
        }
        pacing.notAsked(now);
        gone(call.id());
        return admit(
                remove(call.id())
                        .map(item -> item.with(call))
                        .orElseGet(() -> new Item(call, Optional.empty())));
    }

    /** Whether an alarm must be set for that moment, since none rings before. */
    boolean needsAlarm(Instant at) {
        return at.isBefore(alarmAt);
    }

    /** Notes the alarm that rings next; the one before it is called off. */
    void alarm(Instant at, Time.Alarm next) {
        alarm.cancel();
        alarm = next;
        alarmAt = at;
    }

    /** Notes that the alarm has rung. */
    void awoke() {
        alarmAt = Instant.MAX;
    }

    boolean isRunning(CallId call) {
        return running.containsKey(call);
    }

    /** What breaks off the run of a call; empty when it does not run. */
    Optional<Hangup> hangup(CallId call) {
        return Optional.ofNullable(running.get(call));
    }

    /** What runs and is on disk as waiting all the same. */
    Set<CallId> running() {
        return running.keySet();
    }

    /** Whether it has nothing to do, in memory or on disk. */
    boolean isIdle() {
        return running.isEmpty() && windows.stream().allMatch(Window::isExhausted);
    }

    /** Whether it has nothing to do, and no pause of its breaker to keep. */
    boolean isSpent(Instant now) {
        return isIdle() && !pacing.isPausing(now);
    }

    /** Whether another lane of its name has taken its place, or would. */
    boolean isRetired() {
        return retired;
    }

    /** Ends it: it takes no more calls. */
    void retire() {
        retired = true;
        alarm.cancel();
    }

    /** How many waiting calls are in memory. */
    int held() {
        return windows.stream().mapToInt(window -> window.held().size()).sum();
    }

    LaneStatus status(Instant now) {
        Optional<Instant> oldest =
                windows.stream()
                        .flatMap(window -> window.dueSince(now).stream())
                        .min(Instant::compareTo);
        return new LaneStatus(id, waiting(), running.size(), oldest, pacing.breaker());
    }

    /** Where a commit's answer was lost the count is a guess, until all is in memory. */
    private long waiting() {
        if (windows.stream().allMatch(Window::isWhole)) {
            waiting = (long) held() + running.size();
        }
        return Math.max(0, waiting);
    }

    /** A changed ordering begins anew from disk. */
    private void follow(LanePolicy policy) {
        if (policy.ordering() == ordering) {
            return;
        }
        ordering = policy.ordering();
        List<Item> held = windows.stream().flatMap(window -> window.held().stream()).toList();
        windows = windowsFor(ordering);
        mayHaveMore();
        held.forEach(item -> windowFor(item.call()).inherit(item));
    }

    private Optional<Item> admit(Item item) {
        return windowFor(item.call()).admit(item);
    }

    private Optional<Item> remove(CallId call) {
        return windows.stream().flatMap(window -> window.remove(call).stream()).findFirst();
    }

    private void gone(CallId call) {
        windows.forEach(window -> window.gone(call));
    }

    private Window windowFor(Call call) {
        return switch (ordering) {
            case FIFO -> line();
            case NONE -> windows.get(call.attempts() > 0 ? 1 : 0);
        };
    }

    private Window line() {
        return windows.getFirst();
    }

    private List<Window> windowsFor(Ordering ordering) {
        return switch (ordering) {
            case FIFO -> List.of(new Window(Window.Order.AGE, capacity));
            case NONE ->
                    List.of(
                            new Window(Window.Order.FRESH, capacity),
                            new Window(Window.Order.RETRIES, capacity));
        };
    }
}

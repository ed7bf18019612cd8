package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.Claim;
import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.kernel.sharing.SharedLimits.Contender;
import dev.ringback.kernel.time.Time;
import dev.ringback.kernel.window.LaneWindows;
import dev.ringback.kernel.window.Window;
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

/**
 * The queue of one endpoint or upstream, with its own bounds, so that a slow one delays nobody
 * else.
 *
 * <p>It decides and does no I/O: {@link #pick} says what to do next, and whoever asks does it. All
 * methods are called with {@link #lock} held; nobody waits for another lane meanwhile.
 */
final class Lane {

    final LaneId id;
    final ReentrantLock lock = new ReentrantLock();

    /** What waits. */
    final LaneWindows windows;

    /** Whether it is in the queue of lanes that wait for a place; not under the lock. */
    final AtomicBoolean heldUp = new AtomicBoolean();

    /** Whether it is in the queue of lanes that wait for room; not under the lock. */
    final AtomicBoolean crowded = new AtomicBoolean();

    private final Map<CallId, Hangup> running = new HashMap<>();

    /** What was cancelled while it ran: it must not start again, should its run end in vain. */
    private final Set<CallId> calledOff = new HashSet<>();

    private final Pacing pacing;
    private final LaneStarts starts;
    private long waiting;
    private Time.Alarm alarm = () -> {};
    private Instant alarmAt = Instant.MAX;
    private boolean retired;

    /**
     * Has no calls yet.
     *
     * @param places asks for places under the limits that it shares with others
     */
    Lane(
            LaneId id,
            int capacity,
            Ordering ordering,
            Instant now,
            Claim.Room room,
            Contender places) {
        this.id = id;
        this.windows = new LaneWindows(ordering, capacity);
        this.pacing = new Pacing(now);
        this.starts = new LaneStarts(capacity, windows, running, pacing, room, places);
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
        windows.backlog(backlog);
    }

    /** Takes a new call; returns what there is no room for in memory. */
    Optional<HeldCall> offer(HeldCall item) {
        waiting++;
        // It may run already: whoever read the disk can have seen it before it was offered.
        return isRunning(item.call().id()) ? Optional.of(item) : windows.admit(item);
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
        if (!isRunning(call.id())) {
            windows.mayWait(call);
        }
    }

    /** Learns that there may be anything on disk: it is to be read from the beginning. */
    void mayHaveMore() {
        windows.mayHaveMore(running());
    }

    /** Takes what was read from disk for a window; returns what is not held after all. */
    List<HeldCall> loaded(Window window, List<HeldCall> found, boolean complete) {
        return windows.loaded(window, found, complete, running());
    }

    /** Gives a call that waits without its event what it carries; false when there is no room. */
    boolean supply(CallId call, Event event) {
        return windows.supply(call, event);
    }

    /** What to do next, now. */
    Pick pick(LanePolicy policy, Instant now) {
        return starts.pick(policy, now);
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
    Optional<HeldCall> waitsAgain(HeldCall item) {
        CallId call = item.call().id();
        if (calledOff.contains(call)) {
            finished(call);
            return Optional.of(item);
        }
        running.remove(call);
        windows.gone(call);
        if (item.call().attempts() > 0) {
            windows.begun(item.call());
        }
        return windows.admit(item);
    }

    /** Ends the run of a call that is finished. */
    void finished(CallId call) {
        running.remove(call);
        calledOff.remove(call);
        windows.gone(call);
        windows.ended(call);
        waiting--;
        pacing.finished();
    }

    /** Forgets a call that was cancelled; one that runs is forgotten when its run ends. */
    Optional<HeldCall> cancelled(CallId call) {
        windows.gone(call);
        if (running.containsKey(call)) {
            calledOff.add(call);
            return Optional.empty();
        }
        waiting--;
        windows.ended(call);
        return windows.remove(call);
    }

    /** Makes a call due, and lets a breaker that is open ask at once. */
    Optional<HeldCall> hastened(Call call, Instant now) {
        if (isRunning(call.id())) {
            return Optional.empty();
        }
        pacing.notAsked(now);
        windows.gone(call.id());
        return windows.admit(
                windows.remove(call.id())
                        .map(item -> item.with(call))
                        .orElseGet(() -> new HeldCall(call, Optional.empty())));
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
        return running.isEmpty() && windows.areExhausted();
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
        return windows.held();
    }

    LaneStatus status(Instant now) {
        return new LaneStatus(
                id, waiting(), running.size(), windows.dueSince(now), pacing.breaker());
    }

    /** Where a commit's answer was lost the count is a guess, until all is in memory. */
    private long waiting() {
        if (windows.areWhole()) {
            waiting = (long) held() + running.size();
        }
        return Math.max(0, waiting);
    }
}

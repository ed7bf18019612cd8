package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.Claim;
import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.sharing.SharedLimit;
import dev.ringback.kernel.sharing.SharedLimits.Contender;
import dev.ringback.kernel.window.LaneWindows;
import dev.ringback.kernel.window.Series;
import dev.ringback.kernel.window.Window;
import dev.ringback.kernel.window.Window.Head;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which call of a lane starts next, or why none does: its policy, its pace, the places that
 * it shares with other lanes and the room in memory. Confined to the lock of its lane.
 */
final class LaneStarts {

    /** Of so many starts, one prefers retries, so that fresh calls cannot starve them. */
    private static final int RETRIES_FIRST = 8;

    private static final Pick NOTHING = new Pick.Nothing();
    private static final Pick QUEUED = new Pick.Queued();

    private final int capacity;
    private final LaneWindows windows;
    private final Map<CallId, Hangup> running;
    private final Pacing pacing;
    private final Claim.Room room;
    private final Contender places;
    private int starts;

    /**
     * Decides for a lane.
     *
     * @param capacity how many calls are read from disk at a time, beside those that run
     * @param running what the lane runs; what is started is added
     */
    LaneStarts(
            int capacity,
            LaneWindows windows,
            Map<CallId, Hangup> running,
            Pacing pacing,
            Claim.Room room,
            Contender places) {
        this.capacity = capacity;
        this.windows = windows;
        this.running = running;
        this.pacing = pacing;
        this.room = room;
        this.places = places;
    }

    /** What to do next, now. */
    Pick pick(LanePolicy policy, Instant now) {
        Pick next = next(policy, now);
        if (!(next instanceof Pick.Start || next instanceof Pick.Queued)) {
            // Whoever does not start leaves the places that it shares to others.
            places.withdraw();
        }
        return next;
    }

    private Pick next(LanePolicy policy, Instant now) {
        windows.follow(policy.ordering());
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
        Optional<Series.Lookup> lookup = windows.lookup();
        if (lookup.isPresent()) {
            return new Pick.Look(lookup.get());
        }
        if (!windows.mayStart()) {
            return NOTHING;
        }
        return next(policy, now, probing || starts == RETRIES_FIRST - 1);
    }

    private Pick next(LanePolicy policy, Instant now, boolean retriesFirst) {
        Instant earliest = Instant.MAX;
        for (Window window : windows.inOrder(retriesFirst)) {
            switch (windows.head(window, now)) {
                case Head.Ready(HeldCall item) -> {
                    return start(policy, window, item, now);
                }
                case Head.OnDisk _ -> {
                    boolean _ = window.beginLoading();
                    return new Pick.Load(window, windows.unread(window), capacity + running.size());
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
        Optional<Call> head =
                window.first().map(HeldCall::call).filter(call -> call.attempts() > 0);
        if (!windows.isFifo() || head.isEmpty()) {
            return dueAt;
        }
        return pacing.sooner(head.get().id(), dueAt, policy, now);
    }

    private Pick start(LanePolicy policy, Window window, HeldCall item, Instant now) {
        Instant rated = pacing.rated(policy, now);
        if (rated.isAfter(now)) {
            return new Pick.Sleep(rated);
        }
        List<SharedLimit> limits = policy.limits();
        if (!limits.isEmpty() && !places.enter(item.call().project(), limits)) {
            return QUEUED;
        }
        return switch (Claim.of(room, item, () -> windows.ready(window, now))) {
            case Claim.Refused(ProjectId project, long bytes, boolean several) ->
                    new Pick.Crowded(project, bytes, several);
            case Claim.Granted(HeldCall next, Share share) -> {
                starts = (starts + 1) % RETRIES_FIRST;
                pacing.started(policy);
                Optional<HeldCall> _ = window.remove(next.call().id());
                windows.begun(next.call());
                running.put(next.call().id(), new Hangup());
                yield new Pick.Start(next, share, places.take());
            }
        };
    }
}

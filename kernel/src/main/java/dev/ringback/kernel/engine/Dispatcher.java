package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.CallRun;
import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.attempt.Payloads;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.sharing.SharedLimit;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.kernel.time.Time;
import dev.ringback.kernel.window.LaneWindows;
import dev.ringback.kernel.window.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the calls of all lanes, each on a virtual thread of its own: whenever something happens to a
 * lane (a call arrives, a run ends, an alarm rings, its policy changes) the lane is asked what to
 * do next until it has nothing more to do.
 *
 * <p>Lanes are independent, but for limits that they share. They meet only at the bound on running
 * calls; a lane that is held up there waits its turn in a queue of lanes, so that each gets its
 * share, and keeps the places that it has under shared limits.
 */
final class Dispatcher {

    private final Store store;
    private final Time time;
    private final CallRun.Runner runner;
    private final Payloads payloads;
    private final Loader loader;
    private final Crowd crowd;
    private final Lanes lanes;
    private final SharedLimits shared;
    private final RunPlaces places;

    Dispatcher(
            Store store,
            LanePolicies policies,
            Time time,
            EngineLimits limits,
            SharedLimits shared,
            Payloads payloads,
            CallRun.Runner runner,
            Loop.Report report) {
        this.store = store;
        this.time = time;
        this.places = new RunPlaces(limits.running());
        this.shared = shared;
        this.runner = runner;
        this.payloads = payloads;
        this.crowd = new Crowd(this::serve, new Loop("room", report));
        this.loader = new Loader(store, time, payloads, this::wake);
        this.lanes =
                new Lanes(
                        policies,
                        limits.window(),
                        time,
                        payloads::room,
                        id -> shared.contender(() -> refresh(id)));
    }

    /** Asks the lanes that found no room in memory again. */
    void room() {
        crowd.room();
    }

    /** How many lanes wait for room in memory. */
    int crowded() {
        return crowd.size();
    }

    /** Takes up what waits on disk. */
    void start() {
        Backlog.each(
                store,
                backlog -> {
                    Lane _ = lanes.on(backlog.lane(), lane -> lane.backlog(backlog));
                });
        lanes.all().forEach(this::wake);
    }

    /** Starts no more calls and waits for those that run; false when some still run. */
    boolean stop(Duration atMost) {
        return places.close(atMost);
    }

    /** Takes a call that has just been committed. */
    void offer(Call call, Optional<Event> event) {
        HeldCall item = payloads.held(call, event);
        wake(
                lanes.on(
                        call.lane(),
                        lane -> {
                            if (item.share().isPresent() || lane.held() < LaneWindows.FEW) {
                                lane.offer(item).ifPresent(HeldCall::release);
                            } else {
                                lane.leave(call);
                            }
                        }));
    }

    /** Looks on disk for a call that may have been committed although its commit failed. */
    void mayWait(Call call) {
        wake(lanes.on(call.lane(), lane -> lane.mayWait(call)));
    }

    /** Reads anew what a lane has on disk. */
    void lookAt(LaneId id) {
        wake(lanes.on(id, Lane::mayHaveMore));
    }

    /** Learns that calls have moved: all their lanes, before one is asked what to do next. */
    void moved(List<Change.Settle> moves) {
        Set<Lane> moved = new LinkedHashSet<>();
        for (Change.Settle move : moves) {
            moved.add(
                    move.next() instanceof CallState.Waiting
                            ? hastened(move.after())
                            : cancelled(move.after()));
        }
        moved.forEach(this::wake);
    }

    private Lane cancelled(Call call) {
        CallId id = call.id();
        Lane lane = lanes.on(call.lane(), each -> each.cancelled(id).ifPresent(HeldCall::release));
        Optional<Hangup> running = lane.asked(() -> lane.hangup(id));
        running.ifPresent(hangup -> {
            hangup.callOff();
            // Closing a connection may take a moment, and whoever commits must not wait for it.
            Thread.ofVirtual().name("hang-up").start(hangup::hangUp);
        });
        return lane;
    }

    private Lane hastened(Call call) {
        Instant now = time.steady();
        return lanes.on(call.lane(), lane -> lane.hastened(call, now).ifPresent(HeldCall::release));
    }

    boolean isRunning(Call call) {
        return lanes.find(call.lane())
                .map(lane -> lane.asked(() -> lane.isRunning(call.id())))
                .orElse(false);
    }

    Set<CallId> running(LaneId id) {
        return lanes.find(id)
                .map(lane -> lane.asked(() -> Set.copyOf(lane.running())))
                .orElse(Set.of());
    }

    void refresh(LaneId id) {
        wake(lanes.on(id, _ -> {}));
    }

    Stream<LaneStatus> statuses() {
        Instant now = time.steady();
        return lanes.all().stream().map(lane -> lane.asked(() -> lane.status(now)));
    }

    Optional<LaneStatus> status(LaneId id) {
        Instant now = time.steady();
        return lanes.find(id).map(lane -> lane.asked(() -> lane.status(now)));
    }

    private void wake(Lane lane) {
        Optional<Pick.Crowded> _ = serve(lane);
        serveHeldUp();
    }

    /** Lets a lane do what it can; says so when it found no room for more. */
    private Optional<Pick.Crowded> serve(Lane lane) {
        while (!places.areClosed()) {
            int heard = crowd.heard();
            switch (pick(lane)) {
                case Pick.Start start -> start(lane, start);
                case Pick.Load load ->
                        Thread.ofVirtual().name("load").start(() -> loader.load(lane, load));
                case Pick.Look(Series.Lookup lookup) ->
                        Thread.ofVirtual().name("look").start(() -> loader.look(lane, lookup));
                case Pick.Sleep(Instant until) -> {
                    sleep(lane, until);
                    return Optional.empty();
                }
                case Pick.Crowded refused -> {
                    crowd.add(lane, refused, heard);
                    return Optional.of(refused);
                }
                case Pick.Queued _ -> {
                    return Optional.empty();
                }
                case Pick.Nothing _ -> {
                    lanes.tidy(lane);
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private void start(Lane lane, Pick.Start start) {
        HeldCall item = start.item();
        Hangup hangup = lane.asked(() -> lane.hangup(item.call().id())).orElseThrow();
        Runnable ended = () -> ended(lane, start.places());
        CallRun run = new LaneRun(lanes, time, lane, item, hangup, start.share(), ended);
        Thread.ofVirtual().name("call").start(() -> runner.run(item, run));
    }

    /** Asks the lane, within the bound on running calls. */
    private Pick pick(Lane lane) {
        LanePolicy policy = lanes.policy(lane.id);
        if (!places.take(lane)) {
            return new Pick.Nothing();
        }
        Pick pick = new Pick.Nothing();
        lane.lock.lock();
        try {
            pick = lane.pick(policy, time.steady());
        } finally {
            lane.lock.unlock();
            if (!(pick instanceof Pick.Start)) {
                places.release();
            }
        }
        return pick;
    }

    /** A run has ended: its lane goes to the end of the queue for the place that is free. */
    private void ended(Lane lane, List<SharedLimit> held) {
        shared.leave(held);
        places.release();
        places.holdUp(lane);
        serveHeldUp();
    }

    /**
     * Gives free places to the lanes that wait for one. Called after everything that frees a place
     * or adds to the queue, so that no lane is left there while a place is free.
     */
    private void serveHeldUp() {
        for (var next = places.next(); next.isPresent(); next = places.next()) {
            Optional<Pick.Crowded> _ = serve(next.get());
        }
    }

    private void sleep(Lane lane, Instant until) {
        lane.locked(() -> {
            if (lane.needsAlarm(until)) {
                lane.alarm(until, time.at(until, () -> awake(lane)));
            }
        });
    }

    private void awake(Lane lane) {
        lane.locked(lane::awoke);
        wake(lane);
    }
}

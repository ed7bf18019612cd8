package dev.ringback.testkit;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.kernel.sharing.SharedLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** An engine on a store in memory, with a clock and a peer in the hands of a test. */
final class EngineWorld implements AutoCloseable {

    static final LaneId LANE = new LaneId("lane");
    static final LanePolicy WIDE = new LanePolicy(100, 0, Ordering.NONE, false, BreakerPolicy.OFF);
    static final EngineLimits SMALL = new EngineLimits(1000, 64, 1 << 20, 10, 1000);

    final MemoryStore store;
    final ManualTime time;
    final ScriptedKind kind = new ScriptedKind();
    final Recorder listener = new Recorder();
    final Map<LaneId, LanePolicy> policies = new ConcurrentHashMap<>();

    /** Tells the engine that the policy of a lane is another one. */
    Consumer<LaneId> changed = _ -> {};

    /** Who holds places under limits that lanes share. */
    final SharedLimits shared = new SharedLimits();

    final ByteBudget budget;
    final FaultyStore disk;
    final Engine engine;

    /** How many of the next commits fail that have a change of this kind. */
    final AtomicInteger commitsToFail = new AtomicInteger();

    final AtomicInteger readsToFail = new AtomicInteger();

    /** How often the store was asked for something. */
    final AtomicInteger reads = new AtomicInteger();

    /** The answers to how many of the next commits are lost. */
    final AtomicInteger answersToLose = new AtomicInteger();

    /** How many of the next commits come late. */
    final AtomicInteger commitsToDelay = new AtomicInteger();

    volatile Predicate<Change> failing = _ -> true;
    private final SeededIds ids;

    EngineWorld() {
        this(SMALL);
    }

    EngineWorld(EngineLimits limits) {
        this(limits, new MemoryStore(), 1);
    }

    EngineWorld(EngineLimits limits, MemoryStore store, long firstId) {
        this(limits, store, firstId, new ByteBudget(64 << 20, 8 << 20), ManualTime.atNoon());
    }

    EngineWorld(EngineLimits limits, MemoryStore store, long firstId, ManualTime time) {
        this(limits, store, firstId, new ByteBudget(64 << 20, 8 << 20), time);
    }

    EngineWorld(EngineLimits limits, MemoryStore store, long firstId, ByteBudget budget) {
        this(limits, store, firstId, budget, ManualTime.atNoon());
    }

    EngineWorld(
            EngineLimits limits,
            MemoryStore store,
            long firstId,
            ByteBudget budget,
            ManualTime time) {
        this.time = time;
        this.budget = budget;
        this.store = store;
        this.ids = new SeededIds(firstId);
        this.disk = new FaultyStore(store, new Planned());
        this.engine =
                new Engine(
                        disk,
                        List.of(kind),
                        new Changing(),
                        time,
                        listener,
                        List.of(listener),
                        limits,
                        budget,
                        shared);
    }

    /** What the test says, and wide otherwise. */
    private final class Changing implements LanePolicies {
        @Override
        public Optional<LanePolicy> of(LaneId lane) {
            return Optional.of(policies.getOrDefault(lane, WIDE));
        }

        @Override
        public void whenChanged(Consumer<LaneId> refresh) {
            changed = refresh;
        }
    }

    private final class Planned implements FaultyStore.Faults {
        @Override
        public boolean refuses(List<Change> changes) {
            return changes.stream().anyMatch(failing)
                    && commitsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }

        @Override
        public boolean losesAnswer(List<Change> changes) {
            return answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }

        @Override
        public boolean comesLate(List<Change> changes) {
            return commitsToDelay.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }

        @Override
        public boolean failsToRead() {
            reads.incrementAndGet();
            return readsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }
    }

    EngineWorld started() {
        engine.start();
        return this;
    }

    Event event() {
        return event(ProjectId.DEFAULT, Payload.of("{}"));
    }

    Event event(ProjectId project, Payload payload) {
        long sequence = ids.next();
        return new Event(
                sequence,
                project,
                EventId.of(sequence),
                "test.happened",
                "",
                time.now(),
                time.now(),
                Event.JSON,
                payload);
    }

    Call call(LaneId lane, Event event) {
        return Call.of(
                new CallId(ids.next()),
                event.project(),
                ScriptedKind.NAME,
                lane,
                event.sequence(),
                time.now());
    }

    /** An event with one call that carries it. */
    Change change(LaneId lane) {
        Event event = event();
        return Change.accept(List.of(event), List.of(call(lane, event)));
    }

    CallId accept(LaneId lane) {
        Change change = change(lane);
        Committed committed = engine.commit(change);
        if (!(committed instanceof Committed.Done)) {
            throw new AssertionError("not accepted: " + committed);
        }
        return change.calls().getFirst().id();
    }

    CallId accept() {
        return accept(LANE);
    }

    Call stored(CallId id) {
        return store.call(ProjectId.DEFAULT, id).orElseThrow();
    }

    CallState state(CallId id) {
        return stored(id).state();
    }

    LaneStatus lane(LaneId id) {
        return engine.lanes().filter(status -> status.lane().equals(id)).findFirst().orElseThrow();
    }

    void untilSent(int count) {
        Eventually.until(count + " sent", () -> kind.sentSoFar() >= count);
    }

    /** Waits for a call to be finished, and for its lane to know. */
    void untilFinished(CallId id) {
        Eventually.until(
                id + " is finished",
                () -> !(state(id) instanceof CallState.Waiting) && !engine.isRunning(stored(id)));
    }

    /** Waits until a call has so many attempts behind it and waits, and its lane knows. */
    void untilRetrying(CallId id, int attempts) {
        Eventually.until(
                id + " waits after " + attempts + " attempts",
                () -> stored(id).attempts() == attempts && !engine.isRunning(stored(id)));
    }

    void untilAlarms(int count) {
        Eventually.until(count + " alarms", () -> time.pendingAlarms() >= count);
    }

    @Override
    public void close() {
        boolean _ = engine.stop(Duration.ZERO);
    }
}

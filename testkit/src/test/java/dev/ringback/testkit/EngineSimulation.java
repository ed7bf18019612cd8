package dev.ringback.testkit;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.sharing.SharedLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.BiFunction;

/** One simulated life of a store and the engines on it, all chances drawn from a seed. */
final class EngineSimulation {

    private static final int STEPS = 150;
    private static final List<String> LANES =
            List.of("fifo", "guarded", "series", "slow", "passing", "plain");
    private static final EngineLimits LIMITS = new EngineLimits(100, 8, 1 << 20, 3, 6);

    /** Room for a few runs at a time, and for a few calls that wait. */
    private static final long ROOM = 200_000;

    /** An engine with its own access to the store, which a crash cuts off. */
    private final class Life implements FaultyStore.Faults {
        private final ManualTime time = new ManualTime(now, reached);
        private final Random chances = new Random(random.nextLong());
        private final ScriptedKind kind = new ScriptedKind().peer(this::reply);
        private final Recorder listener = new Recorder();
        private volatile boolean cutOff;
        private volatile boolean calm;
        private final FaultyStore disk = new FaultyStore(store, this);
        private final Engine engine =
                new Engine(
                        disk,
                        List.of(kind),
                        lane -> Optional.of(policy(lane)),
                        time,
                        listener,
                        List.of(listener),
                        LIMITS,
                        new ByteBudget(ROOM, ROOM / 4),
                        new SharedLimits());

        private synchronized Reply reply(Call call) {
            return ScriptedKind.answered(chances.nextInt(3) == 0 ? 503 : 200);
        }

        @Override
        public synchronized boolean refuses(List<Change> changes) {
            return cutOff || (!calm && chances.nextInt(12) == 0);
        }

        @Override
        public synchronized boolean losesAnswer(List<Change> changes) {
            return cutOff || (!calm && chances.nextInt(20) == 0);
        }

        /** A move that comes late would come after the next one: its session is gone by then. */
        @Override
        public synchronized boolean comesLate(List<Change> changes) {
            return !calm
                    && changes.stream().allMatch(change -> change.settle().isEmpty())
                    && chances.nextInt(8) == 0;
        }

        @Override
        public synchronized boolean failsToRead() {
            return cutOff || (!calm && chances.nextInt(20) == 0);
        }
    }

    private final Random random;
    private final MemoryStore store = new MemoryStore();
    private final SeededIds ids = new SeededIds(1);
    private final List<CallId> accepted = new ArrayList<>();
    private final Map<CallId, CallState> finished = new HashMap<>();
    private Instant now = ManualTime.atNoon().now();
    private Instant reached = now;
    private Life life;

    EngineSimulation(long seed) {
        this.random = new Random(seed);
        this.life = begin();
    }

    private Life begin() {
        var next = new Life();
        next.calm = true;
        next.engine.start();
        next.calm = false;
        return next;
    }

    private static LanePolicy policy(LaneId lane) {
        return switch (lane.value()) {
            case "fifo" ->
                    new LanePolicy(
                            5,
                            0,
                            Ordering.FIFO,
                            false,
                            new BreakerPolicy(2, Duration.ofSeconds(1), Duration.ofSeconds(4)));
            case "guarded" ->
                    new LanePolicy(
                            3,
                            0,
                            Ordering.NONE,
                            false,
                            new BreakerPolicy(2, Duration.ofSeconds(1), Duration.ofSeconds(4)));
            case "series" -> new LanePolicy(3, 0, Ordering.SERIES, false, BreakerPolicy.OFF);
            case "slow" -> new LanePolicy(2, 3, Ordering.NONE, false, BreakerPolicy.OFF);
            case "passing" ->
                    new LanePolicy(
                            3,
                            0,
                            Ordering.NONE,
                            false,
                            new BreakerPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(4)),
                            true);
            default -> new LanePolicy(4, 0, Ordering.NONE, false, BreakerPolicy.OFF);
        };
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        life.calm = true;
        life.disk.appear();
        Eventually.until(
                "all calls are finished, and no lane counts one that waits",
                () -> {
                    boolean _ = life.time.advanceToNextAlarm();
                    return store.backlog().isEmpty() && idle();
                });
        check();
        boolean _ = life.engine.stop(Duration.ofSeconds(5));
    }

    /** A call that was cancelled unheard is counted until it is its turn. */
    private boolean idle() {
        return life.engine.lanes().allMatch(lane -> lane.running() + lane.waiting() == 0);
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> accept();
            case 4 -> move(life.engine::cancel);
            case 5 -> move(life.engine::hasten);
            case 6, 7 -> life.time.advance(Duration.ofMillis(random.nextInt(8000)));
            case 8 -> note();
            case 9 -> life.time.step(Duration.ofMinutes(random.nextInt(-300, 300)));
            case 10 -> life.disk.appear();
            default -> {
                if (random.nextInt(6) == 0) {
                    crash();
                }
            }
        }
    }

    private void accept() {
        long sequence = ids.next();
        var at = life.time.now();
        var event =
                new Event(
                        sequence,
                        ProjectId.DEFAULT,
                        EventId.of(sequence),
                        "test.happened",
                        "",
                        at,
                        at,
                        Event.JSON,
                        Payload.of("{}"));
        var calls = new ArrayList<Call>();
        for (String lane : LANES) {
            if (random.nextBoolean()) {
                calls.add(
                        Call.of(
                                        new CallId(ids.next()),
                                        ProjectId.DEFAULT,
                                        ScriptedKind.NAME,
                                        new LaneId(lane),
                                        sequence,
                                        at)
                                .in(OptionalLong.of(random.nextInt(3))));
            }
        }
        if (life.engine.commit(Change.accept(List.of(event), calls)) instanceof Committed.Done) {
            calls.forEach(call -> accepted.add(call.id()));
        }
    }

    /** Tries to move some call; the disk may refuse to say where it is. */
    private void move(BiFunction<ProjectId, CallId, Move> wish) {
        try {
            Optional<Move> _ = some().map(id -> wish.apply(ProjectId.DEFAULT, id));
        } catch (StoreException _) {
            check(!life.calm, "the disk is calm");
        }
    }

    private Optional<CallId> some() {
        return accepted.isEmpty()
                ? Optional.empty()
                : Optional.of(accepted.get(random.nextInt(accepted.size())));
    }

    /** The engine dies where it stands; another one takes over its disk. */
    private void crash() {
        life.cutOff = true;
        now = life.time.now();
        reached = life.time.steady();
        // A commit that is under way at this moment is over before the next engine looks.
        boolean _ = life.engine.stop(Duration.ZERO);
        check(life.kind.twiceAtOnce().isEmpty(), "ran twice at once");
        life.disk.appear();
        life = begin();
    }

    /** Writes down what is finished: it must stay so. */
    private void note() {
        for (CallId id : accepted) {
            CallState state = stored(id).state();
            if (!(state instanceof CallState.Waiting)) {
                CallState before = finished.putIfAbsent(id, state);
                check(before == null || before.equals(state), id + " was " + before);
            }
        }
    }

    private Call stored(CallId id) {
        return store.call(ProjectId.DEFAULT, id)
                .orElseThrow(() -> new AssertionError("lost: " + id));
    }

    private void check() {
        note();
        check(finished.size() == accepted.size(), "not all are finished");
        check(life.kind.twiceAtOnce().isEmpty(), "ran twice at once");
        check(life.listener.bugs().isEmpty(), "broke: " + life.listener.bugs());
        for (CallId id : accepted) {
            List<Attempt> attempts = store.attempts(id);
            for (int i = 0; i < attempts.size(); i++) {
                check(attempts.get(i).number() == i + 1, "gap in the attempts of " + id);
            }
            int counted = stored(id).attempts();
            boolean keptOneMore = stored(id).state() instanceof CallState.Cancelled;
            check(
                    attempts.size() == counted || (keptOneMore && attempts.size() == counted + 1),
                    id + " counts " + counted + " attempts: " + attempts);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

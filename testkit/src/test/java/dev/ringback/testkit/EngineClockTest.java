package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.EngineWorld.SMALL;
import static dev.ringback.testkit.EngineWorld.WIDE;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.SteadyNote;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work goes on whatever the machine's clock does: back, ahead, right again, and over a restart. */
final class EngineClockTest {

    private static final LaneId FIFO = new LaneId("fifo");
    private static final LaneId BROKEN = new LaneId("broken");
    private static final LaneId RATED = new LaneId("rated");
    private static final LaneId NARROW = new LaneId("narrow");
    private static final List<LaneId> LANES = List.of(LANE, FIFO, BROKEN, RATED, NARROW);
    private static final Duration HOURS = Duration.ofHours(2);

    private static void policies(Map<LaneId, LanePolicy> policies) {
        policies.put(FIFO, new LanePolicy(1, 0, Ordering.FIFO, false, BreakerPolicy.OFF));
        policies.put(
                BROKEN,
                new LanePolicy(
                        1,
                        0,
                        Ordering.NONE,
                        false,
                        new BreakerPolicy(1, Duration.ofSeconds(5), Duration.ofMinutes(1))));
        policies.put(RATED, new LanePolicy(5, 1, Ordering.NONE, false, BreakerPolicy.OFF));
        policies.put(NARROW, new LanePolicy(2, 0, Ordering.NONE, false, BreakerPolicy.OFF));
    }

    /**
     * The table of the reliability rounds: each kind of lane has a backlog when the clock steps.
     */
    @ParameterizedTest
    @ValueSource(strings = {"-PT2H", "PT2H", "-P3650D", "P3650D"})
    void everyLaneGoesOnWithItsBacklogAndWithWhatComesAfterTheStep(Duration step) {
        var failing = new AtomicBoolean(true);
        try (var world = new EngineWorld().started()) {
            policies(world.policies);
            world.kind.peer(_ -> answered(failing.get() ? 500 : 200));
            List<CallId> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                LANES.forEach(lane -> calls.add(world.accept(lane)));
            }
            Eventually.until("each lane has asked", () -> world.kind.sent().size() >= 13);
            world.time.step(step);
            failing.set(false);
            LANES.forEach(lane -> calls.add(world.accept(lane)));
            everyCallEndsWithin(world, calls, Duration.ofMinutes(2));
        }
    }

    @Test
    void nothingIsSentTwiceAndNothingEarlyWhenTheClockIsSetBackAndRightAgain() {
        try (var world = new EngineWorld().started()) {
            var failing = new AtomicBoolean(true);
            world.kind.peer(_ -> answered(failing.getAndSet(false) ? 500 : 200));
            CallId id = world.accept();
            world.untilRetrying(id, 1);
            world.untilAlarms(1);
            world.time.step(HOURS.negated());
            world.time.advance(Duration.ofMillis(4_999));
            world.time.step(HOURS);
            assertThat(world.kind.sent()).hasSize(1);
            world.time.advance(Duration.ofMillis(1));
            world.untilFinished(id);
            assertThat(world.kind.sent()).hasSize(2);
        }
    }

    @Test
    void aRetryThatIsDueInTheTimeThatAMachineSleptIsMadeWhenItIsAwake() {
        try (var world = new EngineWorld().started()) {
            var attempts = new AtomicBoolean(true);
            world.kind.peer(call -> answered(call.attempts() < 2 && attempts.get() ? 500 : 200));
            CallId id = world.accept();
            world.untilRetrying(id, 1);
            world.untilAlarms(1);
            world.time.advance(Duration.ofSeconds(5));
            world.untilRetrying(id, 2);
            world.untilAlarms(1);
            world.time.step(Duration.ofMinutes(30));
            world.time.advance(SteadyClock.STANDING);
            world.untilFinished(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT2H", "-P3650D"})
    void whatWaitsIsTakenUpInTimeAfterARestartWithTheClockSetBack(Duration step) {
        var store = new MemoryStore();
        List<CallId> calls = new ArrayList<>();
        Instant before;
        Instant reached;
        try (var world = new EngineWorld(SMALL, store, 1).started()) {
            world.kind.peer(_ -> answered(500));
            calls.add(world.accept());
            world.untilRetrying(calls.getFirst(), 1);
            before = world.time.now();
            reached = world.time.steady();
        }
        var time = new ManualTime(before.plus(step), reached);
        try (var world = new EngineWorld(SMALL, store, 1_000_000, time).started()) {
            policies(world.policies);
            LANES.forEach(lane -> calls.add(world.accept(lane)));
            everyCallEndsWithin(world, calls, Duration.ofSeconds(10));
        }
    }

    @Test
    void howFarTheTimeHasComeIsNotedWhileTheClockIsBehind() {
        try (var world = new EngineWorld().started()) {
            world.untilFinished(world.accept());
            assertThat(SteadyNote.read(world.store)).isEqualTo(Instant.EPOCH);
            world.time.step(HOURS.negated());
            world.time.advance(Duration.ofHours(1));
            Instant reached = world.time.steady();
            world.untilFinished(world.accept());
            Eventually.until("a note", () -> SteadyNote.read(world.store).equals(reached));
            world.time.advance(Duration.ofSeconds(29));
            world.untilFinished(world.accept());
            // What the first of them had noted would be on disk before the second.
            world.untilFinished(world.accept());
            assertThat(SteadyNote.read(world.store)).isEqualTo(reached);
            world.time.advance(Duration.ofSeconds(1));
            world.untilFinished(world.accept());
            Eventually.until("the next", () -> SteadyNote.read(world.store).isAfter(reached));
        }
    }

    @Test
    void peopleAreToldByTheMachinesClockWhenACallIsDue() {
        try (var world = new EngineWorld().started()) {
            world.time.step(HOURS.negated());
            world.policies.put(LANE, new LanePolicy(1, 0, Ordering.NONE, true, BreakerPolicy.OFF));
            CallId id = world.accept();
            Instant now = world.time.now();
            Call shown = world.engine.shown(world.stored(id));
            assertThat(shown.state()).isEqualTo(new CallState.Waiting(now));
            assertThat(shown.createdAt()).isEqualTo(now);
            assertThat(world.lane(LANE).oldestDueAt()).contains(now);
        }
    }

    @Test
    void whatAPersonWantsAtOnceIsDueAtOnceThoughTheClockWasSetBack() {
        try (var world = new EngineWorld().started()) {
            var failing = new AtomicBoolean(true);
            world.kind.peer(_ -> answered(failing.getAndSet(false) ? 500 : 200));
            world.policies.put(LANE, WIDE);
            CallId id = world.accept();
            world.untilRetrying(id, 1);
            world.time.step(HOURS.negated());
            assertThat(world.engine.hasten(ProjectId.DEFAULT, id)).isInstanceOf(Move.Moved.class);
            world.untilFinished(id);
        }
    }

    private static void everyCallEndsWithin(
            EngineWorld world, List<CallId> calls, Duration atMost) {
        Instant end = world.time.steady().plus(atMost);
        long limit = world.time.nanos() + atMost.plusMinutes(1).toNanos();
        Eventually.until(
                "all have succeeded by " + end,
                () -> {
                    if (calls.stream().allMatch(id -> succeeded(world, id))) {
                        return true;
                    }
                    if (world.time.nanos() < limit) {
                        world.time.advance(Duration.ofMillis(100));
                    }
                    return false;
                });
    }

    private static boolean succeeded(EngineWorld world, CallId id) {
        return world.state(id) instanceof CallState.Succeeded;
    }
}

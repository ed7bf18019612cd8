package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.LaneStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Lanes that nobody named but their calls: they come and go, and are lanes while they are there.
 */
final class PassingLanesTest {

    private static final BreakerPolicy ONE_FAILURE =
            new BreakerPolicy(1, Duration.ofMinutes(10), Duration.ofMinutes(10));

    private static LanePolicy passing(int width, BreakerPolicy breaker) {
        return new LanePolicy(width, 0, Ordering.NONE, false, breaker, true);
    }

    private static EngineWorld world(LanePolicy policy, LaneId... lanes) {
        var world = new EngineWorld().started();
        for (LaneId lane : lanes) {
            world.policies.put(lane, policy);
        }
        return world;
    }

    private static void untilForgotten(EngineWorld world, LaneId... kept) {
        Eventually.until(
                "only these lanes are left: " + List.of(kept),
                () -> lanes(world).equals(List.of(kept)));
    }

    private static List<LaneId> lanes(EngineWorld world) {
        return world.engine.lanes().map(LaneStatus::lane).toList();
    }

    @Test
    void aThousandOfThemLeaveNothingBehind() {
        try (var world = new EngineWorld().started()) {
            var ids = new ArrayList<CallId>();
            for (int i = 0; i < 1_000; i++) {
                var lane = new LaneId("direct:default:" + i);
                world.policies.put(lane, passing(2, BreakerPolicy.DEFAULT));
                ids.add(world.accept(lane));
            }
            ids.add(world.accept(LANE));
            ids.forEach(world::untilFinished);
            untilForgotten(world, LANE);
        }
    }

    @Test
    void aHundredThousandThatWaitAtTheStartAreReadInPagesAndAllHaveTheirTurn() {
        try (var world = new EngineWorld()) {
            LanePolicy policy = passing(2, BreakerPolicy.DEFAULT);
            for (int i = 0; i < 100; i++) {
                Event event = world.event();
                List<Call> calls = new ArrayList<>();
                for (int j = 0; j < 1_000; j++) {
                    var lane = new LaneId("direct:default:" + i + "." + j);
                    world.policies.put(lane, policy);
                    calls.add(world.call(lane, event));
                }
                world.store.commit(List.of(Change.accept(List.of(event), calls)));
            }
            world.started();
            world.untilSent(100_000);
            untilForgotten(world);
            assertThat(world.kind.sent()).doesNotHaveDuplicates();
        }
    }

    @Test
    void oneIsKeptWhileACallWaitsForItsRetry() {
        var lane = new LaneId("direct:default:1");
        try (var world = world(passing(2, BreakerPolicy.OFF), lane)) {
            world.kind.peer(call -> answered(call.attempts() == 0 ? 503 : 200));
            CallId id = world.accept(lane);
            world.untilRetrying(id, 1);
            world.untilAlarms(1);
            assertThat(lanes(world)).containsExactly(lane);
            world.time.advance(Duration.ofSeconds(5));
            world.untilFinished(id);
            untilForgotten(world);
        }
    }

    @Test
    void oneThatWasCancelledEmptyIsForgotten() {
        var lane = new LaneId("direct:default:1");
        try (var world = world(passing(2, BreakerPolicy.OFF), lane)) {
            world.kind.peer(_ -> answered(503));
            CallId id = world.accept(lane);
            world.untilRetrying(id, 1);
            assertThat(world.engine.cancel(ProjectId.DEFAULT, id)).isInstanceOf(Move.Moved.class);
            untilForgotten(world);
            assertThat(world.time.pendingAlarms()).as("alarms that would ring in vain").isZero();
        }
    }

    @Test
    void theBreakerOfADeadPeerIsRememberedForItsPauseAndNoLonger() {
        var lane = new LaneId("direct:default:1");
        try (var world = world(passing(2, ONE_FAILURE), lane)) {
            world.kind.peer(_ -> answered(503));
            CallId first = world.accept(lane);
            world.untilRetrying(first, 1);
            assertThat(world.engine.cancel(ProjectId.DEFAULT, first))
                    .isInstanceOf(Move.Moved.class);
            world.untilAlarms(1);
            CallId second = world.accept(lane);
            assertThat(world.engine.isRunning(world.stored(second))).isFalse();
            assertThat(world.engine.cancel(ProjectId.DEFAULT, second))
                    .isInstanceOf(Move.Moved.class);
            assertThat(world.kind.sent()).containsExactly(first);
            assertThat(lanes(world)).containsExactly(lane);
            world.time.advance(Duration.ofMinutes(10));
            untilForgotten(world);
        }
    }

    @Test
    void itsBoundsHoldHoweverOftenItComesAndGoes() {
        var lane = new LaneId("direct:default:1");
        try (var world = world(passing(1, BreakerPolicy.OFF), lane)) {
            var running = new AtomicInteger();
            var most = new AtomicInteger();
            world.kind.peer(_ -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                running.decrementAndGet();
                return answered(200);
            });
            var ids = new ConcurrentLinkedQueue<CallId>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 4; i++) {
                    threads.execute(() -> {
                        for (int j = 0; j < 500; j++) {
                            ids.add(world.accept(lane));
                        }
                    });
                }
            }
            ids.forEach(world::untilFinished);
            assertThat(world.kind.sent()).hasSize(2_000);
            assertThat(world.kind.twiceAtOnce()).isEmpty();
            assertThat(most).hasValue(1);
            untilForgotten(world);
        }
    }

    @Test
    void lookingAtAFinishedCallBringsNoLaneBack() {
        var lane = new LaneId("direct:default:1");
        try (var world = world(passing(1, BreakerPolicy.OFF), lane)) {
            CallId id = world.accept(lane);
            world.untilFinished(id);
            untilForgotten(world);
            assertThat(world.engine.isRunning(world.stored(id))).isFalse();
            assertThat(world.engine.hasten(ProjectId.DEFAULT, id))
                    .isInstanceOf(Move.Impossible.class);
            assertThat(world.state(id)).isInstanceOf(CallState.Succeeded.class);
            assertThat(lanes(world)).isEmpty();
        }
    }
}

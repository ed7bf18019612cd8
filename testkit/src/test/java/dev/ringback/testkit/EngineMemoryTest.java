package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.port.Hangup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the engine holds in memory, and what it does when there is no room. */
final class EngineMemoryTest {

    private static final int MIB = 1 << 20;
    private static final ProjectId BIG = new ProjectId("big");
    private static final ProjectId SMALL = new ProjectId("small");
    private static final LaneId OTHER = new LaneId("other");
    private static final Payload LARGE = Payload.of(new byte[MIB]);
    private static final Payload LITTLE = Payload.of("{}");

    private final MemoryStore store = new MemoryStore();
    private final CountDownLatch answers = new CountDownLatch(1);

    private EngineWorld world(long common, long alone) {
        return new EngineWorld(EngineWorld.SMALL, store, 1, new ByteBudget(common, alone));
    }

    private Reply slowOnTheLane(Call call, Hangup hangup) {
        if (call.lane().equals(LANE)) {
            Eventually.open("the answers may come", answers);
        }
        return ScriptedKind.answered(200);
    }

    /** Puts calls on disk as they are when a process begins. */
    private static List<CallId> due(
            EngineWorld world, ProjectId project, LaneId lane, Payload payload, int count) {
        List<CallId> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Event event = world.event(project, payload);
            Call call = world.call(lane, event);
            world.store.commit(List.of(Change.accept(List.of(event), List.of(call))));
            calls.add(call.id());
        }
        return calls;
    }

    private static boolean isDelivered(EngineWorld world, ProjectId project, CallId id) {
        return world.store.call(project, id).orElseThrow().state() instanceof CallState.Succeeded;
    }

    private static void untilDelivered(EngineWorld world, ProjectId project, List<CallId> calls) {
        Eventually.until(
                calls.size() + " are delivered",
                () -> calls.stream().allMatch(id -> isDelivered(world, project, id)));
    }

    @Test
    void whatFindsNoRoomWaitsWhileOthersGoOnAndUsesUpNoAttempt() {
        try (var world = world(12 * MIB, 3 * MIB)) {
            world.kind.line(this::slowOnTheLane);
            List<CallId> large = due(world, BIG, LANE, LARGE, 40);
            List<CallId> little = due(world, SMALL, OTHER, LITTLE, 40);
            world.engine.start();
            untilDelivered(world, SMALL, little);
            Eventually.until("large ones wait", () -> world.engine.crowded() > 0);
            assertThat(world.budget.held()).isLessThanOrEqualTo(world.budget.limit());
            assertThat(world.budget.of(BIG).held()).isLessThanOrEqualTo(8 * MIB);
            assertThat(world.engine.running(LANE).size()).isBetween(1, 5);
            answers.countDown();
            untilDelivered(world, BIG, large);
            assertThat(large).allMatch(id -> store.call(BIG, id).orElseThrow().attempts() == 1);
            Eventually.until("all is given back", () -> world.budget.held() == 0);
        }
    }

    @Test
    void aLaneThatHangsLeavesRoomForTheOthersOfItsProject() {
        try (var world = world(12 * MIB, 3 * MIB)) {
            world.kind.line(this::slowOnTheLane);
            List<CallId> hanging = due(world, BIG, LANE, LARGE, 40);
            List<CallId> others = due(world, BIG, OTHER, LITTLE, 40);
            world.engine.start();
            untilDelivered(world, BIG, others);
            assertThat(hanging).noneMatch(id -> isDelivered(world, BIG, id));
            answers.countDown();
            untilDelivered(world, BIG, hanging);
        }
    }

    @Test
    void callsOfOneLaneOvertakeThoseOfAProjectThatFindsNoRoom() {
        try (var world = world(12 * MIB, 3 * MIB)) {
            world.kind.line((call, _) -> {
                if (call.project().equals(BIG)) {
                    Eventually.open("the answers may come", answers);
                }
                return ScriptedKind.answered(200);
            });
            List<CallId> large = due(world, BIG, LANE, LARGE, 9);
            List<CallId> little = due(world, SMALL, LANE, LITTLE, 1);
            world.engine.start();
            untilDelivered(world, SMALL, little);
            answers.countDown();
            untilDelivered(world, BIG, large);
        }
    }

    @Test
    void whatIsLargerThanItsShareGoesAlone() {
        try (var world = world(3 * MIB, 3 * MIB)) {
            List<CallId> large = due(world, BIG, LANE, LARGE, 5);
            List<CallId> others = due(world, SMALL, OTHER, LARGE, 5);
            world.engine.start();
            untilDelivered(world, BIG, large);
            untilDelivered(world, SMALL, others);
        }
    }

    @Test
    void whatCanNeverFitIsDeadAndSaysWhy() {
        try (var world = world(3 * MIB, 2 * MIB)) {
            List<CallId> large = due(world, BIG, LANE, LARGE, 1);
            List<CallId> little = due(world, BIG, LANE, LITTLE, 1);
            world.engine.start();
            untilDelivered(world, BIG, little);
            Eventually.until(
                    "it is dead",
                    () ->
                            store.call(BIG, large.getFirst()).orElseThrow().state()
                                            instanceof CallState.Dead(var _, String reason)
                                    && reason.contains("1048576 bytes")
                                    && reason.contains("heap"));
        }
    }

    @Test
    void aBacklogThatDoesNotFitIntoMemoryIsDelivered() {
        // Room for some thirty calls that wait, where lanes would hold hundreds.
        try (var world = world(64 * 1024, 64 * 1024)) {
            List<CallId> backlog = new ArrayList<>();
            for (int lane = 0; lane < 20; lane++) {
                backlog.addAll(due(world, SMALL, new LaneId("lane" + lane), LITTLE, 30));
            }
            world.engine.start();
            for (int fresh = 0; fresh < 50; fresh++) {
                backlog.add(accepted(world));
            }
            untilDelivered(world, SMALL, backlog);
            Eventually.until("all is given back", () -> world.budget.held() == 0);
        }
    }

    private static CallId accepted(EngineWorld world) {
        Event event = world.event(SMALL, LITTLE);
        Call call = world.call(LANE, event);
        Change change = Change.accept(List.of(event), List.of(call));
        Eventually.until(
                "it is taken", () -> world.engine.commit(change) instanceof Committed.Done);
        return call.id();
    }

    @Test
    void aChangeForWhichThereIsNoRoomIsRefusedAtOnce() {
        try (var world = world(3 * MIB, MIB).started();
                var _ = world.budget.of(BIG).take(2 * MIB).orElseThrow()) {
            Event event = world.event(BIG, LARGE);
            Change change = Change.accept(List.of(event), List.of(world.call(LANE, event)));
            assertThat(world.engine.commit(change)).isInstanceOf(Committed.Overloaded.class);
            assertThat(store.event(event.sequence())).isEmpty();
            world.untilFinished(world.accept());
            boolean drained = world.engine.stop(Duration.ofSeconds(60));
            assertThat(drained).isTrue();
        }
    }
}

package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.EngineWorld.SMALL;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many lanes and many calls: bounds, fairness, and what one lane means to the others. */
final class EngineLanesTest {

    private static final LaneId SLOW = new LaneId("slow");

    private static EngineLimits running(int running) {
        return new EngineLimits(1000, 64, 1 << 20, 10, running);
    }

    private static LanePolicy halted() {
        return new LanePolicy(100, 0, Ordering.NONE, true, BreakerPolicy.OFF);
    }

    @Test
    void aLaneThatHangsDelaysNoOther() {
        try (var world = new EngineWorld().started()) {
            var never = new CountDownLatch(1);
            var hang = ScriptedKind.after(never, 200);
            world.kind.peer(call -> call.lane().equals(SLOW) ? hang.apply(call) : answered(200));
            var others = new ArrayList<CallId>();
            for (int i = 0; i < 200; i++) {
                world.accept(SLOW);
                others.add(world.accept(new LaneId("lane-" + i % 9)));
            }
            others.forEach(world::untilFinished);
            assertThat(world.lane(SLOW).running()).isEqualTo(100);
            assertThat(world.lane(SLOW).waiting()).isEqualTo(200);
            never.countDown();
        }
    }

    @Test
    void theBoundOnRunningCallsIsSharedFairly() {
        try (var world = new EngineWorld(running(2))) {
            var backlog = new ArrayList<CallId>();
            for (int i = 0; i < 40; i++) {
                backlog.add(put(world, SLOW));
            }
            var others = new ArrayList<CallId>();
            for (int i = 0; i < 4; i++) {
                others.add(put(world, new LaneId("lane-" + i)));
            }
            world.engine.start();
            backlog.forEach(world::untilFinished);
            others.forEach(world::untilFinished);
            var sent = world.kind.sent();
            assertThat(sent).hasSize(44);
            int last = others.stream().mapToInt(sent::indexOf).max().orElseThrow();
            assertThat(last).as("place of the last of the small lanes").isLessThan(30);
        }
    }

    /** Puts a call on the disk of an engine that has not begun. */
    private static CallId put(EngineWorld world, LaneId lane) {
        Change change = world.change(lane);
        world.store.commit(List.of(change));
        return change.calls().getFirst().id();
    }

    /** Priority is said by the due time, in memory and on disk. */
    @Test
    void aCallThatIsDueBeforeItWasMadeGoesBeforeThoseThatWait() {
        try (var world = new EngineWorld()) {
            world.policies.put(LANE, new LanePolicy(1, 0, Ordering.NONE, false, BreakerPolicy.OFF));
            var goesOn = new CountDownLatch(1);
            world.kind.peer(ScriptedKind.after(goesOn, 200));
            var all = new ArrayList<CallId>();
            for (int i = 0; i < 3 * SMALL.window(); i++) {
                all.add(put(world, LANE));
            }
            Change onDisk = ahead(world, Duration.ofMinutes(10));
            world.store.commit(List.of(onDisk));
            world.engine.start();
            world.untilSent(1);
            Change later = ahead(world, Duration.ofMinutes(5));
            assertThat(world.engine.commit(later)).isEqualTo(Committed.Done.ALL);

            goesOn.countDown();

            all.forEach(world::untilFinished);
            assertThat(world.kind.sent().subList(0, 2))
                    .containsExactly(onDisk.calls().getFirst().id(), later.calls().getFirst().id());
        }
    }

    private static Change ahead(EngineWorld world, Duration by) {
        Event event = world.event();
        CallState early = new CallState.Waiting(world.time.now().minus(by));
        return Change.accept(List.of(event), List.of(world.call(LANE, event).with(early, 0)));
    }

    @Test
    void noLaneIsLeftInTheQueueForAPlace() {
        for (int round = 0; round < 50; round++) {
            try (var world = new EngineWorld(running(1)).started()) {
                var ids = new ArrayList<CompletableFuture<CallId>>();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 20; i++) {
                        var lane = new LaneId("lane-" + i);
                        ids.add(CompletableFuture.supplyAsync(() -> world.accept(lane), threads));
                    }
                }
                ids.forEach(id -> world.untilFinished(Eventually.get("id", id)));
                assertThat(world.kind.sent()).hasSize(20);
            }
        }
    }

    @Test
    void whatABacklogCarriesIsReadManyAtATime() {
        try (var world = new EngineWorld()) {
            var ids = new ArrayList<CallId>();
            for (int i = 0; i < 200; i++) {
                ids.add(put(world, LANE));
            }
            var held = new CountDownLatch(1);
            world.policies.put(LANE, new LanePolicy(5, 0, Ordering.NONE, false, BreakerPolicy.OFF));
            world.kind.peer(ScriptedKind.after(held, 200));
            world.engine.start();
            world.untilSent(5);
            held.countDown();
            ids.forEach(world::untilFinished);
            assertThat(world.kind.sent()).hasSize(200);
            // How many a look brings depends on how many have ended; one by one it were over 200.
            assertThat(world.reads.get()).isLessThan(200);
        }
    }

    @Test
    void whatCannotBeReadManyAtATimeIsReadOneByOne() {
        try (var world = new EngineWorld()) {
            CallId id = put(world, LANE);
            Event large = world.event().with(Payload.of("x".repeat(16 * 1024 + 1)), List.of());
            Call call = world.call(LANE, large);
            world.store.commit(List.of(Change.accept(List.of(large), List.of(call))));
            world.engine.start();
            world.untilFinished(id);
            world.untilFinished(call.id());
            assertThat(world.kind.sent()).hasSize(2);
        }
    }

    @Test
    void aBacklogManyTimesTheWindowIsWorkedOff() {
        try (var world = new EngineWorld()) {
            var ids = new HashSet<CallId>();
            for (int i = 0; i < 100; i++) {
                Event event = world.event();
                List<Call> calls =
                        IntStream.range(0, 1000).mapToObj(_ -> world.call(LANE, event)).toList();
                world.store.commit(List.of(Change.accept(List.of(event), calls)));
                calls.forEach(call -> ids.add(call.id()));
            }
            world.engine.start();
            world.untilSent(100_000);
            Eventually.until("the lane is empty", () -> world.lane(LANE).waiting() == 0);
            assertThat(world.store.backlog()).isEmpty();
            assertThat(new HashSet<>(world.kind.sent())).isEqualTo(ids);
            assertThat(world.kind.sent()).hasSize(100_000);
        }
    }

    @Test
    void aLaneInOrderSendsInOrderThoughCallsFail() {
        try (var world = new EngineWorld()) {
            world.policies.put(
                    LANE, new LanePolicy(100, 0, Ordering.FIFO, false, BreakerPolicy.OFF));
            world.kind.peer(call ->
                    answered(call.attempts() == 0 && call.id().value() % 10 == 0 ? 503 : 200));
            world.engine.start();
            var ids = new ArrayList<CallId>();
            for (int i = 0; i < 50; i++) {
                ids.add(world.accept());
            }
            Eventually.until(
                    "all are sent",
                    () -> {
                        boolean _ = world.time.advanceToNextAlarm();
                        return world.store.backlog().isEmpty();
                    });
            assertThat(new ArrayList<>(new LinkedHashSet<>(world.kind.sent()))).isEqualTo(ids);
            assertThat(world.kind.sent()).isSorted();
        }
    }

    @Test
    void aHaltedLaneWaitsUntilItIsRefreshed() {
        try (var world = new EngineWorld().started()) {
            world.policies.put(LANE, halted());
            CallId id = world.accept();
            assertThat(world.lane(LANE).running()).isZero();
            assertThat(world.state(id)).isInstanceOf(CallState.Waiting.class);
            world.policies.remove(LANE);
            world.changed.accept(LANE);
            world.untilFinished(id);
        }
    }

    @Test
    void aProbeThatFailsToReadItsEventDoesNotShutTheLaneForEver() {
        try (var world = new EngineWorld();
                var _ = world.budget.ofNobody().spare(16 << 20).orElseThrow()) {
            world.policies.put(
                    LANE,
                    new LanePolicy(
                            1,
                            0,
                            Ordering.NONE,
                            false,
                            new BreakerPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(1))));
            world.kind.peer(call -> answered(call.attempts() == 0 ? 503 : 200));
            world.engine.start();
            CallId id = world.accept();
            world.untilRetrying(id, 1);
            world.untilAlarms(1);
            world.readsToFail.set(1);
            Eventually.until(
                    id + " is finished",
                    () -> {
                        boolean _ = world.time.advanceToNextAlarm();
                        return world.state(id) instanceof CallState.Succeeded;
                    });
        }
    }

    @Test
    void tooMuchToCommitIsRefusedAtOnce() {
        var limits = new EngineLimits(8, 64, 1 << 20, 10, 1000);
        try (var world = new EngineWorld(limits)) {
            var waiting = new ArrayList<CompletableFuture<Committed>>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 5; i++) {
                    Change change = world.change(LANE);
                    waiting.add(
                            CompletableFuture.supplyAsync(
                                    () -> world.engine.commit(change), threads));
                }
                Eventually.until(
                        "one is refused",
                        () -> waiting.stream().anyMatch(CompletableFuture::isDone));
                world.engine.start();
            }
            assertThat(waiting.stream().map(CompletableFuture::join))
                    .filteredOn(Committed.Overloaded.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void aChangeThatCannotBeStoredDoesNotTakeItsGroupWithIt() {
        try (var world = new EngineWorld()) {
            world.store.commit(List.of(Change.accept(List.of(world.event()), List.of())));
            Event clash = new EngineWorld().event();
            Event broken =
                    new Event(
                            clash.sequence(),
                            clash.project(),
                            clash.id(),
                            "other",
                            "",
                            clash.occurredAt(),
                            clash.acceptedAt(),
                            "",
                            clash.payload());
            Change good = world.change(LANE);
            Change bad = Change.accept(List.of(broken), List.of());
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var refused =
                        CompletableFuture.supplyAsync(() -> world.engine.commit(bad), threads);
                var done = CompletableFuture.supplyAsync(() -> world.engine.commit(good), threads);
                world.engine.start();
                assertThat(Eventually.get("refused", refused)).isInstanceOf(Committed.Failed.class);
                assertThat(Eventually.get("done", done)).isInstanceOf(Committed.Done.class);
            }
            world.untilFinished(good.calls().getFirst().id());
        }
    }

    @Test
    void aStoreThatBreaksDoesNotEndCommitting() {
        try (var world = new EngineWorld(SMALL).started()) {
            world.failing =
                    _ -> {
                        throw new IllegalStateException("bug");
                    };
            Change change = world.change(LANE);
            var result = CompletableFuture.supplyAsync(() -> world.engine.commit(change));
            assertThat(Eventually.get("the result", result)).isInstanceOf(Committed.Failed.class);
            world.failing = _ -> true;
            world.untilFinished(world.accept());
        }
    }
}

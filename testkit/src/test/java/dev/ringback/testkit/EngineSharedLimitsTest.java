package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.WIDE;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.sharing.SharedLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits that lanes share by key: an account, a function, a subject. */
final class EngineSharedLimitsTest {

    private static final SharedLimit ACCOUNT = new SharedLimit("account", 5);
    private static final LaneId OTHER = new LaneId("other");

    private static SharedLimit limit(String key, int most) {
        return new SharedLimit(key, most);
    }

    private static LaneId lane(int number) {
        return new LaneId("lane-" + number);
    }

    private static List<CallId> accept(EngineWorld world, int lanes, int calls) {
        return IntStream.range(0, lanes * calls)
                .mapToObj(i -> world.accept(lane(i % lanes)))
                .toList();
    }

    /** A peer that counts how many of its calls are under way at most, by key. */
    private static final class Counting implements Function<Call, Reply> {

        private final Function<LaneId, List<SharedLimit>> limits;
        private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
        private final List<SharedLimit> broken = new CopyOnWriteArrayList<>();

        Counting(Function<LaneId, List<SharedLimit>> limits) {
            this.limits = limits;
        }

        @Override
        public Reply apply(Call call) {
            for (SharedLimit each : limits.apply(call.lane())) {
                if (of(each).incrementAndGet() > each.most()) {
                    broken.add(each);
                }
            }
            // Others take their turn meanwhile.
            LockSupport.parkNanos(1);
            limits.apply(call.lane()).forEach(each -> of(each).decrementAndGet());
            return answered(call.attempts() == 0 && call.id().value() % 7 == 0 ? 503 : 200);
        }

        private AtomicInteger of(SharedLimit limit) {
            return underWay.computeIfAbsent(limit.key(), _ -> new AtomicInteger());
        }
    }

    @Test
    void noMoreRunUnderAnyKeyThanItAllowsAndAllHaveTheirTurn() {
        try (var world = new EngineWorld()) {
            var peer =
                    new Counting(lane ->
                            List.of(
                                    ACCOUNT,
                                    limit("function-" + lane.value().hashCode() % 3, 2),
                                    limit("subject-" + lane.value(), 1)));
            IntStream.range(0, 30)
                    .mapToObj(EngineSharedLimitsTest::lane)
                    .forEach(lane ->
                            world.policies.put(lane, WIDE.sharing(peer.limits.apply(lane))));
            world.kind.peer(peer);
            world.engine.start();

            List<CallId> calls = accept(world, 30, 10);

            Eventually.until(
                    "all have been tried",
                    () ->
                            calls.stream()
                                    .allMatch(id ->
                                            world.stored(id).attempts() > 0
                                                    && !world.engine.isRunning(world.stored(id))));
            world.time.advance(Duration.ofMinutes(1));
            calls.forEach(world::untilFinished);
            assertThat(peer.broken).isEmpty();
            assertThat(peer.of(ACCOUNT)).hasValue(0);
            Eventually.until("nobody holds a place", () -> world.shared.held("account") == 0);
        }
    }

    @Test
    void lanesThatShareNothingWithThemAreNotHeldUp() {
        try (var world = new EngineWorld().started()) {
            IntStream.range(0, 3)
                    .forEach(i -> world.policies.put(lane(i), WIDE.sharing(List.of(ACCOUNT))));
            var hangs = new CountDownLatch(1);
            var hanging = ScriptedKind.after(hangs, 200);
            world.kind.peer(
                    call -> call.lane().equals(OTHER) ? answered(200) : hanging.apply(call));
            List<CallId> calls = accept(world, 3, 4);
            world.untilSent(5);

            world.untilFinished(world.accept(OTHER));

            assertThat(world.kind.sentSoFar()).isEqualTo(6);
            assertThat(world.shared.held("account")).isEqualTo(5);
            hangs.countDown();
            calls.forEach(world::untilFinished);
        }
    }

    @Test
    void whoeverElseLeavesAPlaceLetsTheNextLaneIn() {
        try (var world = new EngineWorld().started()) {
            List<SharedLimit> one = List.of(limit("model", 1));
            world.policies.put(OTHER, WIDE.sharing(one));
            var elsewhere = world.shared.contender(() -> {});
            assertThat(elsewhere.enter(ProjectId.DEFAULT, one)).isTrue();
            CallId call = world.accept(OTHER);
            assertThat(world.kind.sentSoFar()).isZero();

            world.shared.leave(elsewhere.take());

            world.untilFinished(call);
        }
    }

    @Test
    void aPolicyThatSharesNoMoreLetsItsCallsGo() {
        try (var world = new EngineWorld().started()) {
            List<SharedLimit> one = List.of(limit("model", 1));
            world.policies.put(OTHER, WIDE.sharing(one));
            var elsewhere = world.shared.contender(() -> {});
            assertThat(elsewhere.enter(ProjectId.DEFAULT, one)).isTrue();
            CallId call = world.accept(OTHER);
            assertThat(world.kind.sentSoFar()).isZero();

            world.policies.put(OTHER, WIDE);
            world.changed.accept(OTHER);

            world.untilFinished(call);
        }
    }
}

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
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of each series of a lane one call goes after the other, and no series holds up another. */
final class EngineSeriesTest {

    private static final LanePolicy IN_SERIES =
            new LanePolicy(10, 0, Ordering.SERIES, false, BreakerPolicy.OFF);

    /** More than a lane holds in memory. */
    private static final int MANY = 5 * SMALL.window();

    private static final Duration RETRY = Duration.ofSeconds(5);

    /** The series whose calls are answered when the test says so. */
    private static final long HELD = 77;

    private final CountDownLatch open = new CountDownLatch(1);
    private final Set<Long> failing = ConcurrentHashMap.newKeySet();
    private final Map<Long, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final List<Call> together = new ArrayList<>();
    private EngineWorld world = ordered(new EngineWorld());

    private EngineWorld ordered(EngineWorld made) {
        made.policies.put(LANE, IN_SERIES);
        made.kind.peer(this::reply);
        return made.started();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Reply reply(Call call) {
        if (call.series().isEmpty()) {
            return answered(200);
        }
        long series = call.series().getAsLong();
        AtomicInteger count = underWay.computeIfAbsent(series, _ -> new AtomicInteger());
        if (count.incrementAndGet() > 1) {
            synchronized (together) {
                together.add(call);
            }
        }
        if (series == HELD) {
            Eventually.open("the held series", open);
        }
        count.decrementAndGet();
        return answered(failing.contains(series) ? 503 : 200);
    }

    /** So many calls of a series, committed together, or one of none. */
    private List<CallId> accept(OptionalLong series, int number) {
        Event event = world.event();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            calls.add(world.call(LANE, event).in(series));
        }
        assertThat(world.engine.commit(Change.accept(List.of(event), calls)))
                .isInstanceOf(Committed.Done.class);
        return calls.stream().map(Call::id).toList();
    }

    private List<CallId> accept(long series, int number) {
        return accept(OptionalLong.of(series), number);
    }

    private List<CallId> sent(List<CallId> some) {
        return world.kind.sent().stream().filter(some::contains).toList();
    }

    private void requireSentOnceInOrder(List<CallId> calls) {
        calls.forEach(world::untilFinished);
        assertThat(sent(calls)).isEqualTo(calls);
        assertThat(together).isEmpty();
    }

    @Test
    void manySeriesGoSideBySideEachInItsOrder() {
        List<List<CallId>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(accept(i % 20, 3));
        }
        List<CallId> alone = accept(OptionalLong.empty(), 20);
        alone.forEach(world::untilFinished);
        for (int series = 0; series < 20; series++) {
            List<CallId> its = new ArrayList<>();
            for (int i = series; i < 200; i += 20) {
                its.addAll(all.get(i));
            }
            requireSentOnceInOrder(its);
        }
    }

    @Test
    void whileOneRunsNoOtherOfItsSeriesDoes() {
        List<CallId> held = accept(HELD, 5);
        world.untilSent(1);
        requireSentOnceInOrder(accept(2, MANY));
        accept(OptionalLong.empty(), 5).forEach(world::untilFinished);
        assertThat(sent(held)).containsExactly(held.getFirst());
        open.countDown();
        requireSentOnceInOrder(held);
    }

    @Test
    void aFailingCallHoldsUpItsSeriesAndNoOtherHoweverManyWaitBehindIt() {
        failing.add(1L);
        List<CallId> held = accept(1, MANY);
        world.untilRetrying(held.getFirst(), 1);
        requireSentOnceInOrder(accept(2, MANY));
        accept(OptionalLong.empty(), 5).forEach(world::untilFinished);
        assertThat(sent(held)).containsExactly(held.getFirst());
        assertThat(world.lane(LANE).waiting()).isEqualTo(MANY);

        failing.clear();
        world.time.advance(RETRY);
        held.forEach(world::untilFinished);
        assertThat(sent(held).subList(1, MANY + 1)).isEqualTo(held);
        assertThat(together).isEmpty();
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void manySeriesFailSideBySide() {
        List<List<CallId>> all = new ArrayList<>();
        for (long series = 0; series < MANY; series++) {
            failing.add(series);
            all.add(accept(series, 3));
        }
        all.forEach(calls -> world.untilRetrying(calls.getFirst(), 1));
        requireSentOnceInOrder(accept(-1, 3));
        failing.clear();
        world.time.advance(RETRY);
        for (List<CallId> calls : all) {
            calls.forEach(world::untilFinished);
            assertThat(sent(calls)).hasSize(4).endsWith(calls.toArray(CallId[]::new));
        }
        assertThat(together).isEmpty();
    }

    @Test
    void whatFailedBeforeARestartHoldsUpItsSeriesAfterIt() {
        failing.add(1L);
        List<CallId> held = accept(1, MANY);
        world.untilRetrying(held.getFirst(), 1);
        world.close();
        world = ordered(new EngineWorld(SMALL, world.store, 1_000_000, world.time));

        requireSentOnceInOrder(accept(2, 5));
        assertThat(sent(held)).isEmpty();
        failing.clear();
        world.time.advance(RETRY);
        requireSentOnceInOrder(held);
    }

    @Test
    void aDeadCallHoldsUpNobody() {
        failing.add(1L);
        List<CallId> calls = accept(1, 2);
        world.untilRetrying(calls.getFirst(), 1);
        world.time.advance(RETRY);
        world.untilRetrying(calls.getFirst(), 2);
        assertThat(sent(calls.subList(1, 2))).isEmpty();
        world.time.advance(Duration.ofMinutes(5));
        world.untilFinished(calls.getFirst());
        world.untilRetrying(calls.getLast(), 1);
    }

    @Test
    void whoeverIsCancelledHoldsUpNobodyAndIsNotSent() {
        failing.add(1L);
        List<CallId> calls = accept(1, MANY);
        world.untilRetrying(calls.getFirst(), 1);
        world.engine.cancel(ProjectId.DEFAULT, calls.get(1));
        world.engine.cancel(ProjectId.DEFAULT, calls.get(MANY - 1));
        failing.clear();
        world.engine.cancel(ProjectId.DEFAULT, calls.get(0));
        calls.forEach(world::untilFinished);
        assertThat(sent(calls).subList(1, MANY - 2)).isEqualTo(calls.subList(2, MANY - 1));
        assertThat(world.state(calls.get(1))).isInstanceOf(CallState.Cancelled.class);
    }

    @Test
    void whoeverIsHastenedWaitsForItsTurnAllTheSame() {
        failing.add(1L);
        List<CallId> calls = accept(1, 3);
        world.untilRetrying(calls.getFirst(), 1);
        world.engine.hasten(ProjectId.DEFAULT, calls.get(2));
        requireSentOnceInOrder(accept(2, 1));
        failing.clear();
        world.engine.hasten(ProjectId.DEFAULT, calls.get(0));
        calls.forEach(world::untilFinished);
        assertThat(sent(calls).subList(1, 4)).isEqualTo(calls);
    }

    /** Of more than fit into memory, so that most are on disk alone while they move there. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverMovedThoughNobodyHeardOfItHoldsUpNobody(boolean cancelled) {
        List<List<CallId>> all = new ArrayList<>();
        for (long series = 0; series < MANY; series++) {
            failing.add(series);
            all.add(accept(series, 3));
        }
        all.forEach(calls -> world.untilRetrying(calls.getFirst(), 1));
        failing.clear();
        for (List<CallId> calls : all) {
            world.commitsToDelay.set(2);
            assertThat(moved(calls.getFirst(), cancelled)).isInstanceOf(Move.NotCommitted.class);
        }
        world.disk.appear();
        accept(-1, 1).forEach(world::untilFinished);
        world.time.advance(RETRY);
        all.forEach(calls -> calls.forEach(world::untilFinished));
        assertThat(together).isEmpty();
    }

    private Move moved(CallId call, boolean cancelled) {
        return cancelled
                ? world.engine.cancel(ProjectId.DEFAULT, call)
                : world.engine.hasten(ProjectId.DEFAULT, call);
    }

    @Test
    void aDiskThatCannotBeReadIsAskedAgain() {
        failing.add(1L);
        List<CallId> calls = accept(1, MANY);
        world.untilRetrying(calls.getFirst(), 1);
        failing.clear();
        world.readsToFail.set(3);
        world.time.advance(RETRY);
        Eventually.until(
                "all are finished",
                () -> {
                    boolean _ = world.time.advanceToNextAlarm();
                    return world.lane(LANE).waiting() == 0;
                });
        assertThat(sent(calls).subList(1, MANY + 1)).isEqualTo(calls);
    }

    @Test
    void anOrderThatIsAskedForLaterHoldsFromThenOn() {
        world.policies.put(LANE, new LanePolicy(10, 0, Ordering.NONE, false, BreakerPolicy.OFF));
        world.changed.accept(LANE);
        failing.add(1L);
        List<CallId> early = accept(1, 20);
        early.forEach(call -> world.untilRetrying(call, 1));
        together.clear();
        world.policies.put(LANE, IN_SERIES);
        world.changed.accept(LANE);
        List<CallId> late = accept(1, 5);
        requireSentOnceInOrder(accept(2, 5));
        assertThat(sent(late)).isEmpty();
        failing.clear();
        world.time.advance(RETRY);
        requireSentOnceInOrder(late);
        early.forEach(world::untilFinished);
    }
}

package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.EngineWorld.SMALL;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A fifo lane whose head fails: its schedule is 5 s and 5 min, and its peer is asked in between.
 * That others are not held up by it is said elsewhere.
 */
final class EngineFifoTest {

    private static final BreakerPolicy PATIENT =
            new BreakerPolicy(10, Duration.ofSeconds(5), Duration.ofMinutes(1));
    private static final LanePolicy ORDERED = new LanePolicy(1, 0, Ordering.FIFO, false, PATIENT);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicReference<Reply> answer = new AtomicReference<>(answered(500));
    private final EngineWorld world = new EngineWorld().started();
    private final List<CallId> calls = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    /** Three calls, the first of which has failed. */
    private void outage(EngineWorld world) {
        world.policies.put(LANE, ORDERED);
        world.kind.peer(_ -> answer.get());
        for (int i = 0; i < 3; i++) {
            calls.add(world.accept());
        }
        world.untilRetrying(calls.getFirst(), 1);
    }

    /** Lets time pass, and what is asked on the way be answered. */
    private static void pass(EngineWorld world, Duration time) {
        Instant until = world.time.steady().plus(time);
        while (world.time.steady().isBefore(until)) {
            settled(world);
            Instant next = world.time.nextAlarm().filter(at -> at.isBefore(until)).orElse(until);
            world.time.advance(Duration.between(world.time.steady(), next));
        }
        settled(world);
    }

    private static void settled(EngineWorld world) {
        Eventually.until(
                "nothing runs, and something is awaited",
                () ->
                        world.engine.lanes().allMatch(lane -> lane.running() == 0)
                                && (world.time.pendingAlarms() > 0
                                        || world.lane(LANE).waiting() == 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 404, 302})
    void theLaneIsUpWithinAMinuteOfItsPeer(int status) {
        answer.set(answered(status));
        outage(world);
        pass(world, Duration.ofMinutes(3));
        answer.set(answered(200));
        pass(world, MINUTE);
        calls.forEach(world::untilFinished);
        assertThat(world.kind.sent()).endsWith(calls.toArray(CallId[]::new));
        assertThat(world.kind.sent().subList(0, world.kind.sent().size() - 3))
                .as("in order")
                .containsOnly(calls.getFirst());
    }

    @Test
    void whatWasAskedBetweenTwoAttemptsIsNoAttemptAndIsNotKept() {
        outage(world);
        pass(world, Duration.ofMinutes(4));
        assertThat(world.kind.sent()).hasSizeGreaterThan(5);
        assertThat(world.store.attempts(calls.getFirst())).hasSize(2);
        assertThat(world.stored(calls.getFirst()).attempts()).isEqualTo(2);
        answer.set(answered(200));
        pass(world, MINUTE);
        calls.forEach(world::untilFinished);
        assertThat(world.store.attempts(calls.getFirst())).hasSize(3);
    }

    @Test
    void theHeadIsDeadWhenTheTimeOfItsScheduleIsOverAndNotBefore() {
        outage(world);
        pass(world, Duration.ofMinutes(5));
        assertThat(world.state(calls.getFirst())).isInstanceOf(CallState.Waiting.class);
        pass(world, Duration.ofSeconds(5).plus(MINUTE));
        assertThat(world.state(calls.getFirst())).isInstanceOf(CallState.Dead.class);
        assertThat(world.store.attempts(calls.getFirst())).hasSize(3);
    }

    @Test
    void whatIsFinalIsSoBeforeTheTimeToo() {
        outage(world);
        pass(world, Duration.ofSeconds(30));
        answer.set(answered(410));
        pass(world, MINUTE);
        assertThat(world.state(calls.getFirst())).isInstanceOf(CallState.Dead.class);
    }

    @Test
    void aPeerThatWantsToBeLeftAloneIsLeftAlone() {
        var retryAfter = new Header("Retry-After", "200");
        answer.set(new Reply.Answered(429, List.of(retryAfter), Payload.EMPTY, false, Timing.NONE));
        outage(world);
        pass(world, Duration.ofSeconds(199));
        assertThat(world.kind.sent()).hasSize(1);
        answer.set(answered(200));
        pass(world, Duration.ofSeconds(1));
        calls.forEach(world::untilFinished);
    }

    @Test
    void aLaneWithoutABreakerKeepsToTheSchedule() {
        world.policies.put(LANE, new LanePolicy(1, 0, Ordering.FIFO, false, BreakerPolicy.OFF));
        world.kind.peer(_ -> answer.get());
        calls.add(world.accept());
        world.untilRetrying(calls.getFirst(), 1);
        pass(world, Duration.ofSeconds(5));
        world.untilRetrying(calls.getFirst(), 2);
        pass(world, Duration.ofSeconds(299));
        assertThat(world.kind.sent()).hasSize(2);
    }

    @Test
    void aHeadThatFailedBeforeARestartIsAskedWithinAMinuteToo() {
        outage(world);
        pass(world, Duration.ofSeconds(30));
        Instant now = world.time.now();
        world.close();
        answer.set(answered(200));
        try (var next = new EngineWorld(SMALL, world.store, 1_000, new ManualTime(now))) {
            next.policies.put(LANE, ORDERED);
            next.started();
            Eventually.until("it waits", () -> next.time.pendingAlarms() > 0);
            next.time.advance(MINUTE);
            calls.forEach(next::untilFinished);
        }
    }

    @Test
    void howLongTheOldestWaitsIsToldFromWhatStandsBehindTheHeadAsWell() {
        Instant accepted = world.time.now();
        outage(world);
        pass(world, Duration.ofMinutes(2));
        assertThat(world.lane(LANE).oldestDueAt()).contains(accepted);
        answer.set(answered(200));
        pass(world, MINUTE);
        assertThat(world.lane(LANE).oldestDueAt()).isEmpty();
    }

    @Test
    void aBugIsNotRepeatedAtOnceThoughTheHeadMayBeAskedBeforeItsTime() {
        var bugs = new AtomicInteger();
        outage(world);
        world.kind.peer(_ -> {
            bugs.incrementAndGet();
            throw new IllegalStateException("bug");
        });
        pass(world, MINUTE);
        assertThat(bugs.get()).isBetween(1, 6);
    }
}

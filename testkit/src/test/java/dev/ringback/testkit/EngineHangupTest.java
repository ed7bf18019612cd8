package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call that is cancelled while its request is under way. */
final class EngineHangupTest {

    private static final BreakerPolicy TOUCHY =
            new BreakerPolicy(1, Duration.ofSeconds(5), Duration.ofSeconds(60));

    private final EngineWorld world = new EngineWorld().started();

    @AfterEach
    void end() {
        world.close();
    }

    private void cancel(CallId id) {
        assertThat(world.engine.cancel(ProjectId.DEFAULT, id)).isInstanceOf(Move.Moved.class);
    }

    @Test
    void itsRequestIsBrokenOffAndItIsNotSentAgain() {
        Event followUp = world.event();
        world.kind
                .line(ScriptedKind::untilHungUp)
                .consequences((_, _) -> Change.accept(List.of(followUp), List.of()));
        CallId id = world.accept();
        world.untilSent(1);
        cancel(id);
        world.untilFinished(id);
        assertThat(world.state(id)).isEqualTo(new CallState.Cancelled(world.time.now()));
        assertThat(world.stored(id).attempts()).isZero();
        assertThat(world.store.attempts(id))
                .extracting(Attempt::error)
                .containsExactly("called_off: request was called off");
        assertThat(world.listener.outcomes())
                .containsExactly(new Outcome.Refused("call was cancelled"));
        assertThat(world.store.event(followUp.sequence())).isEmpty();
        assertThat(world.lane(LANE).waiting()).isZero();
        world.time.advance(Duration.ofDays(1));
        assertThat(world.kind.sent()).containsExactly(id);
        assertThat(world.listener.bugs()).isEmpty();
    }

    @Test
    void whoIsAboutToSendKnowsAtOnceThatItIsCancelled() {
        var sending = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        var known = new AtomicBoolean();
        world.kind.line((call, hangup) -> {
            // Nobody can break off meanwhile.
            synchronized (hangup) {
                sending.countDown();
                Eventually.open("cancelled", cancelled);
                known.set(hangup.isHungUp());
            }
            return ScriptedKind.untilHungUp(call, hangup);
        });
        CallId id = world.accept();
        Eventually.open("sending", sending);
        cancel(id);
        cancelled.countDown();
        world.untilFinished(id);
        assertThat(known).isTrue();
    }

    @Test
    void onlyItsOwnRequestIsBrokenOff() {
        world.kind.line(ScriptedKind::untilHungUp);
        CallId one = world.accept();
        CallId other = world.accept();
        world.untilSent(2);
        cancel(one);
        world.untilFinished(one);
        assertThat(world.engine.isRunning(world.stored(other))).isTrue();
        cancel(other);
        world.untilFinished(other);
    }

    @Test
    void thePeerIsNotBlamedForIt() {
        world.policies.put(LANE, new LanePolicy(9, 0, Ordering.NONE, false, TOUCHY));
        world.kind.line(ScriptedKind::untilHungUp);
        CallId id = world.accept();
        world.untilSent(1);
        cancel(id);
        world.untilFinished(id);
        assertThat(world.lane(LANE).breaker()).isEqualTo(Breaker.closed());
        world.kind.peer(
                _ -> new Reply.Faulted(WireFault.CALLED_OFF, "by somebody else", Timing.NONE));
        world.untilRetrying(world.accept(), 1);
        assertThat(world.lane(LANE).breaker()).isInstanceOf(Breaker.Open.class);
    }

    @Test
    void aProbeThatIsCancelledLeavesTheNextCallToAsk() {
        world.policies.put(LANE, new LanePolicy(9, 0, Ordering.NONE, false, TOUCHY));
        world.kind.peer(_ -> answered(503));
        CallId probe = world.accept();
        world.untilRetrying(probe, 1);
        world.kind.line(ScriptedKind::untilHungUp);
        CallId next = world.accept();
        world.untilAlarms(1);
        world.time.advance(Duration.ofSeconds(5));
        world.untilSent(2);
        assertThat(world.lane(LANE).breaker()).isInstanceOf(Breaker.HalfOpen.class);
        CallId underWay = world.kind.sent().getLast();
        world.kind.peer(_ -> answered(200));
        cancel(underWay);
        world.untilFinished(underWay);
        CallId left = underWay.equals(probe) ? next : probe;
        world.untilFinished(left);
        assertThat(world.state(left)).isInstanceOf(CallState.Succeeded.class);
    }

    @Test
    void whoCancelsWhileItIsPreparedHangsUpOnTheRequestThatFollows() {
        var preparing = new CountDownLatch(1);
        var prepared = new CountDownLatch(1);
        world.kind
                .instead(_ -> {
                    preparing.countDown();
                    Eventually.open("prepared", prepared);
                    return Optional.empty();
                })
                .line(ScriptedKind::untilHungUp);
        CallId id = world.accept();
        Eventually.open("preparing", preparing);
        cancel(id);
        prepared.countDown();
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Cancelled.class);
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void aDecisionOnACallThatWasCancelledUnheardEndsItsRun() {
        var preparing = new CountDownLatch(1);
        var prepared = new CountDownLatch(1);
        var asked = new AtomicInteger();
        world.kind.instead(_ -> {
            asked.incrementAndGet();
            preparing.countDown();
            Eventually.open("prepared", prepared);
            var later = new Outcome.Retry(world.time.now().plusSeconds(5), "busy");
            return Optional.of(new Kind.Prepared.Decide(Kind.Settlement.of(later)));
        });
        CallId id = world.accept();
        Eventually.open("preparing", preparing);
        world.answersToLose.set(2);
        assertThat(world.engine.cancel(ProjectId.DEFAULT, id))
                .isInstanceOf(Move.NotCommitted.class);
        prepared.countDown();
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Cancelled.class);
        assertThat(asked).hasValue(1);
        assertThat(world.lane(LANE).waiting()).isZero();
    }
}

package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call whose request was not sent, for want of room. */
final class EngineUnsentTest {

    private static final Reply UNSENT =
            new Reply.Faulted(WireFault.NOT_SENT, "request was not sent", Timing.NONE);

    private final EngineWorld world = new EngineWorld().started();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void itIsPreparedAnewAMomentLaterAndNoAttemptWasMade() {
        world.kind.peer(_ -> UNSENT);
        CallId id = world.accept();
        world.untilSent(1);
        world.untilAlarms(1);
        world.kind.peer(_ -> answered(200));
        world.time.advance(Duration.ofSeconds(1));
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Succeeded.class);
        assertThat(world.store.attempts(id)).hasSize(1);
        assertThat(world.listener.outcomes()).hasSize(1);
        assertThat(world.kind.sent()).containsExactly(id, id);
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void thePeerIsNotBlamedForIt() {
        var touchy = new BreakerPolicy(1, Duration.ofSeconds(5), Duration.ofSeconds(60));
        world.policies.put(LANE, new LanePolicy(9, 0, Ordering.NONE, false, touchy));
        world.kind.peer(_ -> UNSENT);
        CallId _ = world.accept();
        world.untilSent(1);
        world.untilAlarms(1);
        world.time.advance(Duration.ofSeconds(1));
        world.untilSent(2);
        assertThat(world.lane(LANE).breaker()).isEqualTo(Breaker.closed());
    }

    @Test
    void itCanBeCancelledInThatMoment() {
        world.kind.peer(_ -> UNSENT);
        CallId id = world.accept();
        world.untilSent(1);
        world.untilAlarms(1);
        assertThat(world.engine.cancel(ProjectId.DEFAULT, id)).isInstanceOf(Move.Moved.class);
        world.time.advance(Duration.ofSeconds(1));
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Cancelled.class);
        assertThat(world.kind.sent()).containsExactly(id);
        assertThat(world.lane(LANE).waiting()).isZero();
    }
}

package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A kind that knows what becomes of a call without asking anybody. */
final class EngineDecisionsTest {

    private final EngineWorld world = new EngineWorld().started();

    @AfterEach
    void end() {
        world.close();
    }

    private static Optional<Prepared> decide(Outcome outcome, Change consequences) {
        return Optional.of(new Prepared.Decide(new Settlement(outcome, consequences)));
    }

    private void requireNoAttempt(CallId id) {
        assertThat(world.kind.sent()).isEmpty();
        assertThat(world.store.attempts(id)).isEmpty();
        assertThat(world.stored(id).attempts()).isZero();
        assertThat(world.listener.attempts()).isEmpty();
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void aCallMaySucceedWithoutARequestAndWhatFollowsIsCommittedWithIt() {
        Event next = world.event();
        world.kind.instead(
                _ -> decide(new Outcome.Success(), Change.accept(List.of(next), List.of())));
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(world.state(id)).isEqualTo(new CallState.Succeeded(world.time.now()));
        assertThat(world.store.event(next.sequence())).contains(next);
        requireNoAttempt(id);
    }

    @Test
    void aCallMayBeRefusedWithoutARequestAndTheCallsThatFollowRun() {
        Event next = world.event();
        Call moved = world.call(LANE, next);
        world.kind.instead(call ->
                call.id().equals(moved.id())
                        ? Optional.empty()
                        : decide(
                                new Outcome.Refused("upstream is gone"),
                                Change.accept(List.of(next), List.of(moved))));
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(world.state(id))
                .isEqualTo(new CallState.Dead(world.time.now(), "upstream is gone"));
        world.untilFinished(moved.id());
        assertThat(world.kind.sent()).containsExactly(moved.id());
        assertThat(world.store.attempts(id)).isEmpty();
    }

    @Test
    void aCallMayBePutOffWithoutARequestWhichUsesUpNoAttempt() {
        var asked = new AtomicInteger();
        world.kind.instead(_ ->
                asked.incrementAndGet() <= 3
                        ? decide(
                                new Outcome.Retry(world.time.now().plusSeconds(7), "full"),
                                Settlement.NOTHING)
                        : Optional.empty());
        var start = world.time.now();
        CallId id = world.accept();
        for (int i = 1; i <= 3; i++) {
            var due = new CallState.Waiting(start.plusSeconds(7L * i));
            Eventually.until("it waits", () -> world.state(id).equals(due));
            world.untilAlarms(1);
            requirePutOff(id);
            world.time.advance(Duration.ofSeconds(7));
        }
        world.untilFinished(id);
        assertThat(world.store.attempts(id)).extracting(Attempt::number).containsExactly(1);
        assertThat(world.stored(id).attempts()).isEqualTo(1);
    }

    /** Nothing tells such a move from one that is on disk already. */
    @Test
    void whatFollowsIsCommittedThoughTheCallIsDueWhenItWas() {
        var asked = new AtomicInteger();
        world.kind.instead(call ->
                asked.incrementAndGet() == 1
                        ? decide(new Outcome.Retry(call.dueAt(), "more"), Change.put(note("1")))
                        : decide(new Outcome.Success(), Settlement.NOTHING));
        CallId id = world.accept();
        Eventually.until("it is put off", () -> asked.get() == 1);
        world.untilAlarms(1);
        assertThat(note()).isEqualTo(note("1"));
        world.time.advance(Duration.ofMillis(1));
        world.untilFinished(id);
    }

    private void requirePutOff(CallId id) {
        assertThat(world.kind.sent()).isEmpty();
        assertThat(world.stored(id).attempts()).isZero();
        assertThat(world.lane(LANE).waiting()).isEqualTo(1);
    }

    @Test
    void aKindIsAskedAgainWhenADocumentHasChangedMeanwhile() {
        world.engine.commit(Change.put(note("1")));
        var asked = new AtomicInteger();
        world.kind.instead(_ -> {
            Document read = note();
            if (asked.getAndIncrement() < 3) {
                world.store.commit(List.of(Change.put(read.revise(Payload.of("other")))));
            }
            return decide(new Outcome.Success(), Change.put(read.revise(Payload.of("mine"))));
        });
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(asked).hasValue(4);
        assertThat(note().body()).isEqualTo(Payload.of("mine"));
        assertThat(world.state(id)).isInstanceOf(CallState.Succeeded.class);
        requireNoAttempt(id);
    }

    @Test
    void aKindThatIsAskedAgainMayDecideToSend() {
        world.engine.commit(Change.put(note("1")));
        Document stale = note("2");
        world.kind.instead(_ ->
                world.store.attempts(new CallId(1)).isEmpty() && note().revision() == 1
                        ? decide(new Outcome.Success(), changingUnderneath(stale))
                        : Optional.empty());
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(world.kind.sent()).containsExactly(id);
    }

    private Change changingUnderneath(Document stale) {
        world.store.commit(List.of(Change.put(note().revise(Payload.of("other")))));
        return Change.put(stale);
    }

    @Test
    void aDecisionThatNeverHoldsIsABugAndNotTriedForEver() {
        world.engine.commit(Change.put(note("1")));
        world.kind.instead(_ -> decide(new Outcome.Success(), Change.put(note("1"))));
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        assertThat(world.listener.bugs()).hasSize(1);
        assertThat(world.listener.bugs().getFirst()).hasMessageContaining("cannot be settled");
        assertThat(world.state(id))
                .isEqualTo(new CallState.Waiting(world.time.now().plusSeconds(60)));
    }

    @Test
    void aProbeThatIsDecidedLeavesTheNextCallToAsk() {
        var touchy = new BreakerPolicy(1, Duration.ofSeconds(5), Duration.ofSeconds(60));
        world.policies.put(LANE, new LanePolicy(9, 0, Ordering.NONE, false, touchy));
        world.kind.peer(_ -> ScriptedKind.answered(503));
        CallId failed = world.accept();
        world.untilRetrying(failed, 1);
        assertThat(world.lane(LANE).breaker()).isInstanceOf(Breaker.Open.class);
        world.kind.peer(_ -> ScriptedKind.answered(200));
        world.kind.instead(call ->
                call.attempts() == 0
                        ? decide(new Outcome.Success(), Settlement.NOTHING)
                        : Optional.empty());
        CallId decided = world.accept();
        world.untilAlarms(1);
        world.time.advance(Duration.ofSeconds(5));
        world.untilFinished(decided);
        world.untilFinished(failed);
        assertThat(world.lane(LANE).breaker()).isEqualTo(Breaker.closed());
    }

    private static Document note(String text) {
        return Document.create("note", ProjectId.DEFAULT, "n", Payload.of(text));
    }

    private Document note() {
        return world.store.document("note", ProjectId.DEFAULT, "n").orElseThrow();
    }
}

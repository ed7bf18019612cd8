package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.EngineWorld.SMALL;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a call in an engine. */
final class EngineTest {

    private final EngineWorld world = new EngineWorld().started();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void anAcceptedCallIsSentAndSucceeds() {
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(world.state(id)).isEqualTo(new CallState.Succeeded(world.time.now()));
        assertThat(world.stored(id).attempts()).isEqualTo(1);
        Attempt attempt = world.store.attempts(id).getFirst();
        assertThat(attempt.status()).isEqualTo(200);
        assertThat(attempt.error()).isEmpty();
        assertThat(attempt.responseBody().text()).isEqualTo("ok");
        assertThat(attempt.requestHeaders()).hasSize(1);
        assertThat(world.listener.attempts()).containsExactly(attempt);
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void aFailedCallIsSentAgainAtTheRightMoment() {
        world.kind.peer(call -> answered(call.attempts() == 0 ? 503 : 200));
        Instant start = world.time.now();
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        assertThat(world.state(id)).isEqualTo(new CallState.Waiting(start.plusSeconds(5)));
        world.untilAlarms(1);
        world.time.advance(Duration.ofMillis(4999));
        assertThat(world.kind.sent()).hasSize(1);
        assertThat(world.lane(LANE).running()).isZero();
        world.time.advance(Duration.ofMillis(1));
        world.untilFinished(id);
        assertThat(world.state(id)).isEqualTo(new CallState.Succeeded(start.plusSeconds(5)));
        assertThat(world.store.attempts(id)).extracting(Attempt::number).containsExactly(1, 2);
        assertThat(world.store.attempts(id)).extracting(Attempt::status).containsExactly(503, 200);
    }

    @Test
    void aCallIsDeadWhenItsScheduleIsUsedUp() {
        world.kind.peer(_ -> answered(500));
        CallId id = world.accept();
        for (int attempts = 1; attempts <= 2; attempts++) {
            world.untilRetrying(id, attempts);
            world.untilAlarms(1);
            // No further, or the next retry could be rung too before this one is seen.
            assertThat(world.time.advanceToNextAlarm()).isTrue();
        }
        world.untilFinished(id);
        assertThat(world.state(id))
                .isInstanceOfSatisfying(
                        CallState.Dead.class,
                        dead ->
                                assertThat(dead.reason())
                                        .isEqualTo(
                                                "answered 500; no retries left after 3 attempts"));
        assertThat(world.store.attempts(id)).hasSize(3);
        world.time.advance(Duration.ofDays(1));
        assertThat(world.kind.sent()).hasSize(3);
    }

    @Test
    void aWaitingCallIsCancelledAndNeverSent() {
        world.kind.peer(_ -> answered(500));
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        assertThat(world.engine.cancel(ProjectId.DEFAULT, id)).isInstanceOf(Move.Moved.class);
        world.time.advance(Duration.ofHours(1));
        assertThat(world.state(id)).isInstanceOf(CallState.Cancelled.class);
        assertThat(world.kind.sent()).hasSize(1);
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void aCallCancelledWhileItRunsKeepsItsAttemptAndNothingElse() {
        var answer = new CountDownLatch(1);
        Event followUp = world.event();
        world.kind
                .peer(ScriptedKind.after(answer, 200))
                .consequences((_, _) -> Change.accept(List.of(followUp), List.of()));
        CallId id = world.accept();
        world.untilSent(1);
        assertThat(world.engine.cancel(ProjectId.DEFAULT, id)).isInstanceOf(Move.Moved.class);
        answer.countDown();
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Cancelled.class);
        assertThat(world.store.attempts(id)).hasSize(1);
        assertThat(world.store.event(followUp.sequence())).isEmpty();
        assertThat(world.lane(LANE).waiting()).isZero();
        assertThat(world.engine.cancel(ProjectId.DEFAULT, id))
                .isEqualTo(new Move.Impossible("it is cancelled"));
    }

    @Test
    void aHastenedCallIsSentAtOnce() {
        world.kind.peer(call -> answered(call.attempts() == 0 ? 503 : 200));
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        var moved = (Move.Moved) world.engine.hasten(ProjectId.DEFAULT, id);
        assertThat(moved.call().state()).isEqualTo(new CallState.Waiting(world.time.now()));
        world.untilFinished(id);
        assertThat(world.store.attempts(id)).extracting(Attempt::number).containsExactly(1, 2);
    }

    @Test
    void whatCannotBeMovedIsSaid() {
        assertThat(world.engine.cancel(ProjectId.DEFAULT, new CallId(99)))
                .isEqualTo(new Move.NotFound());
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(world.engine.hasten(ProjectId.DEFAULT, id))
                .isEqualTo(new Move.Impossible("it is succeeded"));
        assertThat(world.engine.cancel(new ProjectId("other"), id)).isEqualTo(new Move.NotFound());
    }

    @Test
    void aRunningCallCannotBeHastened() {
        var answer = new CountDownLatch(1);
        world.kind.peer(ScriptedKind.after(answer, 200));
        CallId id = world.accept();
        world.untilSent(1);
        assertThat(world.engine.hasten(ProjectId.DEFAULT, id))
                .isEqualTo(new Move.Impossible("it is running"));
        answer.countDown();
        world.untilFinished(id);
        assertThat(world.kind.sent()).hasSize(1);
    }

    @Test
    void consequencesAreOnDiskWithTheAttemptAndTheirCallsRun() {
        Event next = world.event();
        Call followUp = world.call(LANE, next);
        world.kind.consequences((call, _) ->
                call.id().equals(followUp.id())
                        ? Kind.Settlement.NOTHING
                        : Change.accept(List.of(next), List.of(followUp)));
        CallId first = world.accept();
        world.untilFinished(first);
        assertThat(world.store.event(next.sequence())).contains(next);
        world.untilFinished(followUp.id());
        assertThat(world.kind.sent()).containsExactly(first, followUp.id());
    }

    @Test
    void aKindIsAskedAgainWhenADocumentHasChangedMeanwhile() {
        Document first = Document.create("note", ProjectId.DEFAULT, "n", Payload.of("1"));
        world.engine.commit(Change.put(first));
        var asked = new AtomicInteger();
        world.kind.consequences((_, _) -> {
            Document read = world.store.document("note", ProjectId.DEFAULT, "n").orElseThrow();
            if (asked.getAndIncrement() < 3) {
                world.store.commit(List.of(Change.put(read.revise(Payload.of("other")))));
            }
            return Change.put(read.revise(Payload.of("mine")));
        });
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(asked).hasValue(4);
        assertThat(world.kind.sent()).hasSize(1);
        assertThat(world.store.attempts(id)).hasSize(1);
        assertThat(world.listener.attempts()).hasSize(1);
        assertThat(world.store.document("note", ProjectId.DEFAULT, "n").orElseThrow().body())
                .isEqualTo(Payload.of("mine"));
        assertThat(world.listener.documents()).hasSize(2);
    }

    @Test
    void aRefusedRequestIsDeadWithoutAnAttempt() {
        world.kind.instead(_ -> Optional.of(Kind.Prepared.Decide.refusing("endpoint is gone")));
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(world.state(id))
                .isEqualTo(new CallState.Dead(world.time.now(), "endpoint is gone"));
        assertThat(world.store.attempts(id)).isEmpty();
        assertThat(world.stored(id).attempts()).isZero();
    }

    @Test
    void aPeerThatIsNotReadyUsesUpAnAttempt() {
        world.kind.instead(call ->
                call.attempts() == 0
                        ? Optional.of(new Kind.Prepared.Unready(answered(503)))
                        : Optional.empty());
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        assertThat(world.kind.sent()).isEmpty();
        assertThat(world.store.attempts(id)).extracting(Attempt::status).containsExactly(503);
    }

    @Test
    void aCallOfAnUnknownKindIsDead() {
        Event event = world.event();
        Call stray =
                Call.of(
                        new CallId(500),
                        ProjectId.DEFAULT,
                        "unknown",
                        LANE,
                        event.sequence(),
                        world.time.now());
        world.engine.commit(Change.accept(List.of(event), List.of(stray)));
        world.untilFinished(stray.id());
        assertThat(world.state(stray.id()))
                .isEqualTo(new CallState.Dead(world.time.now(), "no kind unknown"));
    }

    @Test
    void onlyTheEngineSettles() {
        CallId id = world.accept();
        var settle =
                new Change.Settle(
                        world.store.call(ProjectId.DEFAULT, id).orElseThrow(),
                        Optional.empty(),
                        new CallState.Cancelled(world.time.now()),
                        0);
        assertThatThrownBy(() -> world.engine.commit(Change.settle(settle)))
                .hasMessageContaining("only the engine");
    }

    @Test
    void aRepeatedEventIsLeftOutWithItsCalls() {
        Change first = world.change(LANE);
        assertThat(world.engine.commit(first)).isEqualTo(Committed.Done.ALL);
        Event again = world.event();
        Event repeated =
                new Event(
                        again.sequence(),
                        again.project(),
                        first.events().getFirst().id(),
                        again.type(),
                        "",
                        again.occurredAt(),
                        again.acceptedAt(),
                        again.contentType(),
                        again.payload());
        Call call = world.call(LANE, repeated);
        assertThat(world.engine.commit(Change.accept(List.of(repeated), List.of(call))))
                .isEqualTo(new Committed.Done(Set.of(repeated.sequence())));
        assertThat(world.listener.accepted()).isEqualTo(1);
        assertThat(world.listener.repeated()).isEqualTo(1);
        world.untilFinished(first.calls().getFirst().id());
        assertThat(world.store.call(ProjectId.DEFAULT, call.id())).isEmpty();
        assertThat(world.kind.sent()).hasSize(1);
    }

    @Test
    void whatIsHandedInAfterTheEndIsRefused() {
        assertThat(world.engine.stop(Eventually.PATIENCE)).isTrue();
        assertThat(world.engine.commit(world.change(LANE)))
                .isInstanceOf(Committed.Overloaded.class);
    }

    @Test
    void stoppingWaitsForWhatRuns() {
        var answer = new CountDownLatch(1);
        world.kind.peer(ScriptedKind.after(answer, 200));
        CallId id = world.accept();
        world.untilSent(1);
        var drained = CompletableFuture.supplyAsync(() -> world.engine.stop(Eventually.PATIENCE));
        answer.countDown();
        assertThat(Eventually.get("drained", drained)).isTrue();
        assertThat(world.state(id)).isInstanceOf(CallState.Succeeded.class);
    }

    @Test
    void theNextEngineTakesUpWhatIsOnDisk() {
        var never = new CountDownLatch(1);
        world.kind.peer(ScriptedKind.after(never, 200));
        CallId id = world.accept();
        world.untilSent(1);
        assertThat(world.engine.stop(Duration.ofMillis(1))).isFalse();
        try (var next = new EngineWorld(SMALL, world.store, 1000).started()) {
            next.untilFinished(id);
            assertThat(next.kind.sent()).containsExactly(id);
            assertThat(next.lane(LANE).waiting()).isZero();
        }
        never.countDown();
    }
}

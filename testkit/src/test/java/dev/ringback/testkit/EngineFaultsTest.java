package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.CallState;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.Kind;
import dev.ringback.kernel.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine does when its store refuses or a kind has a bug. */
final class EngineFaultsTest {

    private final EngineWorld world = new EngineWorld().started();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void aSettleThatTheStoreRefusesIsCommittedLaterAndNothingIsSentTwice() {
        world.failing = change -> change.settle().isPresent();
        world.commitsToFail.set(3);
        CallId id = world.accept();
        for (int failures = 1; failures <= 3; failures++) {
            int wanted = failures;
            Eventually.until("a failure", () -> world.listener.failures() >= wanted);
            world.untilAlarms(1);
            assertThat(world.state(id)).isInstanceOf(CallState.Waiting.class);
            world.time.advance(Duration.ofSeconds(1));
        }
        world.untilFinished(id);
        assertThat(world.kind.sent()).hasSize(1);
        assertThat(world.store.attempts(id)).hasSize(1);
    }

    @Test
    void aCallWhoseCommitSucceededUnheardIsFoundOnDiskAndRun() {
        world.answersToLose.set(1);
        Change change = world.change(LANE);
        assertThat(world.engine.commit(change)).isInstanceOf(Committed.Failed.class);
        world.untilFinished(change.calls().getFirst().id());
        assertThat(world.kind.sent()).hasSize(1);
    }

    @Test
    void aListenerThatBreaksDoesNotHoldBackTheCalls() {
        world.listener.breakNext();
        CallId id = world.accept();
        world.untilFinished(id);
        assertThat(world.kind.sent()).hasSize(1);
    }

    @Test
    void aKindThatCannotReadTheStoreWhenItJudgesIsAskedLaterAndNothingIsSentTwice() {
        var asked = new AtomicInteger();
        world.kind.consequences((_, _) -> {
            if (asked.getAndIncrement() == 0) {
                throw new StoreException("read error");
            }
            return Kind.Settlement.NOTHING;
        });
        CallId id = world.accept();
        world.untilAlarms(1);
        world.time.advance(Duration.ofSeconds(1));
        world.untilFinished(id);
        assertThat(world.kind.sent()).hasSize(1);
        assertThat(world.listener.attempts()).hasSize(1);
    }

    @Test
    void aKindThatBreaksIsSeenAndItsCallIsTriedAgain() {
        world.kind.instead(call -> {
            if (call.attempts() == 0) {
                throw new IllegalStateException("bug");
            }
            return Optional.empty();
        });
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        assertThat(world.listener.bugs()).hasSize(1);
        assertThat(world.state(id)).isInstanceOf(CallState.Waiting.class);
        world.untilAlarms(1);
        world.time.advance(Duration.ofMinutes(1));
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Succeeded.class);
    }

    @Test
    void aKindThatAlwaysBreaksIsGivenUp() {
        world.kind.peer(_ -> {
            throw new IllegalStateException("bug");
        });
        CallId id = world.accept();
        for (int attempts = 1; attempts <= 20; attempts++) {
            world.untilRetrying(id, attempts);
            world.untilAlarms(1);
            world.time.advance(Duration.ofMinutes(1));
        }
        world.untilFinished(id);
        assertThat(world.state(id))
                .isEqualTo(new CallState.Dead(world.time.now(), "internal error"));
        assertThat(world.listener.bugs()).hasSize(21);
    }

    @Test
    void aKindThatOverflowsTheStackDoesNotHoldItsPlaceForEver() {
        world.kind.instead(call -> {
            if (call.attempts() == 0) {
                throw new StackOverflowError();
            }
            return Optional.empty();
        });
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        assertThat(world.listener.bugs()).hasSize(1);
        assertThat(world.lane(LANE).running()).isZero();
    }

    @Test
    void aCallWhoseEventCannotBeReadWaitsAndUsesUpNoAttempt() {
        Event event = world.event();
        Call call = world.call(LANE, event);
        world.engine.commit(Change.accept(List.of(event), List.of()));
        world.readsToFail.set(1);
        world.engine.commit(Change.accept(List.of(), List.of(call)));
        world.untilAlarms(1);
        assertThat(world.kind.sent()).isEmpty();
        world.time.advance(Duration.ofSeconds(1));
        world.untilFinished(call.id());
        assertThat(world.store.attempts(call.id())).hasSize(1);
    }
}

package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.testkit.store.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
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
        world.commitsToFail.set(6);
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
        world.answersToLose.set(2);
        Change change = world.change(LANE);
        assertThat(world.engine.commit(change)).isInstanceOf(Committed.Failed.class);
        world.untilFinished(change.calls().getFirst().id());
        assertThat(world.kind.sent()).hasSize(1);
    }

    @Test
    void aChangeOfWhichOnlyTheAnswerWasLostIsDone() {
        world.answersToLose.set(1);
        Change change = world.change(LANE);
        assertThat(world.engine.commit(change)).isEqualTo(Committed.Done.ALL);
        world.untilFinished(change.calls().getFirst().id());
        assertThat(world.kind.sent()).hasSize(1);
        assertThat(world.listener.onDisk()).contains(change);
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void aDocumentOfWhichOnlyTheAnswerWasLostIsDone() {
        Document first = Document.create("endpoint", ProjectId.DEFAULT, "a", Payload.of("1"));
        world.answersToLose.set(1);
        assertThat(world.engine.commit(Change.put(first))).isEqualTo(Committed.Done.ALL);
        assertThat(world.listener.onDisk()).containsExactly(Change.put(first));
        world.answersToLose.set(1);
        assertThat(world.engine.commit(Change.delete(first))).isEqualTo(Committed.Done.ALL);
        assertThat(world.store.documents("endpoint")).isEmpty();
    }

    @Test
    void ofTwoWhoPutTheSameDocumentOneHasItThoughTheirAnswersWereLost() {
        var reached = new CountDownLatch(1);
        var holding = new CountDownLatch(1);
        Change held = world.change(LANE);
        world.failing = change -> change.equals(held) && heldUp(reached, holding);
        Change claim =
                Change.put(Document.create("claim", ProjectId.DEFAULT, "a", Payload.of("mine")));
        var results = new ConcurrentLinkedQueue<Committed>();
        Thread _ = asking(held, new ConcurrentLinkedQueue<>());
        Eventually.open("reached", reached);
        List<Thread> both = List.of(asking(claim, results), asking(claim, results));
        Eventually.until(
                "both wait",
                () -> both.stream().allMatch(each -> each.getState() == Thread.State.WAITING));
        // Two for the change that held them up, one for theirs.
        world.answersToLose.set(3);
        holding.countDown();
        Eventually.until("both have heard", () -> results.size() == 2);
        assertThat(results).filteredOn(Committed.Done.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(Committed.Stale.class::isInstance).hasSize(1);
    }

    private static boolean heldUp(CountDownLatch reached, CountDownLatch holding) {
        reached.countDown();
        Eventually.open("holding", holding);
        return false;
    }

    private Thread asking(Change change, Collection<Committed> results) {
        return Thread.ofVirtual().start(() -> results.add(world.engine.commit(change)));
    }

    @Test
    void aDocumentThatSomebodyElseHasChangedIsStaleAfterAFailureToo() {
        Document first = Document.create("endpoint", ProjectId.DEFAULT, "a", Payload.of("1"));
        Document other = Document.create("endpoint", ProjectId.DEFAULT, "a", Payload.of("2"));
        world.engine.commit(Change.put(first));
        world.commitsToFail.set(1);
        assertThat(world.engine.commit(Change.put(other))).isInstanceOf(Committed.Stale.class);
        assertThat(world.listener.onDisk()).containsExactly(Change.put(first));
    }

    @Test
    void aSightingOfWhichOnlyTheAnswerWasLostIsDoneAndThatOfAnotherIsStale() {
        Instant now = world.time.steady();
        SightingKey key = Samples.key("a");
        world.answersToLose.set(1);
        assertThat(world.engine.commit(Change.seen(new Sighting(key, 1, now, now.plusSeconds(60)))))
                .isEqualTo(Committed.Done.ALL);
        world.commitsToFail.set(1);
        assertThat(world.engine.commit(Change.seen(new Sighting(key, 2, now, now.plusSeconds(60)))))
                .isInstanceOf(Committed.Stale.class);
        assertThat(world.store.seen(key, now)).hasValue(1);
    }

    @Test
    void aListenerThatBreaksDoesNotHoldBackTheCalls() {
        world.listener.breakNext(new AssertionError("a bug in a listener"));
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
    void aBugThatCannotEvenBeReportedLosesNoCall() {
        world.listener.breakNextReport(new AssertionError("a bug in the report"));
        world.kind.instead(call -> {
            if (call.attempts() == 0) {
                throw new IllegalStateException("bug");
            }
            return Optional.empty();
        });
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        world.untilAlarms(1);
        world.time.advance(Duration.ofMinutes(1));
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Succeeded.class);
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

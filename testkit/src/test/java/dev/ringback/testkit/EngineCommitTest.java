package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.port.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of those who wait for a commit that hangs, or that ends by an error. */
final class EngineCommitTest {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch holding = new CountDownLatch(1);
    private EngineWorld world = new EngineWorld().started();

    @AfterEach
    void end() {
        holding.countDown();
        world.close();
    }

    @Test
    void anErrorInACommitAnswersAllWhoWaitAndIsToldForTheProcessToEnd() {
        world.failing = hanging(new NoClassDefFoundError("replaced while it ran"));
        List<CompletableFuture<Committed>> waiting = threeWaiting();
        holding.countDown();
        for (CompletableFuture<Committed> each : waiting) {
            assertThat(Eventually.get("an answer", each)).isInstanceOf(Committed.Failed.class);
        }
        Eventually.until("it is told", () -> !world.listener.ends().isEmpty());
        assertThat(world.listener.ends().getFirst()).isInstanceOf(NoClassDefFoundError.class);
        assertThat(world.engine.standing().failure())
                .hasValueSatisfying(why -> assertThat(why).contains("replaced while it ran"));
        assertThat(world.engine.commit(world.change(LANE)))
                .isInstanceOf(Committed.Overloaded.class);
    }

    @Test
    void anErrorWhenAGroupIsTriedOneByOneIsToldToo() {
        world.commitsToFail.set(1);
        var tries = new ArrayList<Change>();
        world.failing =
                change -> {
                    tries.add(change);
                    if (tries.size() > 1) {
                        throw new StackOverflowError();
                    }
                    return true;
                };
        assertThat(world.engine.commit(world.change(LANE))).isInstanceOf(Committed.Failed.class);
        Eventually.until("it is told", () -> !world.listener.ends().isEmpty());
    }

    @Test
    void anErrorInWhatHearsOfACommitIsReportedAndCommittingGoesOn() {
        world.listener.breakNext(new NoClassDefFoundError("a bystander's"));
        world.untilFinished(world.accept());
        world.untilFinished(world.accept());
        assertThat(world.listener.mishaps()).hasSize(1);
        assertThat(world.listener.ends()).isEmpty();
    }

    @Test
    void whoWaitsForACommitThatHangsIsToldThatItsEndIsNotKnownAndItsCallsAreSentAllTheSame() {
        world.time.impatient();
        world.failing = hanging(null);
        Change change = world.change(LANE);
        CompletableFuture<Committed> answer = asking(change);
        Eventually.open("the store hangs", reached);
        world.time.advance(Engine.COMMIT_WAIT.minusMillis(1));
        assertThat(answer).isNotDone();
        world.time.advance(Duration.ofMillis(1));
        assertThat(Eventually.get("an answer", answer)).isInstanceOf(Committed.Unknown.class);
        holding.countDown();
        Eventually.until("it is on disk", () -> world.listener.onDisk().contains(change));
        world.untilFinished(change.calls().getFirst().id());
        assertThat(world.kind.sent()).containsExactly(change.calls().getFirst().id());
    }

    @Test
    void whoWaitsBehindACommitThatHangsIsToldToo() {
        world.time.impatient();
        world.failing = hanging(null);
        List<CompletableFuture<Committed>> waiting = threeWaiting();
        world.time.advance(Engine.COMMIT_WAIT);
        for (CompletableFuture<Committed> each : waiting) {
            assertThat(Eventually.get("an answer", each)).isInstanceOf(Committed.Unknown.class);
        }
    }

    @Test
    void aSettleIsWaitedForHoweverLongTheStoreHangs() {
        var id = world.change(LANE);
        world.failing = change -> change.settle().isPresent() && heldUp();
        world.engine.commit(id);
        Eventually.open("the store hangs", reached);
        world.time.impatient();
        world.time.advance(Engine.COMMIT_WAIT.multipliedBy(100));
        holding.countDown();
        world.untilFinished(id.calls().getFirst().id());
        assertThat(world.state(id.calls().getFirst().id())).isInstanceOf(CallState.Succeeded.class);
        assertThat(world.kind.sent()).hasSize(1);
    }

    @Test
    void howLongTheOldestChangeWaitsAndWhyTheLastFailedCanBeSeen() {
        assertThat(world.engine.standing()).isEqualTo(standing(0, ""));
        world.commitsToFail.set(2);
        world.engine.commit(world.change(LANE));
        assertThat(world.engine.standing()).isEqualTo(standing(0, "disk full"));
        world.untilFinished(world.accept());
        assertThat(world.engine.standing()).isEqualTo(standing(0, ""));
        world.failing = hanging(null);
        threeWaiting();
        world.time.advance(Duration.ofSeconds(7));
        assertThat(world.engine.standing()).isEqualTo(standing(7, ""));
    }

    @Test
    void anEngineStopsThoughItsStoreHangsAndItsQueueIsFull() {
        world.close();
        world = new EngineWorld(new EngineLimits(4, 1, 1 << 20, 10, 10)).started();
        world.failing = hanging(null);
        List<CompletableFuture<Committed>> waiting = threeWaiting();
        CompletableFuture<Boolean> stopped =
                CompletableFuture.supplyAsync(() -> world.engine.stop(Duration.ZERO));
        assertThat(Eventually.get("it has stopped", stopped)).isTrue();
        assertThat(Eventually.get("one behind", waiting.get(1)))
                .isInstanceOf(Committed.Failed.class);
        assertThat(Eventually.get("the last", waiting.get(2))).isInstanceOf(Committed.Failed.class);
    }

    @Test
    void aChangeThatCannotBeCommittedThoughOthersCanIsNoFailureOfTheStore() {
        Change bad = document("bad");
        world.failing = change -> heldUp() || change.equals(bad);
        world.commitsToFail.set(2);
        CompletableFuture<Committed> first = asking(document("first"));
        Eventually.open("the store hangs", reached);
        CompletableFuture<Committed> good = asking(document("good"));
        CompletableFuture<Committed> refused = asking(bad);
        holding.countDown();
        assertThat(Eventually.get("the first", first)).isInstanceOf(Committed.Done.class);
        assertThat(Eventually.get("the good one", good)).isInstanceOf(Committed.Done.class);
        assertThat(Eventually.get("the bad one", refused)).isInstanceOf(Committed.Failed.class);
        assertThat(world.engine.standing()).isEqualTo(standing(0, ""));
    }

    @Test
    void aGroupThatIsAsLargeAsItMayBeIsCommittedBeforeTheNextChange() {
        world.close();
        world = new EngineWorld(new EngineLimits(1000, 64, 1, 10, 10)).started();
        var seen = new ArrayList<Document>();
        var alone = new ArrayList<Boolean>();
        world.failing =
                change -> {
                    alone.add(seen.stream().allMatch(this::isOnDisk));
                    seen.addAll(change.puts());
                    return heldUp();
                };
        List<CompletableFuture<Committed>> waiting = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            waiting.add(asking(document(name)));
            Eventually.open("the store hangs", reached);
        }
        holding.countDown();
        waiting.forEach(each -> Eventually.get("an answer", each));
        assertThat(alone).containsExactly(true, true, true);
    }

    @Test
    void whatIsRefusedBecauseTooMuchIsQueuedHoldsNothing() {
        world.close();
        world = new EngineWorld(new EngineLimits(2, 1, 1 << 20, 10, 10)).started();
        world.failing = hanging(null);
        List<CompletableFuture<Committed>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(asking(document("d" + i)));
            Eventually.open("the store hangs", reached);
        }
        assertThat(Eventually.get("the last", waiting.getLast()))
                .isInstanceOf(Committed.Overloaded.class);
        holding.countDown();
        waiting.forEach(each -> Eventually.get("an answer", each));
        Eventually.until("nothing is held", () -> world.budget.held() == 0);
    }

    private static Change document(String id) {
        return Change.put(
                Document.create("endpoint", ProjectId.DEFAULT, id, Payload.of("x".repeat(100))));
    }

    private boolean isOnDisk(Document document) {
        return world.store.document(document.kind(), document.project(), document.id()).isPresent();
    }

    private static Standing standing(int seconds, String failure) {
        return new Standing(
                Duration.ofSeconds(seconds), Optional.of(failure).filter(why -> !why.isEmpty()));
    }

    /** A store that hangs until it is let go, and then throws this, or nothing. */
    private Predicate<Change> hanging(@Nullable Error then) {
        return _ -> {
            heldUp();
            if (then != null) {
                throw then;
            }
            return false;
        };
    }

    private boolean heldUp() {
        reached.countDown();
        Eventually.open("holding", holding);
        return false;
    }

    /** One that hangs in the store, and two behind it. */
    private List<CompletableFuture<Committed>> threeWaiting() {
        var waiting = new ArrayList<CompletableFuture<Committed>>();
        for (int i = 0; i < 3; i++) {
            waiting.add(asking(world.change(LANE)));
            Eventually.open("the store hangs", reached);
        }
        return waiting;
    }

    /** A commit that is waited for on a thread of its own, which waits when this returns. */
    private CompletableFuture<Committed> asking(Change change) {
        var answer = new CompletableFuture<Committed>();
        Thread thread =
                Thread.ofVirtual().start(() -> answer.complete(world.engine.commit(change)));
        Eventually.until(
                "it waits", () -> answer.isDone() || thread.getState() == Thread.State.WAITING);
        return answer;
    }
}

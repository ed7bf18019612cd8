package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A commit of which nothing is known, and which is on disk all the same, sooner or later. */
final class EngineDoubtsTest {

    private static final LaneId OTHER = new LaneId("other");

    private final EngineWorld world = new EngineWorld().started();

    @AfterEach
    void end() {
        world.close();
    }

    /** A change that is refused twice, for the group and alone, and may appear later. */
    private Committed late(Change change) {
        world.commitsToDelay.set(2);
        return world.engine.commit(change);
    }

    private static CallId call(Change change) {
        return change.calls().getFirst().id();
    }

    @ParameterizedTest
    @EnumSource(Ordering.class)
    void whatAppearsLaterIsOnItsWayAfterTheNextCommitWithoutARestart(Ordering ordering) {
        world.policies.put(LANE, new LanePolicy(1, 0, ordering, false, BreakerPolicy.OFF));
        world.untilFinished(world.accept());
        Change change = world.change(LANE);
        assertThat(late(change)).isInstanceOf(Committed.Failed.class);
        world.disk.appear();
        world.accept(OTHER);
        world.untilFinished(call(change));
        assertThat(world.kind.sent()).containsOnlyOnce(call(change));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.5S", "PT9S", "PT59S", "PT9M", "PT59M"})
    void whatAppearsLongAfterTheNextCommitIsOnItsWayToo(Duration later) {
        Change change = world.change(LANE);
        late(change);
        world.untilFinished(world.accept(OTHER));
        passing(later);
        world.disk.appear();
        Eventually.until(
                "it is found",
                () -> {
                    world.time.advance(Duration.ofMinutes(1));
                    return world.kind.sent().contains(call(change));
                });
        world.untilFinished(call(change));
        assertThat(world.kind.sent()).containsOnlyOnce(call(change));
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void whatAppearsIsFoundThoughNothingElseIsCommitted() {
        Change change = world.change(LANE);
        late(change);
        world.disk.appear();
        world.untilAlarms(1);
        world.time.advance(Duration.ofSeconds(1));
        world.untilFinished(call(change));
    }

    @Test
    void lookingInVainEndsAfterAWhile() {
        late(world.change(LANE));
        world.untilFinished(world.accept(OTHER));
        Eventually.until(
                "nothing is awaited any more",
                () -> {
                    world.time.advance(Duration.ofHours(1));
                    return world.time.pendingAlarms() == 0;
                });
    }

    @Test
    void whatIsInDoubtIsLookedForAsLongAsNothingCanBeCommitted() {
        Change change = world.change(LANE);
        late(change);
        for (int look = 0; look < 10; look++) {
            world.untilAlarms(1);
            boolean _ = world.time.advanceToNextAlarm();
        }
        world.disk.appear();
        world.untilAlarms(1);
        boolean _ = world.time.advanceToNextAlarm();
        world.untilFinished(call(change));
    }

    @Test
    void onlyTheFirstCommitThatSucceedsHasWhatIsInDoubtLookedAtAnew() {
        late(world.change(LANE));
        world.untilFinished(world.accept(OTHER));
        world.time.advance(Duration.ofSeconds(1));
        Optional<Instant> next = Optional.of(world.time.now().plusSeconds(10));
        Eventually.until("it has looked", () -> world.time.nextAlarm().equals(next));
        world.untilFinished(world.accept(OTHER));
        assertThat(world.time.nextAlarm()).isEqualTo(next);
    }

    @Test
    void anEventThatIsTakenForARepeatSeesToItThatItsCallsAreInTheirLanes() {
        Change unheard = world.change(LANE);
        world.store.commit(List.of(unheard));
        assertThat(world.engine.commit(again(unheard))).isInstanceOf(Committed.Done.class);
        world.untilFinished(call(unheard));
        assertThat(world.kind.sent()).containsExactly(call(unheard));
    }

    @Test
    void aRepeatOfWhatIsUnderWayOrWasSentSendsNothingAgain() {
        Change first = world.change(LANE);
        world.engine.commit(first);
        for (int i = 0; i < 10; i++) {
            world.engine.commit(again(first));
        }
        world.untilFinished(call(first));
        world.engine.commit(again(first));
        world.untilFinished(world.accept());
        assertThat(world.kind.sent()).containsOnlyOnce(call(first)).hasSize(2);
    }

    @Test
    void aRepeatIsLookedAtOnceThereIsRoomForItsEvent() {
        var budget = new ByteBudget(60_000, 40_000);
        try (var small = new EngineWorld(EngineWorld.SMALL, new MemoryStore(), 1_000, budget)) {
            small.started();
            Event event = small.event(ProjectId.DEFAULT, Payload.of("x".repeat(10_000)));
            Change unheard = Change.accept(List.of(event), List.of(small.call(LANE, event)));
            small.store.commit(List.of(unheard));
            try (var common = budget.ofNobody().inTurn(40_000);
                    var alone = budget.ofNobody().inTurn(40_000)) {
                assertThat(common.bytes() + alone.bytes()).isEqualTo(80_000);
                assertThat(small.engine.commit(again(unheard))).isInstanceOf(Committed.Done.class);
                Eventually.until("it waits for room", () -> budget.growing() == 1);
                assertThat(small.kind.sent()).isEmpty();
            }
            small.untilFinished(call(unheard));
        }
    }

    @Test
    void aRepeatIsLookedAtLaterWhenTheStoreCannotBeReadNow() {
        Change unheard = world.change(LANE);
        world.store.commit(List.of(unheard));
        world.readsToFail.set(1);
        world.engine.commit(again(unheard));
        world.untilAlarms(1);
        world.time.advance(Duration.ofSeconds(1));
        world.untilFinished(call(unheard));
    }

    @Test
    void whoFollowsDocumentsIsToldOfOneThatAppearsLater() {
        Document first = Document.create("endpoint", ProjectId.DEFAULT, "a", Payload.of("1"));
        Document second = first.revise(Payload.of("2"));
        world.engine.commit(Change.put(first));
        assertThat(late(Change.put(second))).isInstanceOf(Committed.Failed.class);
        world.disk.appear();
        world.untilFinished(world.accept(OTHER));
        Eventually.until("it is told", () -> world.listener.onDisk().contains(Change.put(second)));
    }

    @Test
    void aDocumentThatCannotBeReadNowIsLookedForAgainAndIsNoBug() {
        Document first = Document.create("endpoint", ProjectId.DEFAULT, "a", Payload.of("1"));
        Document second = first.revise(Payload.of("2"));
        world.engine.commit(Change.put(first));
        late(Change.put(second));
        world.disk.appear();
        world.readsToFail.set(1);
        world.engine.commit(
                Change.put(Document.create("endpoint", ProjectId.DEFAULT, "b", Payload.of("1"))));
        Eventually.until("a read has failed", () -> world.readsToFail.get() <= 0);
        Eventually.until(
                "it is told",
                () -> {
                    world.time.advance(Duration.ofMinutes(1));
                    return world.listener.onDisk().contains(Change.put(second));
                });
        assertThat(world.listener.mishaps()).isEmpty();
    }

    @Test
    void aDocumentThatHasChangedAgainMeanwhileIsNotToldOf() {
        Document first = Document.create("endpoint", ProjectId.DEFAULT, "a", Payload.of("1"));
        Document second = first.revise(Payload.of("2"));
        world.engine.commit(Change.put(first));
        late(Change.put(second));
        world.engine.commit(Change.put(first.revise(Payload.of("3"))));
        world.disk.appear();
        passing(Duration.ofHours(3));
        world.untilFinished(world.accept(OTHER));
        assertThat(world.listener.onDisk()).doesNotContain(Change.put(second));
    }

    private void passing(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minusMinutes(1)) {
            world.time.advance(left.toMinutes() > 0 ? Duration.ofMinutes(1) : left);
        }
    }

    /** The same event once more, as a client repeats it: with a sequence and calls of its own. */
    private Change again(Change change) {
        Event first = change.events().getFirst();
        Event fresh = world.event();
        Event repeat =
                new Event(
                        fresh.sequence(),
                        first.project(),
                        first.id(),
                        first.type(),
                        first.subject(),
                        fresh.occurredAt(),
                        fresh.acceptedAt(),
                        first.contentType(),
                        first.payload());
        Call call = world.call(LANE, repeat);
        return Change.accept(List.of(repeat), List.of(call));
    }
}

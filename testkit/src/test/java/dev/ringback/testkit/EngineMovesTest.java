package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Kind.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A change that moves other calls: they move with it, their kinds are asked, their lanes hear. */
final class EngineMovesTest {

    private final EngineWorld world = new EngineWorld().started();

    /** What is said of the end of each call that does not end by a reply. */
    private final Map<CallId, Event> said = new ConcurrentHashMap<>();

    private Change saying(Call call, CallState end) {
        Event event = said.computeIfAbsent(call.id(), _ -> world.event());
        return Change.accept(List.of(event), List.of());
    }

    @AfterEach
    void end() {
        world.close();
    }

    /** A call that failed once and waits. */
    private CallId retrying() {
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        return id;
    }

    private List<Call> read(CallId... ids) {
        return Stream.of(ids).map(world::stored).toList();
    }

    private Change cancelling(Call... calls) {
        return Stream.of(calls)
                .flatMap(call -> Change.cancel(call, world.time.now()).stream())
                .reduce(Settlement.NOTHING, Change::and);
    }

    private boolean isSaid(CallId id) {
        return Optional.ofNullable(said.get(id))
                .flatMap(event -> world.store.event(event.sequence()))
                .isPresent();
    }

    @Test
    void whatIsCancelledWithAChangeIsSaidOfAndBrokenOff() {
        world.kind.peer(_ -> answered(503)).ended(this::saying);
        CallId waiting = retrying();
        world.kind.line(ScriptedKind::untilHungUp);
        CallId running = world.accept();
        world.untilSent(2);
        Event with = world.event();
        Committed committed =
                world.engine.commit(
                        Change.accept(List.of(with), List.of())
                                .and(cancelling(world.stored(waiting), world.stored(running))));
        assertThat(committed).isEqualTo(Committed.Done.ALL);
        assertThat(world.store.event(with.sequence())).contains(with);
        world.untilFinished(waiting);
        world.untilFinished(running);
        assertThat(world.state(waiting)).isInstanceOf(CallState.Cancelled.class);
        assertThat(world.state(running)).isInstanceOf(CallState.Cancelled.class);
        assertThat(isSaid(waiting)).isTrue();
        assertThat(isSaid(running)).isTrue();
        world.time.advance(Duration.ofHours(1));
        assertThat(world.kind.sent()).containsExactly(waiting, running);
    }

    @Test
    void whatAKindCancelsIsCancelledInTheCommitOfItsOwnCall() {
        world.kind.peer(_ -> answered(503)).ended(this::saying);
        CallId other = retrying();
        world.kind.peer(_ -> answered(200)).consequences((_, _) -> cancelling(world.stored(other)));
        CallId own = world.accept();
        world.untilFinished(own);
        assertThat(world.state(own)).isInstanceOf(CallState.Succeeded.class);
        assertThat(world.state(other)).isInstanceOf(CallState.Cancelled.class);
        assertThat(isSaid(other)).isTrue();
        Change last =
                world.listener.onDisk().stream()
                        .filter(change ->
                                change.settle().stream().anyMatch(each -> each.id().equals(own)))
                        .findFirst()
                        .orElseThrow();
        assertThat(last.moves()).singleElement().extracting(Change.Settle::id).isEqualTo(other);
        assertThat(last.events()).containsExactly(said.get(other));
        world.time.advance(Duration.ofHours(1));
        assertThat(world.kind.sent()).containsExactly(other, own);
    }

    @Test
    void aKindIsAskedAnewWhenTheOtherCallHasMovedMeanwhile() {
        world.kind.peer(_ -> answered(503)).ended(this::saying);
        CallId other = retrying();
        Call before = world.stored(other);
        assertThat(world.engine.cancel(List.of(before))).isEqualTo(Committed.Done.ALL);
        var asked = new ArrayList<Call>();
        world.kind
                .peer(_ -> answered(200))
                .consequences((call, _) -> {
                    asked.add(call);
                    return asked.size() == 1 ? cancelling(before) : cancelling(world.stored(other));
                });
        CallId own = world.accept();
        world.untilFinished(own);
        assertThat(asked).hasSize(2);
        assertThat(world.state(own)).isInstanceOf(CallState.Succeeded.class);
        assertThat(world.store.attempts(own)).hasSize(1);
    }

    @Test
    void whatIsHastenedWithAChangeIsSentAtOnce() {
        world.kind.peer(_ -> answered(503));
        CallId id = retrying();
        world.kind.peer(_ -> answered(200));
        Change hasten = Change.hasten(world.stored(id), world.time.now()).orElseThrow();
        assertThat(world.engine.commit(hasten)).isEqualTo(Committed.Done.ALL);
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Succeeded.class);
    }

    @Test
    void whereOneHasMovedNothingIsDoneOrSaid() {
        world.kind.peer(_ -> answered(503)).ended(this::saying);
        CallId one = retrying();
        CallId other = retrying();
        List<Call> before = read(one, other);
        assertThat(world.engine.cancel(read(other))).isEqualTo(Committed.Done.ALL);
        assertThat(world.engine.cancel(before)).isInstanceOf(Committed.Stale.class);
        assertThat(world.state(one)).isInstanceOf(CallState.Waiting.class);
        assertThat(isSaid(one)).isFalse();
        world.kind.peer(_ -> answered(200));
        assertThat(world.engine.hasten(read(one, other))).isEqualTo(Committed.Done.ALL);
        world.untilFinished(one);
        assertThat(world.state(one)).isInstanceOf(CallState.Succeeded.class);
    }

    @Test
    void aLostAnswerDoublesNothing() {
        world.kind.peer(_ -> answered(503)).ended(this::saying);
        CallId one = retrying();
        CallId other = retrying();
        List<Call> calls = read(one, other);
        world.answersToLose.set(1);
        assertThat(world.engine.cancel(calls)).isEqualTo(Committed.Done.ALL);
        assertThat(isSaid(one) && isSaid(other)).isTrue();
        world.time.advance(Duration.ofHours(1));
        assertThat(world.kind.sent()).containsExactly(one, other);
    }

    @Test
    void aThousandAreCancelledInOneCommitAndNoneStartsInThePlaceOfAnother() {
        world.policies.put(LANE, new LanePolicy(3, 0, Ordering.NONE, false, BreakerPolicy.OFF));
        world.kind.line(ScriptedKind::untilHungUp).ended(this::saying);
        var ids = new ArrayList<CallId>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(world.accept());
        }
        world.untilSent(3);
        int changes = world.listener.onDisk().size();
        assertThat(world.engine.cancel(ids.stream().map(world::stored).toList()))
                .isEqualTo(Committed.Done.ALL);
        ids.forEach(world::untilFinished);
        assertThat(world.listener.onDisk()).hasSize(changes + 1);
        assertThat(said.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(world.kind.sentSoFar()).isEqualTo(3);
    }

    @Test
    void whatIsFinishedIsPassedOver() {
        CallId done = world.accept();
        world.untilFinished(done);
        int changes = world.listener.onDisk().size();
        assertThat(world.engine.cancel(read(done))).isEqualTo(Committed.Done.ALL);
        assertThat(world.engine.hasten(read(done))).isEqualTo(Committed.Done.ALL);
        assertThat(world.listener.onDisk()).hasSize(changes);
        assertThat(world.state(done)).isInstanceOf(CallState.Succeeded.class);
    }

    @Test
    void whatRunsIsNotHastened() {
        var held = new CountDownLatch(1);
        world.kind.peer(ScriptedKind.after(held, 200));
        CallId id = world.accept();
        world.untilSent(1);
        int changes = world.listener.onDisk().size();
        assertThat(world.engine.hasten(read(id))).isEqualTo(Committed.Done.ALL);
        assertThat(world.listener.onDisk()).hasSize(changes);
        held.countDown();
        world.untilFinished(id);
    }
}

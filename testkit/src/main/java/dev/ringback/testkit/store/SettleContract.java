package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempt;
import static dev.ringback.testkit.store.Samples.attempted;
import static dev.ringback.testkit.store.Samples.moved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.model.Committed.Stale;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call moves only while it waits, and what follows moves with it. */
public interface SettleContract extends StoreUnderTest {

    @Test
    default void everyStateIsReadBackAsItWas() {
        Samples samples = new Samples();
        Event event = samples.event();
        List<CallState> states =
                List.of(
                        new CallState.Waiting(START.plusSeconds(300)),
                        new CallState.Succeeded(START.plusSeconds(1)),
                        new CallState.Dead(START.plusSeconds(2), "410 Gone; \u00fc\u2028'\""),
                        new CallState.Dead(START.plusSeconds(2), ""),
                        new CallState.Cancelled(START.plusSeconds(3)));
        for (CallState state : states) {
            Call call = samples.call(event);
            done(Change.accept(List.of(), List.of(call)));
            done(attempted(call, state));
            assertThat(store().call(call.project(), call.id())).contains(call.with(state, 1));
            assertThat(store().attempts(call.id())).containsExactly(attempt(1));
        }
    }

    @Test
    default void attemptsAreKeptInOrder() {
        Samples samples = new Samples();
        Call call = samples.call(samples.event());
        done(Change.accept(List.of(), List.of(call)));
        for (int i = 0; i < 12; i++) {
            CallState next = new CallState.Waiting(START.plusSeconds(i));
            done(attempted(call, next));
            call = call.with(next, i + 1);
        }
        assertThat(store().attempts(call.id()))
                .extracting(kept -> kept.number())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    @Test
    default void whatFollowsFromAMoveComesWithIt() {
        Samples samples = new Samples();
        Call call = samples.call(samples.event());
        done(Change.accept(List.of(), List.of(call)));
        Event completed = samples.event();
        Call delivery = samples.call(completed);
        done(attempted(call, new CallState.Succeeded(START)).and(accept(completed, delivery)));
        assertThat(store().event(completed.sequence())).contains(completed);
        assertThat(store().call(delivery.project(), delivery.id())).contains(delivery);
    }

    @Test
    default void aStaleMoveKeepsTheAttemptAndNothingElse() {
        Samples samples = new Samples();
        Call call = samples.call(samples.event());
        done(Change.accept(List.of(), List.of(call)));
        CallState cancelled = new CallState.Cancelled(START.plusSeconds(1));
        done(moved(call, cancelled));
        Event completed = samples.event();
        Document progress = Document.create("job", ProjectId.DEFAULT, "j1", Payload.of("{}"));
        String why =
                stale(
                        attempted(call, new CallState.Succeeded(START.plusSeconds(2)))
                                .and(accept(completed, samples.call(completed)))
                                .and(Change.put(progress)));
        assertThat(why).contains("cancelled");
        assertThat(store().call(call.project(), call.id())).contains(call.with(cancelled, 0));
        assertThat(store().attempts(call.id())).containsExactly(attempt(1));
        assertThat(store().event(completed.sequence())).isEmpty();
        assertThat(store().due(call.lane(), false, 10)).isEmpty();
        assertThat(store().document("job", ProjectId.DEFAULT, "j1")).isEmpty();
    }

    @Test
    default void theSameAttemptAfterAStaleMoveDoesNoHarm() {
        Samples samples = new Samples();
        Call call = samples.call(samples.event());
        done(Change.accept(List.of(), List.of(call)));
        done(moved(call, new CallState.Cancelled(START)));
        Change late = attempted(call, new CallState.Succeeded(START.plusSeconds(2)));
        stale(late);
        stale(late);
        assertThat(store().attempts(call.id())).hasSize(1);
    }

    @Test
    default void aMoveOfAnUnknownCallIsStaleAndKeepsNothing() {
        Samples samples = new Samples();
        Call call = samples.call(samples.event());
        assertThat(stale(attempted(call, new CallState.Succeeded(START)))).contains("no call");
        assertThat(store().attempts(call.id())).isEmpty();
    }

    @Test
    default void theSameMoveTwiceIsDoneAndNotDoubled() {
        Samples samples = new Samples();
        Call call = samples.call(samples.event());
        done(Change.accept(List.of(), List.of(call)));
        Event completed = samples.given("gen-1");
        Change change =
                attempted(call, new CallState.Dead(START, "no route"))
                        .and(accept(completed, samples.call(completed)))
                        .and(
                                Change.put(
                                        Document.create(
                                                "job", ProjectId.DEFAULT, "j1", Payload.of("{}"))));
        done(change);
        done(change);
        assertThat(store().attempts(call.id())).hasSize(1);
        assertThat(store().due(call.lane(), false, 10)).hasSize(1);
    }

    @Test
    default void aRetryTwiceIsDoneAndNotDoubled() {
        Samples samples = new Samples();
        Call call = samples.call(samples.event());
        done(Change.accept(List.of(), List.of(call)));
        Change change = attempted(call, new CallState.Waiting(START.plusSeconds(5)));
        done(change);
        done(change);
        assertThat(store().attempts(call.id())).hasSize(1);
        assertThat(store().due(call.lane(), true, 10)).hasSize(1);
    }

    @Test
    default void oneOfTwoMovesInABatchIsStale() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        Change first = moved(call, new CallState.Cancelled(START.plusSeconds(1)));
        Change second = attempted(call, new CallState.Succeeded(START.plusSeconds(2)));
        List<Committed> committed = store().commit(List.of(accept(event, call), first, second));
        assertThat(committed.get(0)).isEqualTo(Done.ALL);
        assertThat(committed.get(1)).isEqualTo(Done.ALL);
        assertThat(committed.get(2)).isInstanceOf(Stale.class);
        assertThat(store().call(call.project(), call.id()).orElseThrow().state())
                .isInstanceOf(CallState.Cancelled.class);
        assertThat(store().attempts(call.id())).hasSize(1);
    }

    @Test
    default void aMoveThatWasDecidedBeforeTheLastAttemptIsStale() {
        Samples samples = new Samples();
        Call call = samples.call(samples.event());
        done(Change.accept(List.of(), List.of(call)));
        CallState later = new CallState.Waiting(START.plusSeconds(5));
        done(attempted(call, later));
        stale(moved(call, new CallState.Waiting(START)));
        assertThat(store().call(call.project(), call.id())).contains(call.with(later, 1));
    }

    @Test
    default void aCallCanBeHastened() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event, Samples.LANE, START.plusSeconds(3600), 3);
        done(accept(event, call));
        CallState soon = new CallState.Waiting(START);
        done(moved(call, soon));
        assertThat(store().due(call.lane(), true, 1)).containsExactly(call.with(soon, 3));
    }
}

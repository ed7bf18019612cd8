package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempt;
import static dev.ringback.testkit.store.Samples.attempted;
import static dev.ringback.testkit.store.Samples.moved;
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
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.DocumentQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A change moves other calls together with all else that it brings, or none of them. */
public interface MovesContract extends StoreUnderTest {

    /** When they are cancelled. */
    Instant LATER = START.plusSeconds(1);

    @Test
    default void othersMoveWithWhatTheChangeBrings() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 4);
        Event told = samples.event();
        done(
                attempted(calls.get(0), new CallState.Succeeded(START))
                        .and(cancelled(calls.get(1), calls.get(2)))
                        .and(hastened(calls.get(3)))
                        .and(accept(told, samples.call(told)))
                        .and(Change.put(note())));
        assertThat(state(calls.get(0))).isEqualTo(new CallState.Succeeded(START));
        assertThat(state(calls.get(1))).isEqualTo(new CallState.Cancelled(LATER));
        assertThat(state(calls.get(2))).isEqualTo(new CallState.Cancelled(LATER));
        assertThat(state(calls.get(3))).isEqualTo(new CallState.Waiting(LATER));
        assertThat(store().event(told.sequence())).contains(told);
        assertThat(store().document("note", ProjectId.DEFAULT, "n1")).contains(note());
        assertThat(store().counts(ProjectId.DEFAULT, "delivery", Samples.LANE).cancelled())
                .isEqualTo(2);
        assertThat(store().due(Samples.LANE, false, 10)).hasSize(2);
    }

    @Test
    default void whereOneHasMovedOnNothingIsDone() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 4);
        done(moved(calls.get(2), new CallState.Cancelled(START)));
        Event told = samples.event();
        String why =
                stale(
                        attempted(calls.get(0), new CallState.Succeeded(START))
                                .and(cancelled(calls.get(1), calls.get(2), calls.get(3)))
                                .and(accept(told, samples.call(told)))
                                .and(Change.put(note())));
        assertThat(why).contains("cancelled");
        for (Call call : List.of(calls.get(0), calls.get(1), calls.get(3))) {
            assertThat(store().call(call.project(), call.id())).contains(call);
        }
        assertThat(store().attempts(calls.get(0).id())).isEmpty();
        assertThat(store().event(told.sequence())).isEmpty();
        assertThat(store().document("note", ProjectId.DEFAULT, "n1")).isEmpty();
        assertThat(store().counts(ProjectId.DEFAULT, "delivery", Samples.LANE).cancelled())
                .isEqualTo(1);
    }

    @Test
    default void whereTheCallOfTheRunHasMovedOnItsAttemptIsKeptAndOthersStay() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 2);
        done(moved(calls.get(0), new CallState.Cancelled(START)));
        Change late =
                attempted(calls.get(0), new CallState.Succeeded(START))
                        .and(cancelled(calls.get(1)));
        stale(late);
        stale(late);
        assertThat(store().attempts(calls.get(0).id())).containsExactly(attempt(1));
        assertThat(store().call(calls.get(1).project(), calls.get(1).id())).contains(calls.get(1));
    }

    @Test
    default void whereADocumentHasChangedNothingMoves() {
        Samples samples = new Samples();
        Call call = accepted(samples, 1).getFirst();
        done(Change.put(note()));
        stale(cancelled(call).and(Change.put(note())));
        assertThat(state(call)).isEqualTo(call.state());
    }

    @Test
    default void anUnknownCallLeavesTheOthers() {
        Samples samples = new Samples();
        Call known = accepted(samples, 1).getFirst();
        Call unknown = samples.call(samples.event());
        assertThat(stale(cancelled(known, unknown))).contains("no call");
        assertThat(state(known)).isEqualTo(known.state());
    }

    @Test
    default void oneThatWasTriedSinceItWasReadLeavesTheOthers() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 2);
        CallState soon = new CallState.Waiting(START.plusSeconds(5));
        done(attempted(calls.get(1), soon));
        stale(cancelled(calls.get(0), calls.get(1)));
        assertThat(state(calls.get(0))).isEqualTo(calls.get(0).state());
        assertThat(state(calls.get(1))).isEqualTo(soon);
    }

    @Test
    default void theSameMovesTwiceAreDoneAndNotDoubled() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 3);
        Event told = samples.event();
        Change change =
                cancelled(calls.get(0), calls.get(1))
                        .and(hastened(calls.get(2)))
                        .and(accept(told, samples.call(told)))
                        .and(Change.put(note()));
        done(change);
        done(change);
        reopen();
        done(change);
        assertThat(store().document("note", ProjectId.DEFAULT, "n1")).contains(note());
        assertThat(store().counts(ProjectId.DEFAULT, "delivery", Samples.LANE).cancelled())
                .isEqualTo(2);
        assertThat(store().due(Samples.LANE, false, 10)).hasSize(2);
    }

    @Test
    default void movesOfARunTwiceAreDoneAndNotDoubled() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 2);
        Change change =
                attempted(calls.get(0), new CallState.Dead(START, "gone"))
                        .and(cancelled(calls.get(1)));
        done(change);
        done(change);
        assertThat(store().attempts(calls.get(0).id())).hasSize(1);
        assertThat(state(calls.get(1))).isEqualTo(new CallState.Cancelled(LATER));
    }

    @Test
    default void movesThatWereMadeAreKnownByWhatTheyBroughtThoughACallWentOn() {
        Samples samples = new Samples();
        Call call = accepted(samples, 1).getFirst();
        Change change = hastened(call).and(accept(samples.event()));
        done(change);
        done(attempted(call, new CallState.Succeeded(LATER)));
        done(change);
        assertThat(state(call)).isEqualTo(new CallState.Succeeded(LATER));
    }

    @Test
    default void ofTwoInAGroupThatMoveTheSameCallTheFirstIsDone() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 3);
        Event added = samples.event();
        Call fresh = samples.call(added);
        Event late = samples.event();
        List<Committed> results =
                store().commit(
                                List.of(
                                        accept(added, fresh),
                                        cancelled(calls.get(0), calls.get(1), fresh),
                                        cancelled(calls.get(1), calls.get(2)).and(accept(late)),
                                        cancelled(calls.get(2))));
        assertThat(results.get(0)).isEqualTo(Committed.Done.ALL);
        assertThat(results.get(1)).isEqualTo(Committed.Done.ALL);
        assertThat(results.get(2)).isInstanceOf(Committed.Stale.class);
        assertThat(results.get(3)).isEqualTo(Committed.Done.ALL);
        assertThat(state(fresh)).isInstanceOf(CallState.Cancelled.class);
        assertThat(store().event(late.sequence())).isEmpty();
    }

    @Test
    default void aStaleOneLeavesTheRestOfItsGroup() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 4);
        done(attempted(calls.get(3), new CallState.Succeeded(START)));
        Event told = samples.event();
        List<Committed> results =
                store().commit(
                                List.of(
                                        attempted(calls.get(0), new CallState.Succeeded(START)),
                                        cancelled(calls.get(1), calls.get(3)),
                                        cancelled(calls.get(2)).and(accept(told)),
                                        Change.put(note())));
        assertThat(results.get(0)).isEqualTo(Committed.Done.ALL);
        assertThat(results.get(1)).isInstanceOf(Committed.Stale.class);
        assertThat(results.get(2)).isEqualTo(Committed.Done.ALL);
        assertThat(results.get(3)).isEqualTo(Committed.Done.ALL);
        assertThat(state(calls.get(1))).isEqualTo(calls.get(1).state());
        assertThat(state(calls.get(2))).isEqualTo(new CallState.Cancelled(LATER));
        assertThat(store().attempts(calls.get(0).id())).hasSize(1);
    }

    @Test
    default void thousandsMoveAtOnce() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 2_000);
        done(cancelled(calls.toArray(Call[]::new)));
        assertThat(store().counts(ProjectId.DEFAULT, "delivery", Samples.LANE).cancelled())
                .isEqualTo(2_000);
        assertThat(store().due(Samples.LANE, false, 10)).isEmpty();
    }

    /** A subject needs no column: a document for each call that belongs to it, under its name. */
    @Test
    default void callsOfASubjectAreFoundByTheirDocumentsAndMoveWithThem() {
        Samples samples = new Samples();
        List<Call> calls = accepted(samples, 3);
        List<Document> one = List.of(about("one", calls.get(0)), about("one", calls.get(1)));
        Document other = about("other", calls.get(2));
        done(Change.put(one.get(0), one.get(1), other));

        List<Document> found = ofSubject("one");
        Change change =
                cancelled(found.stream().map(this::call).toArray(Call[]::new))
                        .and(Change.delete(found.toArray(Document[]::new)));

        assertThat(found).containsExactlyElementsOf(one);
        done(change);
        assertThat(state(calls.get(0))).isEqualTo(new CallState.Cancelled(LATER));
        assertThat(state(calls.get(1))).isEqualTo(new CallState.Cancelled(LATER));
        assertThat(state(calls.get(2))).isEqualTo(calls.get(2).state());
        assertThat(ofSubject("one")).isEmpty();
        assertThat(ofSubject("other")).containsExactly(other);
    }

    private static Document about(String subject, Call call) {
        String id = Sequence.text(subject + ":", call.id().value());
        return Document.create("about", call.project(), id, Payload.of(call.id().toString()));
    }

    private Call call(Document about) {
        CallId id = CallId.parse(about.body().text()).orElseThrow();
        return store().call(about.project(), id).orElseThrow();
    }

    private List<Document> ofSubject(String subject) {
        return store().documents(
                        new DocumentQuery(
                                "about",
                                ProjectId.DEFAULT,
                                subject + ":",
                                false,
                                Optional.empty(),
                                1_000));
    }

    private List<Call> accepted(Samples samples, int count) {
        Event event = samples.event();
        List<Call> calls =
                Stream.generate(() -> samples.call(event, Samples.LANE, START.plusSeconds(3600), 0))
                        .limit(count)
                        .toList();
        done(Change.accept(List.of(event), calls));
        return calls;
    }

    private CallState state(Call call) {
        return store().call(call.project(), call.id()).orElseThrow().state();
    }

    private static Change cancelled(Call... calls) {
        return Stream.of(calls)
                .flatMap(call -> Change.cancel(call, LATER).stream())
                .reduce(Change.accept(List.of(), List.of()), Change::and);
    }

    private static Change hastened(Call call) {
        return Change.hasten(call, LATER).orElseThrow();
    }

    private static Document note() {
        return Document.create("note", ProjectId.DEFAULT, "n1", Payload.of("{}"));
    }
}

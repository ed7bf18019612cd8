package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.moved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.port.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * Of two changes that contradict each other one is done at most, whoever commits them and however
 * much alike they are; and what belongs to the other is not on disk.
 */
public interface RivalsContract extends StoreUnderTest {

    /** How often two of them meet; each round has its own rows. */
    int ROUNDS = 40;

    /**
     * A second way to write to the database of {@link #store}, open at the same time. It is the
     * same store where a database has one only: then two threads are the rivals.
     */
    Store rival();

    @Test
    default void oneOfTwoCreatesADocument() throws Exception {
        meet(round -> {
            Document document = named("ep_" + round);
            return new Duel(Change.put(document), Change.put(document));
        });
    }

    @Test
    default void oneOfTwoCreatesADocumentWithItsEvent() throws Exception {
        Samples samples = new Samples();
        meet(round -> {
            Document document = named("once_" + round);
            return new Duel(
                    accept(samples.event()).and(Change.put(document)),
                    accept(samples.event()).and(Change.put(document)));
        });
    }

    @Test
    default void oneOfTwoRevisesADocument() throws Exception {
        meet(round -> {
            Document document = named("ep_" + round);
            done(Change.put(document));
            return new Duel(
                    Change.put(document.revise(Payload.of("one"))),
                    Change.put(document.revise(Payload.of("two"))));
        });
    }

    @Test
    default void aDocumentIsRevisedOrDeleted() throws Exception {
        meet(round -> {
            Document document = named("ep_" + round);
            done(Change.put(document));
            return new Duel(
                    Change.put(document.revise(Payload.of("one"))), Change.delete(document));
        });
    }

    @Test
    default void oneOfTwoPutsACallOff() throws Exception {
        Samples samples = new Samples();
        meet(_ -> {
            Call call = accepted(samples);
            CallState later = new CallState.Waiting(START.plusSeconds(5));
            return new Duel(attempted(call, later, 1), attempted(call, later, 2));
        });
    }

    @Test
    default void oneOfTwoEndsACallInTheSameMillisecond() throws Exception {
        Samples samples = new Samples();
        meet(_ -> {
            Call call = accepted(samples);
            CallState end = new CallState.Succeeded(START);
            return new Duel(
                    attempted(call, end, 1).and(accept(samples.event())),
                    attempted(call, end, 1).and(accept(samples.event())));
        });
    }

    @Test
    default void oneOfTwoCancelsACallInTheSameMillisecond() throws Exception {
        Samples samples = new Samples();
        meet(_ -> {
            Call call = accepted(samples);
            CallState end = new CallState.Cancelled(START);
            return new Duel(
                    moved(call, end).and(accept(samples.event())),
                    moved(call, end).and(accept(samples.event())));
        });
    }

    @Test
    default void aCallIsPutOffOrEnds() throws Exception {
        Samples samples = new Samples();
        meet(_ -> {
            Call call = accepted(samples);
            return new Duel(
                    attempted(call, new CallState.Waiting(START.plusSeconds(5)), 1)
                            .and(accept(samples.event())),
                    attempted(call, new CallState.Succeeded(START), 2)
                            .and(accept(samples.event())));
        });
    }

    @Test
    default void oneOfTwoMovesManyCallsThatBothMoveOneOf() throws Exception {
        Samples samples = new Samples();
        meet(_ -> {
            Call one = accepted(samples);
            Call both = accepted(samples);
            Call other = accepted(samples);
            return new Duel(
                    cancelled(one, both).and(accept(samples.event())),
                    cancelled(other, both).and(accept(samples.event())));
        });
    }

    @Test
    default void oneOfTwoCancelsTheSameCallsInAnyOrder() throws Exception {
        Samples samples = new Samples();
        meet(_ -> {
            Call one = accepted(samples);
            Call other = accepted(samples);
            return new Duel(
                    cancelled(one, other).and(accept(samples.event())),
                    cancelled(other, one).and(accept(samples.event())));
        });
    }

    @Test
    default void aCallEndsOrIsCancelledWithOthers() throws Exception {
        Samples samples = new Samples();
        meet(_ -> {
            Call one = accepted(samples);
            Call other = accepted(samples);
            return new Duel(
                    attempted(one, new CallState.Succeeded(START), 1).and(accept(samples.event())),
                    cancelled(one, other).and(accept(samples.event())));
        });
    }

    @Test
    default void rivalsThatTouchTheSameRowsInAnyOrderDoNotBlockEachOther() throws Exception {
        Samples samples = new Samples();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                Call one = accepted(samples);
                Call two = accepted(samples);
                Document first = named("a_" + round);
                Document second = named("b_" + round);
                CallState end = new CallState.Succeeded(START);
                var barrier = new CyclicBarrier(2);
                var there =
                        List.of(
                                attempted(one, end, 1).and(Change.put(first)),
                                attempted(two, end, 1).and(Change.put(second)));
                var back =
                        List.of(
                                attempted(two, end, 2).and(Change.put(second)),
                                attempted(one, end, 2).and(Change.put(first)));
                Future<List<Committed>> forth = threads.submit(() -> meet(barrier, store(), there));
                Future<List<Committed>> reverse =
                        threads.submit(() -> meet(barrier, rival(), back));
                assertThat(List.of(forth.get().get(0), reverse.get().get(1)))
                        .containsOnlyOnce(Done.ALL);
                assertThat(List.of(forth.get().get(1), reverse.get().get(0)))
                        .containsOnlyOnce(Done.ALL);
            }
        }
    }

    @Test
    default void rivalsThatBringTheSameIdsInAnyOrderBothSucceed() throws Exception {
        Samples samples = new Samples();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                Change one = accept(samples.given("a-" + round));
                Change two = accept(samples.given("b-" + round));
                Change twoAgain = accept(samples.given("b-" + round));
                Change oneAgain = accept(samples.given("a-" + round));
                var barrier = new CyclicBarrier(2);
                Future<List<Committed>> forth =
                        threads.submit(() -> meet(barrier, store(), List.of(one, two)));
                Future<List<Committed>> back =
                        threads.submit(() -> meet(barrier, rival(), List.of(twoAgain, oneAgain)));
                assertThat(List.of(forth.get().get(0), back.get().get(1)))
                        .containsOnlyOnce(Done.ALL);
                assertThat(List.of(forth.get().get(1), back.get().get(0)))
                        .containsOnlyOnce(Done.ALL);
            }
        }
    }

    /** Two changes that cannot both be made. */
    record Duel(Change one, Change other) {}

    /** Lets the two of each round be committed at the same time; one of them is done. */
    default void meet(IntFunction<Duel> duels) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                Duel duel = duels.apply(round);
                var barrier = new CyclicBarrier(2);
                Future<List<Committed>> one =
                        threads.submit(() -> meet(barrier, store(), List.of(duel.one)));
                Future<List<Committed>> other =
                        threads.submit(() -> meet(barrier, rival(), List.of(duel.other)));
                List<Committed> results = List.of(one.get().getFirst(), other.get().getFirst());
                assertThat(results).containsOnlyOnce(Done.ALL);
                Change loser = results.getFirst().equals(Done.ALL) ? duel.other : duel.one;
                for (Event event : loser.events()) {
                    assertThat(store().event(event.sequence())).isEmpty();
                }
                Change winner = loser.equals(duel.one) ? duel.other : duel.one;
                for (Settle move : loser.moves()) {
                    boolean moved =
                            winner.everyMove().stream().anyMatch(w -> w.id().equals(move.id()));
                    Call call = store().call(ProjectId.DEFAULT, move.id()).orElseThrow();
                    assertThat(call.equals(move.call())).isNotEqualTo(moved);
                }
            }
        }
    }

    /** Commits when the other is about to, too. */
    static List<Committed> meet(CyclicBarrier barrier, Store store, List<Change> changes)
            throws Exception {
        barrier.await();
        return store.commit(changes);
    }

    private Call accepted(Samples samples) {
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        return call;
    }

    private static Document named(String id) {
        return Document.create("endpoint", ProjectId.DEFAULT, id, Payload.of("{}"));
    }

    private static Change cancelled(Call one, Call other) {
        Instant end = START.plusSeconds(1);
        return Change.cancel(one, end).orElseThrow().and(Change.cancel(other, end).orElseThrow());
    }

    /** A first attempt that took so many microseconds. */
    private static Change attempted(Call call, CallState next, long micros) {
        Attempt sample = Samples.attempt(1);
        var attempt =
                new Attempt(
                        1,
                        sample.startedAt(),
                        new Timing(0, 0, 0, micros),
                        sample.status(),
                        sample.error(),
                        sample.requestHeaders(),
                        sample.responseHeaders(),
                        sample.responseBody());
        return Change.settle(new Settle(call, Optional.of(attempt), next, 1));
    }
}

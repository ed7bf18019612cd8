package dev.ringback.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallMoves;
import dev.ringback.kernel.port.Commits;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.StoreUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What those may rely on who commit changes ({@link Commits}) and move calls ({@link CallMoves}),
 * whatever the store of the engine.
 */
public interface CommitsContract extends StoreUnderTest {

    @Test
    default void whatManyCommitAtOnceIsOnDiskWhenTheyHearOfIt() {
        var samples = new Samples();
        List<Event> events = IntStream.range(0, 200).mapToObj(_ -> samples.event()).toList();
        try (var world = new IdleEngine(store(), List.of());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Boolean>> all =
                    events.stream()
                            .map(event ->
                                    CompletableFuture.supplyAsync(
                                            () -> isThereOnceCommitted(world, event), threads))
                            .toList();
            assertThat(all).allMatch(CompletableFuture::join);
            assertThat(world.commits()).isBetween(1, events.size());
        }
    }

    private boolean isThereOnceCommitted(IdleEngine world, Event event) {
        world.commit(Samples.accept(event));
        return store().event(event.sequence()).isPresent();
    }

    @Test
    default void aChangeIsCommittedWholeOrNotAtAll() {
        var samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        Document document = document();
        try (var world = new IdleEngine(store(), List.of())) {
            world.commit(Change.put(document));
            Change stale = Samples.accept(event, call).and(Change.put(document));
            assertThat(world.engine().commit(stale)).isInstanceOf(Committed.Stale.class);
        }
        assertThat(store().event(event.sequence())).isEmpty();
        assertThat(store().call(call.project(), call.id())).isEmpty();
    }

    @Test
    default void whoIsMadeBeforeTheEngineCommitsAloneUntilItIsThere() {
        var heard = new ConcurrentLinkedQueue<Change>();
        var samples = new Samples();
        var later = new EngineLater(store());
        Change before = Samples.accept(samples.event());
        Change after = Samples.accept(samples.event());
        assertThat(later.commit(before)).isEqualTo(Committed.Done.ALL);
        try (var world = new IdleEngine(store(), List.of(heard::add))) {
            later.attach(world.engine());
            assertThat(later.commit(after)).isEqualTo(Committed.Done.ALL);
        }
        assertThat(heard).containsExactly(after);
        assertThat(before.events()).allMatch(event -> store().event(event.sequence()).isPresent());
    }

    @Test
    default void twoThousandCallsAreCancelledInOneCommit() {
        var samples = new Samples();
        try (var world = new IdleEngine(store(), List.of())) {
            List<Call> calls = accepted(world, samples, 2_000);
            int before = world.commits();
            assertThat(world.engine().moves().cancel(calls)).isEqualTo(Committed.Done.ALL);
            assertThat(world.commits()).isEqualTo(before + 1);
        }
        assertThat(store().counts(ProjectId.DEFAULT, "delivery", Samples.LANE).cancelled())
                .isEqualTo(2_000);
    }

    @Test
    default void whereOneHasMovedSinceItWasReadNoneIs() {
        var samples = new Samples();
        try (var world = new IdleEngine(store(), List.of())) {
            List<Call> calls = accepted(world, samples, 3);
            CallMoves moves = world.engine().moves();
            Call gone = calls.get(1);
            assertThat(moves.cancel(gone.project(), gone.id())).isInstanceOf(Move.Moved.class);
            assertThat(moves.cancel(calls)).isInstanceOf(Committed.Stale.class);
            assertThat(moves.hasten(calls)).isInstanceOf(Committed.Stale.class);
            assertThat(state(calls.get(0))).isEqualTo(calls.get(0).state());
            assertThat(state(calls.get(2))).isEqualTo(calls.get(2).state());
        }
    }

    @Test
    default void whatIsFinishedIsNotMovedOneByOneAndPassedOverAmongMany() {
        var samples = new Samples();
        try (var world = new IdleEngine(store(), List.of())) {
            List<Call> calls = accepted(world, samples, 2);
            CallMoves moves = world.engine().moves();
            Call gone = calls.getFirst();
            assertThat(moves.cancel(gone.project(), gone.id())).isInstanceOf(Move.Moved.class);
            assertThat(moves.cancel(gone.project(), gone.id())).isInstanceOf(Move.Impossible.class);
            assertThat(moves.hasten(gone.project(), gone.id())).isInstanceOf(Move.Impossible.class);
            assertThat(moves.cancel(Samples.OTHER, gone.id())).isInstanceOf(Move.NotFound.class);
            List<Call> asTheyAre = calls.stream().map(this::read).toList();
            assertThat(moves.cancel(asTheyAre)).isEqualTo(Committed.Done.ALL);
            assertThat(calls).allMatch(call -> state(call) instanceof CallState.Cancelled);
        }
    }

    private static List<Call> accepted(IdleEngine world, Samples samples, int number) {
        List<Call> calls = new ArrayList<>();
        while (calls.size() < number) {
            Event event = samples.event();
            int more = Math.min(500, number - calls.size());
            List<Call> some = IntStream.range(0, more).mapToObj(_ -> samples.call(event)).toList();
            world.commit(Change.accept(List.of(event), some));
            calls.addAll(some);
        }
        return calls;
    }

    private Call read(Call call) {
        return store().call(call.project(), call.id()).orElseThrow();
    }

    private CallState state(Call call) {
        return read(call).state();
    }

    private static Document document() {
        return Document.create("committed", ProjectId.DEFAULT, "a", Payload.of("{}"));
    }
}

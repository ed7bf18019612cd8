package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.waits.MatchProgress.Piece;
import dev.ringback.testkit.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is known of waits in memory is bounded, and a guess where it can be made anew. */
final class WaitMemoryTest {

    private static final ProjectId PROJECT = ProjectId.DEFAULT;
    private static final Instant NOON = Samples.NOON;

    private final MemoryStore store = new MemoryStore();

    private WaitShapes shapes() {
        var shapes = new WaitShapes(store, Commits.alone(store));
        shapes.load(store.documents(WaitShape.KIND));
        return shapes;
    }

    @Test
    void shapesAreKnownAfterARestart() {
        WaitShapes shapes = shapes();
        shapes.add(PROJECT, new WaitShape("a", Optional.empty()));
        shapes.add(PROJECT, new WaitShape("a", Optional.of("data.id")));
        shapes.add(PROJECT, new WaitShape("a", Optional.of("data.id")));
        assertThat(store.documents(WaitShape.KIND)).hasSize(2);
        for (WaitShapes each : new WaitShapes[] {shapes, shapes()}) {
            assertThat(each.want(PROJECT, "a")).isTrue();
            assertThat(each.want(PROJECT, "b")).isFalse();
            assertThat(each.want(new ProjectId("other"), "a")).isFalse();
            assertThat(each.paths(PROJECT, "a"))
                    .containsExactlyInAnyOrder(Optional.empty(), Optional.of("data.id"));
        }
    }

    @Test
    void aShapeThatCannotBeKeptIsNotTakenForOneThatIs() {
        var failing = new WaitShapes(store, _ -> new Committed.Overloaded());
        WaitShape shape = new WaitShape("a", Optional.empty());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> failing.add(PROJECT, shape))
                    .isInstanceOf(StoreException.class);
        }
    }

    /** An app may make up names of events as it goes. */
    @Test
    void ofAProjectWithTooManyNamesEveryEventIsWanted() {
        WaitShapes shapes = shapes();
        for (int i = 0; i < KnownShapes.MOST_NAMES; i++) {
            shapes.isOnDisk(new WaitShape("name" + i, Optional.empty()).document(PROJECT));
        }
        assertThat(shapes.want(PROJECT, "more")).isFalse();
        shapes.add(PROJECT, new WaitShape("more", Optional.of("data.id")));
        shapes.add(PROJECT, new WaitShape("more", Optional.of("data.id")));
        assertThat(shapes.want(PROJECT, "more")).isTrue();
        assertThat(shapes.want(PROJECT, "none")).isTrue();
        assertThat(shapes.paths(PROJECT, "more")).containsExactly(Optional.of("data.id"));
        assertThat(shapes.paths(PROJECT, "none")).isEmpty();
        assertThat(shapes.paths(PROJECT, "name7")).containsExactly(Optional.empty());
    }

    @Test
    void oncePeopleWaitForFewNamesAgainTheyAreKnownAgain() {
        WaitShapes shapes = shapes();
        for (int i = 0; i < KnownShapes.MOST_NAMES; i++) {
            Document document = new WaitShape("name" + i, Optional.empty()).document(PROJECT);
            store.commit(List.of(Change.put(document)));
            shapes.isOnDisk(document);
        }
        shapes.add(PROJECT, new WaitShape("more", Optional.empty()));
        String prefix = WaitIndex.prefix("more", Optional.empty());
        String id = WaitIndex.id(prefix, 1, "step");
        store.commit(List.of(Change.put(OpenWait.named(PROJECT, id))));

        shapes.forget(PROJECT, new OpeningWaits());

        assertThat(store.documents(WaitShape.KIND)).hasSize(1);
        assertThat(shapes.want(PROJECT, "name7")).isFalse();
        assertThat(shapes.want(PROJECT, "more")).isTrue();
        assertThat(shapes.paths(PROJECT, "more")).containsExactly(Optional.empty());
    }

    @Test
    void aShapeOfAWaitThatIsAboutToBeginIsNotForgotten() {
        WaitShapes shapes = shapes();
        var opening = new OpeningWaits();
        String prefix = WaitIndex.prefix("a", Optional.empty());
        opening.add(PROJECT, WaitIndex.id(prefix, 1, "step"), NOON);
        shapes.add(PROJECT, new WaitShape("a", Optional.empty()));
        shapes.add(PROJECT, new WaitShape("b", Optional.empty()));

        shapes.forget(PROJECT, opening);

        assertThat(shapes.want(PROJECT, "a")).isTrue();
        assertThat(shapes.want(PROJECT, "b")).isFalse();
        assertThat(store.documents(WaitShape.KIND)).hasSize(1);
    }

    @Test
    void aShapeThatWasForgottenIsKeptAgainThoughNobodyHeardThatItWasForgotten() {
        Commits answersAreLost =
                change -> {
                    Committed committed = Commits.alone(store).commit(change);
                    return change.deletes().isEmpty() ? committed : new Committed.Unknown();
                };
        var shapes = new WaitShapes(store, answersAreLost);
        WaitShape shape = new WaitShape("a", Optional.empty());
        shapes.add(PROJECT, shape);
        shapes.forget(PROJECT, new OpeningWaits());
        assertThat(store.documents(WaitShape.KIND)).isEmpty();
        shapes.add(PROJECT, shape);
        assertThat(store.documents(WaitShape.KIND)).hasSize(1);
    }

    @Test
    void ofANameForWhichThereWasNoRoomTheDiskIsAskedEvenWhenThereIsRoomAgain() {
        var known = new KnownShapes();
        for (int i = 0; i < KnownShapes.MOST_NAMES; i++) {
            known.keep(new WaitShape("name" + i, Optional.empty()), true);
        }
        known.keep(new WaitShape("more", Optional.of("data.id")), true);
        known.forget(List.of("name7"));
        known.keep(new WaitShape("more", Optional.empty()), true);
        assertThat(known.paths("more")).isEmpty();
        assertThat(known.mayHave("more")).isTrue();
    }

    @Test
    void waitsThatBeginAreFoundByWhatTheyWaitForUntilTheyAreGivenUp() {
        var opening = new OpeningWaits();
        String prefix = WaitIndex.prefix("a", Optional.empty());
        String one = WaitIndex.id(prefix, 1, "step");
        String two = WaitIndex.id(prefix, 2, "step");
        opening.add(PROJECT, one, NOON);
        opening.add(PROJECT, two, NOON.plusSeconds(1));
        assertThat(opening.under(PROJECT, prefix, NOON)).containsExactlyInAnyOrder(one, two);
        assertThat(opening.under(new ProjectId("other"), prefix, NOON)).isEmpty();
        opening.remove(PROJECT, two);
        assertThat(opening.contains(PROJECT, two, NOON)).isFalse();
        assertThat(opening.contains(PROJECT, one, NOON)).isTrue();
        Instant late = NOON.plus(OpeningWaits.PATIENCE);
        assertThat(opening.contains(PROJECT, one, late)).isFalse();
    }

    @Test
    void aPieceThatDidNotGetToDiskIsDoneAgainInSmallerOnes() {
        var progress = new MatchProgress();
        Call call =
                Call.of(new CallId(7), PROJECT, Router.MATCH, new LaneId("waits:default"), 1, NOON);
        Piece first = progress.begin(call.id());
        assertThat(first.matches()).isEqualTo(100);
        Piece next = new Piece("b", Optional.of("c"), Set.of(), 100, 0);
        progress.done(call.id(), first, next);
        Piece again = progress.begin(call.id());
        assertThat(again.prefix()).isEqualTo(first.prefix());
        assertThat(again.matches()).isEqualTo(25);
        progress.done(call.id(), again, next);
        progress.settled(settle(call, new CallState.Waiting(NOON)));
        assertThat(progress.begin(call.id())).isEqualTo(next);
        progress.settled(settle(call, new CallState.Succeeded(NOON)));
        assertThat(progress.begin(call.id())).isEqualTo(Piece.FIRST);
    }

    private static Settle settle(Call call, CallState next) {
        return new Settle(call, Optional.empty(), next, 0);
    }
}

package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.OTHER;
import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.DocumentQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A document is changed only by who has read its last revision. */
public interface DocumentContract extends StoreUnderTest {

    /** A new endpoint document of the default project. */
    static Document endpoint(String id) {
        return Document.create("endpoint", ProjectId.DEFAULT, id, Payload.of("{\"id\":1}"));
    }

    @Test
    default void documentsAreFoundByKindAndByName() {
        Document one = endpoint("ep_1");
        Document theirs = Document.create("endpoint", OTHER, "ep_1", Payload.EMPTY).until(START);
        Document key = Document.create("key", ProjectId.DEFAULT, "ep_1", Payload.of("k"));
        done(Change.put(one, theirs, key));
        assertThat(store().documents("endpoint")).containsExactlyInAnyOrder(one, theirs);
        assertThat(store().documents("nothing")).isEmpty();
        assertThat(store().document("endpoint", ProjectId.DEFAULT, "ep_1")).contains(one);
        assertThat(store().document("endpoint", OTHER, "ep_1")).contains(theirs);
        assertThat(store().document("key", OTHER, "ep_1")).isEmpty();
    }

    @Test
    default void documentsOfAProjectAreListedByIdInPages() {
        Document one = endpoint(Sequence.text("ep_", 1));
        Document two = endpoint(Sequence.text("ep_", 20));
        Document three = endpoint(Sequence.text("ep_", 300));
        Document theirs = Document.create("endpoint", OTHER, two.id(), Payload.EMPTY);
        Document key = Document.create("key", ProjectId.DEFAULT, two.id(), Payload.EMPTY);
        done(Change.put(two, three, one, theirs, key));
        assertThat(page(false, Optional.empty(), 2)).containsExactly(one, two);
        assertThat(page(false, Optional.of(two.id()), 2)).containsExactly(three);
        assertThat(page(true, Optional.empty(), 2)).containsExactly(three, two);
        assertThat(page(true, Optional.of(two.id()), 2)).containsExactly(one);
        assertThat(page(true, Optional.of(one.id()), 2)).isEmpty();
    }

    @Test
    default void documentsOfAProjectAreListedByPrefixInPages() {
        Document other = endpoint("run_1");
        Document one = endpoint("run_1:" + Sequence.text("step_", 1));
        Document two = endpoint("run_1:" + Sequence.text("step_", 20));
        Document last = endpoint("run_1:z");
        Document longer = endpoint("run_10:" + Sequence.text("step_", 1));
        Document theirs = Document.create("endpoint", OTHER, two.id(), Payload.EMPTY);
        done(Change.put(last, longer, two, one, other, theirs));
        done(Change.put(endpoint("run_2:0"), endpoint("run1:0"), endpoint("RUN_1:0")));
        assertThat(behind("run_1:", false, Optional.empty(), 9)).containsExactly(one, two, last);
        assertThat(behind("run_1:", true, Optional.empty(), 9)).containsExactly(last, two, one);
        assertThat(behind("run_1:", false, Optional.empty(), 2)).containsExactly(one, two);
        assertThat(behind("run_1:", false, Optional.of(two.id()), 2)).containsExactly(last);
        assertThat(behind("run_1:", true, Optional.of(two.id()), 2)).containsExactly(one);
        assertThat(behind("run_1", false, Optional.empty(), 9))
                .containsExactlyInAnyOrder(other, one, two, last, longer);
        assertThat(behind("run_3", false, Optional.empty(), 9)).isEmpty();
        assertThat(behind("%", false, Optional.empty(), 9)).isEmpty();
    }

    /** Ids of parts, as what waits for an event has them: all come, page by page, each once. */
    @Test
    default void documentsWithIdsOfManyPartsAreListedByPrefixInPages() {
        String prefix = "5e0336e6c6dbb2f0.";
        List<String> keys =
                List.of("da39a3ee5e6b4b0d3255bfef95601890afd80709", "cancel-0", "a.b:c");
        List<Document> mine = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String run = Sequence.text("", 1L << i) + "." + keys.get(i % 3);
            mine.add(endpoint(prefix + "any." + run));
            done(Change.put(mine.getLast(), endpoint(prefix + "0123456789abcdef." + run)));
        }
        List<Document> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        List<Document> page = behind(prefix + "any.", false, after, 7);
        while (!page.isEmpty()) {
            found.addAll(page);
            after = Optional.of(page.getLast().id());
            page = behind(prefix + "any.", false, after, 7);
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(mine);
    }

    private List<Document> behind(
            String prefix, boolean descending, Optional<String> after, int limit) {
        return store().documents(
                        new DocumentQuery(
                                "endpoint", ProjectId.DEFAULT, prefix, descending, after, limit));
    }

    private List<Document> page(boolean descending, Optional<String> after, int limit) {
        return store().documents(
                        new DocumentQuery("endpoint", ProjectId.DEFAULT, descending, after, limit));
    }

    @Test
    default void aRevisionReplacesTheOneBefore() {
        Document first = endpoint("ep_1");
        Document second = first.revise(Payload.of("{\"id\":2}")).until(START);
        done(Change.put(first));
        done(Change.put(second));
        assertThat(store().documents("endpoint")).containsExactly(second);
    }

    @Test
    default void aDocumentIsCreatedOnce() {
        done(Change.put(endpoint("ep_1")));
        assertThat(stale(Change.put(endpoint("ep_1")))).contains("exists already");
        assertThat(stale(Change.put(endpoint("ep_2").revise(Payload.EMPTY))))
                .contains("does not exist");
        assertThat(store().documents("endpoint")).containsExactly(endpoint("ep_1"));
    }

    @Test
    default void aLostUpdateIsRefused() {
        Document first = endpoint("ep_1");
        Document mine = first.revise(Payload.of("mine"));
        Document theirs = first.revise(Payload.of("theirs"));
        done(Change.put(first));
        List<Committed> committed = store().commit(List.of(Change.put(mine), Change.put(theirs)));
        assertThat(committed.get(0)).isEqualTo(Committed.Done.ALL);
        assertThat(committed.get(1)).isInstanceOf(Committed.Stale.class);
        assertThat(store().documents("endpoint")).containsExactly(mine);
        assertThat(stale(Change.delete(first))).contains("revision 2");
        done(Change.delete(mine));
        assertThat(store().documents("endpoint")).isEmpty();
        assertThat(stale(Change.delete(mine))).contains("does not exist");
    }

    @Test
    default void anotherRevisionUndoesTheWholeChange() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        done(Change.put(endpoint("ep_1")));
        Event follows = samples.event();
        stale(
                attempted(call, new CallState.Succeeded(START))
                        .and(accept(follows, samples.call(follows)))
                        .and(Change.put(endpoint("ep_2"), endpoint("ep_1"))));
        assertThat(store().call(call.project(), call.id())).contains(call);
        assertThat(store().attempts(call.id())).isEmpty();
        assertThat(store().event(follows.sequence())).isEmpty();
        assertThat(store().document("endpoint", ProjectId.DEFAULT, "ep_2")).isEmpty();
    }

    @Test
    default void documentsComeWithEventsAndCalls() {
        Samples samples = new Samples();
        Event event = samples.event();
        Change change = accept(event, samples.call(event)).and(Change.put(endpoint("ep_1")));
        done(change);
        done(change);
        assertThat(store().document("endpoint", ProjectId.DEFAULT, "ep_1"))
                .contains(endpoint("ep_1"));
        assertThat(store().due(Samples.LANE, false, 10)).hasSize(1);
    }

    @Test
    default void manyChangesWithDocumentsInOneGroupAreJudgedEachForItself() {
        Samples samples = new Samples();
        done(Change.put(endpoint("ep_taken")));
        List<Change> group = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Event event = samples.event();
            Document document = endpoint(i % 3 == 1 ? "ep_taken" : "ep_" + i);
            group.add(accept(event, samples.call(event)).and(Change.put(document)));
        }
        List<Committed> committed = store().commit(group);
        for (int i = 0; i < 9; i++) {
            boolean fits = i % 3 != 1;
            assertThat(committed.get(i).equals(Committed.Done.ALL))
                    .as("change %d", i)
                    .isEqualTo(fits);
            long sequence = group.get(i).events().getFirst().sequence();
            assertThat(store().event(sequence).isPresent()).as("event %d", i).isEqualTo(fits);
        }
        assertThat(store().documents("endpoint")).hasSize(7);
        assertThat(store().due(Samples.LANE, false, 10)).hasSize(6);
    }

    @Test
    default void changesOfOneDocumentInOneGroupFollowEachOther() {
        Document first = endpoint("ep_1");
        Document second = first.revise(Payload.of("second"));
        Document third = second.revise(Payload.of("third"));
        List<Committed> committed =
                store().commit(
                                List.of(
                                        Change.put(first),
                                        Change.put(second),
                                        Change.put(second),
                                        Change.put(third),
                                        Change.delete(third)));
        assertThat(committed)
                .extracting(Committed.Done.ALL::equals)
                .containsExactly(true, true, false, true, true);
        assertThat(store().documents("endpoint")).isEmpty();
    }

    @Test
    default void aRepeatedChangeDoesNotBringItsDocumentsBack() {
        Samples samples = new Samples();
        Event event = samples.event();
        Change made = accept(event, samples.call(event)).and(Change.put(endpoint("ep_1")));
        Call replayed = samples.call(event);
        Change replay =
                Change.accept(List.of(), List.of(replayed)).and(Change.put(endpoint("ep_2")));
        Call call = samples.call(event);
        done(Change.accept(List.of(), List.of(call)));
        Change ended =
                attempted(call, new CallState.Succeeded(START)).and(Change.put(endpoint("ep_3")));
        List<Change> all = List.of(made, replay, ended);
        all.forEach(this::done);
        done(Change.delete(endpoint("ep_1"), endpoint("ep_2"), endpoint("ep_3")));
        Event other = samples.event();
        Change fresh = accept(other, samples.call(other)).and(Change.put(endpoint("ep_4")));
        List<Change> group = new ArrayList<>(all);
        group.add(fresh);
        assertThat(store().commit(group)).containsOnly(Committed.Done.ALL);
        assertThat(store().documents("endpoint")).containsExactly(endpoint("ep_4"));
    }
}

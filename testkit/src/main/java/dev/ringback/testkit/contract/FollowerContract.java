package dev.ringback.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.StoreUnderTest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a {@link Follower} may rely on, whatever the store of its engine. */
public interface FollowerContract extends StoreUnderTest {

    /** Its documents are what is followed here. */
    String KIND = "followed";

    @Test
    default void aFollowerHearsOfAChangeBeforeWhoeverAskedForIt() {
        var heard = new ConcurrentLinkedQueue<Change>();
        try (var world = new IdleEngine(store(), List.of(heard::add))) {
            for (int i = 0; i < 100; i++) {
                Change change = Change.put(document("d" + i));
                assertThat(world.engine().commit(change)).isEqualTo(Committed.Done.ALL);
                assertThat(heard).hasSize(i + 1).contains(change);
            }
        }
    }

    @Test
    default void followersHearOfEachChangeInTheirOrder() {
        var heard = new ConcurrentLinkedQueue<String>();
        List<Follower> three =
                List.of(_ -> heard.add("first"), _ -> heard.add("second"), _ -> heard.add("third"));
        try (var world = new IdleEngine(store(), three)) {
            world.commit(Change.put(document("a")));
            world.commit(Change.put(document("b")));
        }
        assertThat(heard).containsExactly("first", "second", "third", "first", "second", "third");
    }

    /** All revise what they have read at the same time, so that most are stale at first. */
    @Test
    default void manyWhoWriteTheSameAreHeardInTheOrderInWhichTheyGotToDisk() {
        int writers = 8;
        int each = 20;
        var heard = new ConcurrentLinkedQueue<Change>();
        store().commit(List.of(Change.put(document("shared"))));
        try (var world = new IdleEngine(store(), List.of(heard::add));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> all =
                    IntStream.range(0, writers)
                            .mapToObj(_ ->
                                    CompletableFuture.runAsync(() -> revise(world, each), threads))
                            .toList();
            all.forEach(CompletableFuture::join);
        }
        assertThat(heard)
                .extracting(change -> change.puts().getFirst().revision())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(2, 1 + writers * each).boxed().toList());
    }

    private void revise(IdleEngine world, int times) {
        for (int done = 0; done < times; ) {
            Document before = read("shared").orElseThrow();
            Change change = Change.put(before.revise(Payload.of("x")));
            if (world.engine().commit(change) instanceof Committed.Done) {
                done++;
            }
        }
    }

    @Test
    default void whatIsFollowedIsWhatIsOnDisk() {
        Set<Document> followed = new HashSet<>();
        Follower follower =
                change -> {
                    change.deletes().forEach(followed::remove);
                    change.puts().forEach(put -> replace(followed, put));
                };
        try (var world = new IdleEngine(store(), List.of(follower))) {
            Document a = document("a");
            Document b = document("b");
            world.commit(Change.put(a, b));
            world.commit(Change.put(a.revise(Payload.of("more"))).and(Change.delete(b)));
            world.commit(Change.put(document("c")));
        }
        assertThat(store().documents(KIND)).containsExactlyInAnyOrderElementsOf(followed);
    }

    private static void replace(Set<Document> all, Document by) {
        all.removeIf(each -> each.id().equals(by.id()));
        all.add(by);
    }

    @Test
    default void whatIsStaleIsNotHeard() {
        var heard = new ConcurrentLinkedQueue<Change>();
        try (var world = new IdleEngine(store(), List.of(heard::add))) {
            Change first = Change.put(document("a"));
            world.commit(first);
            assertThat(world.engine().commit(first)).isInstanceOf(Committed.Stale.class);
            assertThat(heard).containsExactly(first);
        }
    }

    @Test
    default void anEventThatWasThereAlreadyIsHeardAllTheSame() {
        var heard = new ConcurrentLinkedQueue<Change>();
        var samples = new Samples();
        Event event = samples.given("same");
        Event again = samples.given("same");
        try (var world = new IdleEngine(store(), List.of(heard::add))) {
            world.commit(Change.accept(List.of(event), List.of()));
            assertThat(world.engine().commit(Change.accept(List.of(again), List.of())))
                    .isEqualTo(new Committed.Done(Set.of(again.sequence())));
            assertThat(heard).hasSize(2);
        }
    }

    @Test
    default void theBugOfOneKeepsNobodyFromHearingAndIsReported() {
        var bug = new IllegalStateException("a bug");
        var error = new LinkageError("another");
        var heard = new ConcurrentLinkedQueue<Change>();
        List<Follower> all =
                List.of(
                        _ -> {
                            throw bug;
                        },
                        heard::add,
                        _ -> {
                            throw error;
                        },
                        heard::add);
        Change change = Change.put(document("a"));
        try (var world = new IdleEngine(store(), all)) {
            world.commit(change);
            assertThat(heard).containsExactly(change, change);
            assertThat(world.bugs()).containsExactly(bug, error);
            world.commit(Change.put(document("b")));
            assertThat(heard).hasSize(4);
        }
    }

    private static Document document(String id) {
        return Document.create(KIND, ProjectId.DEFAULT, id, Payload.of("{}"));
    }

    private Optional<Document> read(String id) {
        return store().document(KIND, ProjectId.DEFAULT, id);
    }
}

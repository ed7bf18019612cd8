package dev.ringback.server.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.net.wire.queue.QueueReader;
import dev.ringback.server.access.Quota;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.receiving.outbound.FetchedKeySets;
import dev.ringback.server.schemas.Schemas;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceCodec;
import dev.ringback.server.sources.SourceQueue;
import dev.ringback.server.sources.Sources;
import dev.ringback.server.sources.SubjectTimes;
import dev.ringback.server.transforms.Transforms;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How messages of a queue get to disk, and how its server is asked again. */
class ConsumingTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ManualTime time = ManualTime.atNoon();
    private final MemoryStore store = new MemoryStore();
    private final List<Change> commits = new ArrayList<>();
    private final Deque<Committed> refusals = new ArrayDeque<>();

    /** What is heard of commits whose answers are lost. */
    private final Deque<Committed> lost = new ArrayDeque<>();

    private final ByteBudget budget = new ByteBudget(64 << 20, 8 << 20);
    private final Vault vault = new Vault(List.of(VaultKey.generate(RANDOM)), RANDOM);
    private final SeededIds ids = new SeededIds(1);
    private final Transforms transforms = new Transforms(budget);
    private final Schemas schemas = new Schemas(budget);
    private final Receiver receiver = receiver(this::commit);
    private final MessageTaking taking =
            new MessageTaking(receiver, Quota.ENDLESS, new Places(10), budget);
    private final Source source =
            SomeSource.of("redis", 1, time.now())
                    .reading(
                            Optional.of(
                                    new SourceQueue(
                                            URI.create("redis://127.0.0.1"),
                                            new Destination.RedisStream("orders", Optional.empty()),
                                            SourceQueue.GROUP)));
    private final LiveSource live = LiveSource.of(source);

    /** Gives each event to somebody. */
    private final class ToSomebody implements Publisher {

        @Override
        public Change publish(List<Event> events) {
            return Change.accept(events, events.stream().map(this::call).toList());
        }

        @Override
        public Change address(Event event, LaneId lane) {
            return publish(List.of(event));
        }

        private Call call(Event event) {
            return Call.of(
                    new CallId(ids.next()),
                    event.project(),
                    "delivery",
                    new LaneId("somebody"),
                    event.sequence(),
                    event.acceptedAt());
        }
    }

    private Receiver receiver(Commits disk) {
        var making = new Making(transforms, new SubjectTimes(store), time, ids);
        var seen = new FirstSeen(store, time);
        var filters = new Filters(true, _ -> {});
        var intake = new Taking(making, schemas, new ToSomebody(), disk, seen, filters);
        var rejections = new Rejections(store, disk, new RejectedCodec(vault), time, ids);
        var keys =
                new FetchedKeySets(
                        (_, _) -> {
                            throw new AssertionError("nothing is fetched");
                        },
                        time::nanos);
        return new Receiver(keys, intake, rejections, disk, ids, (_, _) -> {});
    }

    private Committed commit(Change change) {
        commits.add(change);
        if (!refusals.isEmpty()) {
            return refusals.removeFirst();
        }
        Committed result = store.commit(List.of(change)).getFirst();
        return lost.isEmpty() ? result : lost.removeFirst();
    }

    @AfterEach
    void close() {
        transforms.close();
        schemas.close();
    }

    private static QueueMessage message(String id, String body) {
        return new QueueMessage(
                "orders/" + id, List.of(new Header(QueueMessage.ID, id)), Payload.of(body), id);
    }

    private static List<QueueMessage> messages(int count) {
        return IntStream.range(0, count).mapToObj(each -> message("m" + each, "{}")).toList();
    }

    private Optional<String> take(MessageGroup group) {
        return taking.take(live, group, time.now());
    }

    private List<String> keys() {
        return commits.stream()
                .flatMap(each -> each.events().stream())
                .map(each -> each.arrived().orElseThrow().key())
                .toList();
    }

    private long stored() {
        return commits.stream()
                .flatMap(each -> each.events().stream())
                .map(Event::sequence)
                .distinct()
                .filter(each -> store.event(each).isPresent())
                .count();
    }

    @Test
    void whatCameTogetherIsOneCommitInItsOrder() {
        var group = new MessageGroup(messages(50));

        assertThat(take(group)).isEmpty();
        assertThat(group.isDone()).isTrue();
        assertThat(commits).hasSize(1);
        assertThat(keys())
                .containsExactlyElementsOf(
                        messages(50).stream().map(QueueMessage::receipt).toList());
        assertThat(commits.getFirst().events())
                .extracting(Event::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsLargeIsNotHeldTogether() {
        String large = "\"" + "x".repeat(400_000) + "\"";
        var group =
                new MessageGroup(
                        IntStream.range(0, 5).mapToObj(i -> message("m" + i, large)).toList());
        while (!group.isDone()) {
            assertThat(take(group)).isEmpty();
        }

        assertThat(commits).extracting(each -> each.events().size()).containsExactly(2, 2, 1);
    }

    @Test
    void aRepeatAmongThemIsLinkedAndTheOthersAreTakenOnce() {
        var group =
                new MessageGroup(
                        List.of(
                                message("a", "{}"),
                                message("b", "{}"),
                                message("a", "{}"),
                                message("c", "{}")));

        assertThat(take(group)).isEmpty();
        assertThat(group.isDone()).isTrue();
        assertThat(stored()).isEqualTo(4);
        assertThat(
                        commits.stream()
                                .flatMap(each -> each.events().stream())
                                .filter(each ->
                                        each.arrived().orElseThrow().duplicateOf().isPresent()))
                .hasSize(1);
    }

    @Test
    void whatHasToWaitIsMadeOnceAndKeepsItsOrder() {
        var group =
                new MessageGroup(
                        List.of(
                                message(
                                        "a",
                                        "{\"subject\":\"s\",\"timestamp\":\"2026-01-01T00:00:00Z\"}"),
                                message(
                                        "b",
                                        "{\"subject\":\"s\",\"timestamp\":\"2026-01-02T00:00:00Z\"}")));
        refusals.add(new Committed.Overloaded());

        assertThat(take(group)).isPresent();
        assertThat(group.size()).isEqualTo(2);
        assertThat(take(group)).isEmpty();
        assertThat(commits).hasSize(2);
        assertThat(commits.getLast().events()).isEqualTo(commits.getFirst().events());
        assertThat(commits.getLast().events())
                .noneMatch(each -> each.arrived().orElseThrow().superseded());
    }

    @Test
    void whereTheStoreFailsEachIsTriedUntilOneHasToWait() {
        var group = new MessageGroup(messages(3));
        refusals.add(new Committed.Failed(new IllegalStateException("no")));
        refusals.add(new Committed.Unknown());

        assertThat(take(group)).isPresent();
        assertThat(group.size()).isEqualTo(3);
        assertThat(take(group)).isEmpty();
        assertThat(group.isDone()).isTrue();
        assertThat(stored()).isEqualTo(3);
        assertThat(keys().subList(keys().size() - 3, keys().size()))
                .containsExactly("m0", "m1", "m2");
    }

    /** What the store has of all that was committed: those that are no repeats get one call. */
    private void assertEachIsStoredAndGivenOnce(String... keys) {
        var events =
                commits.stream()
                        .flatMap(each -> each.events().stream())
                        .map(Event::sequence)
                        .distinct()
                        .flatMap(each -> store.event(each).stream())
                        .toList();
        assertThat(events)
                .extracting(each -> each.arrived().orElseThrow().key())
                .containsExactly(keys);
        assertThat(events)
                .noneMatch(each -> each.arrived().orElseThrow().duplicateOf().isPresent())
                .allMatch(each -> store.callsOf(each.project(), each.sequence(), 10).size() == 1);
    }

    @Test
    void whatIsOnDiskThoughItsAnswerWasLostIsStoredAndGivenOnce() {
        var group = new MessageGroup(messages(3));
        lost.add(new Committed.Unknown());

        assertThat(take(group)).isPresent();
        assertThat(group.size()).isEqualTo(3);
        assertThat(take(group)).isEmpty();
        assertThat(group.isDone()).isTrue();
        assertEachIsStoredAndGivenOnce("m0", "m1", "m2");
    }

    @Test
    void whatIsOnDiskThoughTheStoreSeemedToFailIsStoredAndGivenOnce() {
        var group = new MessageGroup(messages(3));
        lost.add(new Committed.Failed(new IllegalStateException("broken off")));

        assertThat(take(group)).isEmpty();
        assertThat(group.isDone()).isTrue();
        assertEachIsStoredAndGivenOnce("m0", "m1", "m2");
    }

    @Test
    void whatIsBehindOneWhoseAnswerWasLostIsRememberedAsWell() {
        var group = new MessageGroup(messages(3));
        refusals.add(new Committed.Failed(new IllegalStateException("no")));
        lost.add(new Committed.Unknown());

        assertThat(take(group)).isPresent();
        assertThat(group.size()).isEqualTo(3);
        assertThat(take(group)).isEmpty();
        assertEachIsStoredAndGivenOnce("m0", "m1", "m2");
        commits.clear();
        assertThat(take(new MessageGroup(messages(3)))).isEmpty();
        assertThat(commits.getLast().events().getFirst().arrived().orElseThrow().duplicateOf())
                .isPresent();
    }

    @Test
    void whoeverCannotBeToldThatAllIsDoneIsAskedLessAndLess() {
        var opened = new AtomicInteger();
        var sources = new Sources(new SourceCodec(vault));
        sources.load(List.of(new SourceCodec(vault).encode(source)));
        var consumers =
                new Consumers(
                        sources,
                        (_, _, _, _, _, _) -> {
                            opened.incrementAndGet();
                            return new Deaf();
                        },
                        taking,
                        time);
        consumers.start();
        for (int i = 0; i < 4; i++) {
            Eventually.until("it rests", () -> time.pendingAlarms() == 1);
            assertThat(time.nextAlarm()).hasValue(time.now().plus(Duration.ofSeconds(1L << i)));
            assertThat(opened).hasValue(i + 1);
            assertThat(consumers.status(source).orElseThrow().problem()).hasValue("403 no XACK");
            assertThat(time.advanceToNextAlarm()).isTrue();
        }
        consumers.close();
    }

    @Test
    void anErrorIsNotTheEndOfReading() {
        var opened = new AtomicInteger();
        var sources = new Sources(new SourceCodec(vault));
        sources.load(List.of(new SourceCodec(vault).encode(source)));
        var consumers =
                new Consumers(
                        sources,
                        (_, _, _, _, _, _) -> {
                            opened.incrementAndGet();
                            throw new StackOverflowError("of a library");
                        },
                        taking,
                        time);
        consumers.start();
        for (int i = 0; i < 3; i++) {
            Eventually.until("it rests", () -> time.pendingAlarms() == 1);
            assertThat(opened).hasValue(i + 1);
            assertThat(consumers.status(source).orElseThrow().state()).isEqualTo("away");
            assertThat(time.advanceToNextAlarm()).isTrue();
        }
        consumers.close();
    }

    /** Always has a message, and does not hear that it is done with. */
    private static final class Deaf implements QueueReader {

        @Override
        public List<QueueMessage> next() {
            return messages(1);
        }

        @Override
        public void done(List<QueueMessage> messages) throws RefusedException {
            throw new RefusedException(403, "no XACK", false);
        }

        @Override
        public void close() {
            // There is nothing.
        }
    }
}

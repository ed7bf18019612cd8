package dev.ringback.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.sightings.SightingContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The move of everything from one database to the other. */
class SqliteToPostgresTest {

    private static final Payload ODD =
            Payload.of(new byte[] {0, 1, '\\', '\n', '\t', -1, -128, 92});

    private static final long LAST = Long.MAX_VALUE;

    private static final String ODD_ID = "\\N \t \n \r \\. \u2603 \"'";

    @TempDir Path directory;

    private final Samples samples = new Samples();
    private final List<Event> events = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private String url;

    @BeforeEach
    void fill() throws Exception {
        url = PostgresServer.freshDatabase();
        try (Store store = SqliteStore.open(directory)) {
            for (int i = 0; i < 300; i++) {
                Event event = event(i);
                Call call = samples.call(event);
                store.commit(List.of(Samples.accept(event, call)));
                events.add(event);
                calls.add(call);
            }
            store.commit(
                    List.of(
                            Samples.attempted(
                                    calls.get(0), Samples.succeeded(Duration.ofSeconds(1))),
                            Samples.attempted(
                                    calls.get(1),
                                    new CallState.Waiting(Samples.START.plusSeconds(60))),
                            Change.put(document(ODD_ID), document("b")),
                            Change.seen(SightingContract.seen("a", events.get(7)))));
        }
    }

    private Event event(int number) {
        return switch (number) {
            case 3 -> Samples.renamed(samples.event(), "given:3");
            case 4 -> Samples.carrying(samples.event(), ODD);
            case 5 -> Samples.carrying(samples.event(), Payload.of(new byte[0]));
            case 7 -> Samples.arrived(samples.event(), "src_1", ODD_ID);
            case 8 ->
                    samples.event()
                            .from(
                                    new Arrived(
                                            "src_1",
                                            "",
                                            OptionalLong.of(events.get(7).sequence()),
                                            true,
                                            ODD));
            case 9 -> samples.event().from(new Made("key", "\\N \u2603 \"'"));
            case 6 -> samples.event(Samples.OTHER, "other.type", Samples.START);
            default -> samples.event();
        };
    }

    private static Document document(String id) {
        return Document.create("kind", ProjectId.DEFAULT, id, ODD).until(Samples.START);
    }

    @Test
    void everythingIsThereUnderTheSameIds() {
        Map<String, Long> moved = SqliteToPostgres.move(directory, url);

        assertThat(moved)
                .containsEntry("events", 300L)
                .containsEntry("of them waiting", 299L)
                .containsEntry("attempts", 2L)
                .containsEntry("documents", 2L)
                .containsEntry("sightings", 1L)
                .containsEntry("calls by the counters", 300L);
        try (Store store = PostgresOwner.open(url)) {
            for (Event event : events) {
                assertThat(store.event(event.sequence())).contains(event);
                assertThat(store.event(event.project(), event.id())).contains(event);
            }
            assertThat(store.attempts(calls.getFirst().id())).containsExactly(Samples.attempt(1));
            assertThat(store.call(ProjectId.DEFAULT, calls.get(0).id()).orElseThrow().state())
                    .isEqualTo(Samples.succeeded(Duration.ofSeconds(1)));
            assertThat(store.document("kind", ProjectId.DEFAULT, ODD_ID))
                    .contains(document(ODD_ID));
            assertThat(store.seen(SightingContract.key("a"), Samples.START))
                    .hasValue(events.get(7).sequence());
            assertThat(store.due(Samples.LANE, false, 1_000)).hasSize(298);
            assertThat(store.due(Samples.LANE, true, 1_000)).hasSize(1);
        }
    }

    @Test
    void whatIsListedByItsTypeIsListedThere() {
        Event rare = events.get(6);
        Call soon = calls.get(6);
        Call late =
                Call.of(
                        new CallId(soon.id().value() + (1L << 40)),
                        rare.project(),
                        soon.kind(),
                        soon.lane(),
                        rare.sequence(),
                        Samples.START);
        try (Store store = SqliteStore.open(directory)) {
            store.commit(List.of(Change.accept(List.of(), List.of(late))));
        }

        SqliteToPostgres.move(directory, url);

        Optional<String> type = Optional.of(rare.type());
        Optional<Instant> any = Optional.empty();
        try (Store store = PostgresOwner.open(url)) {
            var heads = new EventQuery(rare.project(), type, Optional.empty(), any, any, LAST, 10);
            assertThat(store.events(heads).entries())
                    .extracting(EventHead::sequence)
                    .containsExactly(rare.sequence());
            assertThat(
                            store.calls(
                                            new CallQuery(
                                                    rare.project(),
                                                    Optional.empty(),
                                                    Optional.empty(),
                                                    Optional.empty(),
                                                    Optional.empty(),
                                                    type,
                                                    any,
                                                    any,
                                                    LAST,
                                                    10))
                                    .entries())
                    .containsExactly(late, soon);
        }
    }

    @Test
    void theOldDatabaseIsNotUsedAnyMore() {
        SqliteToPostgres.move(directory, url);

        assertThat(directory.resolve(SqliteStore.FILE)).doesNotExist();
        assertThat(directory.resolve(SqliteStore.MOVED)).isNotEmptyFile();
        assertThat(new DataDirectory(directory).waiting()).isZero();
        assertThatThrownBy(() -> SqliteToPostgres.move(directory, url))
                .hasMessageContaining("no database in " + directory);
    }

    @Test
    void aDatabaseThatHoldsDataIsRefusedAndNothingChanges() {
        Document theirs = document("theirs");
        try (Store target = PostgresOwner.open(url)) {
            target.commit(List.of(Change.put(theirs)));
        }

        assertThatThrownBy(() -> SqliteToPostgres.move(directory, url))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("holds data already")
                .hasMessageNotContaining("postgres@");

        assertThat(new DataDirectory(directory).waiting()).isEqualTo(299);
        try (Store target = PostgresOwner.open(url)) {
            assertThat(target.documents("kind")).containsExactly(theirs);
            assertThat(target.event(events.getFirst().sequence())).isEmpty();
        }
    }

    @Test
    void whatCannotBeWrittenWholeIsNotWrittenAtAll() throws Exception {
        try (Store _ = PostgresOwner.open(url)) {
            // Makes the tables.
        }
        PostgresServer.executeIn(
                url, "ALTER TABLE document ADD CONSTRAINT small CHECK (id <> 'b')");

        assertThatThrownBy(() -> SqliteToPostgres.move(directory, url))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be moved");

        assertThat(new DataDirectory(directory).waiting()).isEqualTo(299);
        try (Store target = PostgresOwner.open(url)) {
            assertThat(target.event(events.getFirst().sequence())).isEmpty();
        }
    }

    @Test
    void aMoveThatWasCutOffBeforeTheOldDatabaseWasRenamedIsFinished() throws Exception {
        Path copy = Files.createDirectory(directory.resolve("copy"));
        Files.copy(directory.resolve(SqliteStore.FILE), copy.resolve(SqliteStore.FILE));
        SqliteToPostgres.move(directory, url);

        assertThat(SqliteToPostgres.move(copy, url)).containsEntry("events", 300L);

        assertThat(copy.resolve(SqliteStore.MOVED)).isNotEmptyFile();
    }

    @Test
    void whatAServerUsesIsNotMoved() {
        try (Store _ = SqliteStore.open(directory)) {
            assertThatThrownBy(() -> SqliteToPostgres.move(directory, url))
                    .hasMessageContaining("uses the data directory " + directory);
        }
        try (Store _ = PostgresOwner.open(url)) {
            assertThatThrownBy(() -> SqliteToPostgres.move(directory, url))
                    .hasMessageContaining("Another Ringback process owns the database");
        }
        assertThat(new DataDirectory(directory).waiting()).isEqualTo(299);
    }
}

package dev.ringback.server.functions.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.server.events.FanOut;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.functions.events.EventAnswer;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.testkit.MemoryStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class EventTakingTest {

    private static final Instant NOW = Instant.parse("2026-11-29T16:56:25.798Z");
    private static final ProjectId PROJECT = ProjectId.DEFAULT;

    private final MemoryStore store = new MemoryStore();
    private final Queue<Committed> results = new ArrayDeque<>();

    /** Commits, unless a test says what comes of it. */
    private final Commits commits =
            change -> {
                Committed result = results.poll();
                return result == null ? store.commit(List.of(change)).getFirst() : result;
            };

    private static Event event(long sequence, String id) {
        return new Event(
                sequence,
                PROJECT,
                new EventId(id),
                "a",
                "",
                NOW,
                NOW,
                Event.JSON,
                Payload.of("{}"));
    }

    /** Events go to nobody, but for fan-outs that are left behind cursors. */
    private static Publisher publisher(Document... cursors) {
        return new Publisher() {

            @Override
            public Change publish(List<Event> events) {
                return Change.accept(events, List.of()).and(Change.put(cursors));
            }

            @Override
            public Change address(Event event, LaneId lane) {
                return Change.accept(List.of(event), List.of());
            }
        };
    }

    private EventAnswer take(Event... events) {
        return new EventTaking(publisher(), _ -> false, commits, new KnownEvents(store))
                .take(PROJECT, List.of(events));
    }

    private static String ids(long... sequences) {
        return "{\"ids\":[%s],\"status\":200}"
                .formatted(
                        String.join(
                                ",",
                                Arrays.stream(sequences)
                                        .mapToObj(each -> "\"" + Ulid.of(each) + "\"")
                                        .toList()));
    }

    @Test
    void ofOneIdTheFirstIsTakenAndAnsweredForAll() {
        assertThat(take(event(1, "own"), event(2, "other"), event(3, "own")).body())
                .hasToString(ids(1, 2, 1));
        assertThat(take(event(4, "own"), event(5, "new")).body()).hasToString(ids(1, 5));
        assertThat(store.event(3)).isEmpty();
        assertThat(store.event(4)).isEmpty();
    }

    @Test
    void whatOthersChangedAtTheSameTimeIsTriedAgain() {
        results.add(new Committed.Stale("a cursor"));
        assertThat(take(event(1, "own")).body()).hasToString(ids(1));
    }

    @Test
    void whatIsNotKnownToBeOnDiskIsToSendAgain() {
        for (Committed result :
                List.of(
                        new Committed.Overloaded(),
                        new Committed.Unknown(),
                        new Committed.Failed(new IllegalStateException("away")))) {
            results.add(result);
            EventAnswer answer = take(event(1, "own"));
            assertThat(answer.status()).as(result.toString()).isEqualTo(503);
            assertThat(answer.body().toString()).contains("\"status\":503", "try again");
            assertThat(EventReply.of(answer).headers())
                    .anyMatch(header -> header.name().equals("Retry-After"));
        }
        assertThat(store.event(1)).isEmpty();
    }

    @Test
    void nothingIsTakenWhileTooMuchIsBeingFannedOut() {
        Document cursor = Document.create(FanOut.KIND, PROJECT, "1", Payload.EMPTY);
        var crowded =
                new EventTaking(publisher(cursor), _ -> true, commits, new KnownEvents(store));
        assertThat(crowded.take(PROJECT, List.of(event(1, "own"))).status()).isEqualTo(503);
        assertThat(store.event(1)).isEmpty();
    }
}

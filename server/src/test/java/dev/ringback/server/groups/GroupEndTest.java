package dev.ringback.server.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Quote;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupEndTest {

    private static final ProjectId PROJECT = new ProjectId("a");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final Announcements announcements =
            new Announcements((_, _) -> Optional.<Endpoint>empty(), new Silent(), new SeededIds(9));

    /** Delivers to nobody. */
    private static final class Silent implements Publisher {
        @Override
        public Change publish(List<Event> events) {
            return Change.accept(events, List.of());
        }

        @Override
        public Change address(Event event, LaneId lane) {
            return Change.accept(List.of(event), List.of());
        }
    }

    private Event member(String id, long sequence) {
        Payload failed =
                Payload.of(
                        """
                        {"id":"%s","state":"Failed","stateMessage":"no",\
                        "request":{"model":"m","q":1.50},"response":null,"model":"m",\
                        "createdAt":"2026-06-01T12:00:00.000Z",\
                        "dispatchedAt":"2026-06-01T12:00:00.000Z","firstChunkAt":null,\
                        "finishedAt":"2026-06-01T12:00:00.000Z","usage":{}}\
                        """
                                .formatted(id));
        var event =
                new Event(
                        sequence,
                        PROJECT,
                        GenerationJob.completed(id),
                        "generation.completed",
                        id,
                        NOON,
                        NOON,
                        Event.JSON,
                        failed);
        var _ = store.commit(List.of(Change.accept(List.of(event), List.of())));
        return event;
    }

    private static final Group GROUP =
            new Group("g", PROJECT, List.of("one", "two"), Optional.empty(), NOON.plusSeconds(9));

    private Optional<Event> announced(int cap) {
        return new GroupEnd(store, announcements, cap)
                .announced(GROUP, NOON)
                .map(change -> change.events().getFirst());
    }

    @Test
    void itNeedsRoomForAllThatIsToldUpToTheLongestItself() {
        int one = member("one", 1).payload().size();
        int two = member("two", 2).payload().size();
        long all = new GroupEnd(store, announcements, GroupEnd.CAP).needs(GROUP);
        assertThat(all).isGreaterThanOrEqualTo(3L * (one + two) + 2L * Math.max(one, two));
        long cut = new GroupEnd(store, announcements, one).needs(GROUP);
        assertThat(cut).isLessThan(all).isGreaterThanOrEqualTo(3L * one + 2L * Math.max(one, two));
    }

    @Test
    void aGroupQuotesItsMembers() {
        Event one = member("one", 1);
        assertThat(announced(GroupEnd.CAP)).isEmpty();
        Event two = member("two", 2);

        Event event = announced(GroupEnd.CAP).orElseThrow();

        assertThat(event.payload().text())
                .isEqualTo(
                        "{\"groupSize\":2,\"status\":\"failed\",\"generations\":[%s,%s]}"
                                .formatted(one.payload().text(), two.payload().text()));
        assertThat(event.quotes()).extracting(Quote::event).containsExactly(1L, 2L);
        for (Quote quote : event.quotes()) {
            assertThat(event.payload().text().substring(quote.at(), quote.at() + quote.length()))
                    .isEqualTo((quote.event() == 1 ? one : two).payload().text());
        }
    }

    @Test
    void aGroupThatIsTooLargeGoesWithoutRequestsAndResponsesAndSaysSo() {
        int size = member("one", 1).payload().size() + member("two", 2).payload().size();
        assertThat(announced(size).orElseThrow().payload().text()).doesNotContain("truncated");

        Event event = announced(size - 1).orElseThrow();

        JsonObject data = JsonTree.readObject(event.payload()).orElseThrow();
        assertThat(data.isTrue("truncated")).isTrue();
        assertThat(data.at("generations").elements())
                .hasSize(2)
                .allMatch(each ->
                        each.at("request").isNull()
                                && each.at("response").isNull()
                                && each.text("stateMessage").orElseThrow().equals("no")
                                && each.isTrue("truncated"));
        assertThat(event.quotes()).isEmpty();
    }
}

package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.operations.StoredEvents;
import dev.ringback.testkit.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** No event is read without room for it. */
class StoredEventsTest {

    private final MemoryStore store = new MemoryStore();
    private final StoredEvents events = new StoredEvents(store);
    private final AtomicLong taken = new AtomicLong();

    private Event stored(long sequence, int bytes) {
        var event =
                new Event(
                        sequence,
                        ProjectId.DEFAULT,
                        EventId.of(sequence),
                        "t",
                        "",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Event.JSON,
                        Payload.of("x".repeat(bytes)));
        var _ = store.commit(List.of(Change.accept(List.of(event), List.of())));
        return event;
    }

    private boolean take(long bytes) {
        taken.addAndGet(bytes);
        return true;
    }

    @Test
    void roomForTheEventIsTakenBeforeItIsRead() {
        Event event = stored(1, 1_000);
        assertThat(RoomOfThread.within(this::take, () -> events.find(event.project(), event.id())))
                .contains(event);
        assertThat(taken).hasValue(2_000);
    }

    @Test
    void withoutRoomItIsNotRead() {
        Event event = stored(1, 1_000);
        assertThatExceptionOfType(NoRoomException.class)
                .isThrownBy(() ->
                        RoomOfThread.within(
                                _ -> false, () -> events.find(event.project(), event.id())));
    }

    @Test
    void toCountThemTakesRoomForTheLongest() {
        List<String> ids =
                List.of(
                        stored(1, 10).id().value(),
                        stored(2, 1_000).id().value(),
                        stored(3, 20).id().value(),
                        EventId.of(4).value());
        long count =
                RoomOfThread.within(
                        this::take, () -> events.count(ProjectId.DEFAULT, ids, _ -> true));
        assertThat(count).isEqualTo(3);
        assertThat(taken).hasValue(2_000);
    }
}

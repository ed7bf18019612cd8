package dev.ringback.server.jobs.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.AnswerListener;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastsTest {

    private static final ProjectId PROJECT = new ProjectId("a");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final int MEGABYTE = 1024 * 1024;

    // A quarter of it, and a third of what one project may have, is for what is handy.
    private final ByteBudget budget = new ByteBudget(128L << 20, 0);

    private final Broadcasts broadcasts = new Broadcasts(new Deltas(), NOON, budget);

    /** Tells what a piece adds. */
    private static final class Deltas implements Telling {

        @Override
        public boolean isEnd(Event event) {
            return event.type().startsWith("response.")
                    && event.id().value().equals(event.subject() + ":ended");
        }

        @Override
        public Attempt attempt(Job job) {
            return (piece, place) ->
                    piece.text("delta").map(text -> (place + " " + text).getBytes(UTF_8));
        }
    }

    private static Job job(String id, Instant createdAt) {
        Payload request = Payload.of("{\"model\":\"m\",\"input\":\"hi\",\"stream\":true}");
        return new Job(
                id,
                PROJECT,
                "response",
                Operation.RESPONSES,
                "m",
                new JsonObject(),
                request,
                createdAt,
                1,
                0);
    }

    private static Call call(Instant createdAt) {
        return Call.of(
                new CallId(1), PROJECT, "inference", new LaneId("upstream:gpu"), 1, createdAt);
    }

    private AnswerListener.AttemptListener begin(String id) {
        return broadcasts.begin(job(id, NOON), call(NOON));
    }

    private static JsonObject piece(String delta) {
        return new JsonObject().put("type", "response.output_text.delta").put("delta", delta);
    }

    private static List<String> heard(Broadcasts.Seat seat) {
        return seat.broadcast().look(0, true, () -> true).pieces().stream()
                .map(piece -> new String(piece, UTF_8))
                .toList();
    }

    @Test
    void piecesHaveTheirPlacesAndWhatTellsNothingHasNone() {
        try (var telling = begin("resp_1");
                var seat = broadcasts.join(PROJECT, "resp_1")) {
            telling.piece(piece("a"));
            telling.piece(new JsonObject().put("type", "odd"));
            telling.piece(piece("b"));
            assertThat(heard(seat)).containsExactly("0 a", "1 b");
        }
    }

    @Test
    void afterAnAttemptThatWasHeardTheNextOneIsNot() {
        try (var seat = broadcasts.open(PROJECT, "resp_1")) {
            begin("resp_1").close();
            try (var second = begin("resp_1")) {
                second.piece(piece("a"));
            }
            assertThat(heard(seat)).hasSize(1);
            try (var third = begin("resp_1")) {
                third.piece(piece("b"));
            }
            assertThat(heard(seat)).isEmpty();
        }
    }

    @Test
    void whatMayHaveBeenHeardElsewhereIsNotToldAgain() {
        List<AnswerListener.AttemptListener> tellings =
                List.of(
                        broadcasts.begin(job("resp_before", NOON.minusMillis(1)), call(NOON)),
                        broadcasts.begin(job("resp_moved", NOON), call(NOON.plusMillis(1))),
                        broadcasts.begin(
                                job("resp_tried", NOON), call(NOON).with(call(NOON).state(), 1)));
        tellings.forEach(each -> each.piece(piece("a")));
        for (String id : List.of("resp_before", "resp_moved", "resp_tried")) {
            try (var seat = broadcasts.join(PROJECT, id)) {
                assertThat(heard(seat)).as(id).isEmpty();
                assertThat(seat.broadcast().look(0, false, () -> true).begun()).isTrue();
            }
        }
    }

    @Test
    void oneThatIsFollowedFromItsBeginningIsToldByAFallbackToo() {
        try (var seat = broadcasts.open(PROJECT, "resp_1");
                var telling = broadcasts.begin(job("resp_1", NOON), call(NOON.plusMillis(1)))) {
            telling.piece(piece("a"));
            assertThat(heard(seat)).hasSize(1);
        }
    }

    @Test
    void oneThatIsTooLongFallsSilentAndGivesItsRoomBack() {
        try (var telling = begin("resp_1");
                var seat = broadcasts.join(PROJECT, "resp_1")) {
            for (int i = 0; i < Broadcast.LONGEST / MEGABYTE - 1; i++) {
                telling.piece(piece("x".repeat(MEGABYTE)));
            }
            assertThat(heard(seat)).hasSize(9);
            telling.piece(piece("x".repeat(MEGABYTE)));
            assertThat(heard(seat)).isEmpty();
            assertThat(broadcasts.held()).isZero();
            telling.piece(piece("x"));
            assertThat(heard(seat)).isEmpty();
        }
    }

    @Test
    void theOldestThatNobodyFollowsGoesWhenTheRoomIsNeeded() {
        for (int i = 0; i < 5; i++) {
            try (var telling = begin("resp_" + i)) {
                for (int j = 0; j < 8; j++) {
                    telling.piece(piece("x".repeat(MEGABYTE)));
                }
            }
        }
        assertThat(broadcasts.held()).isEqualTo(budget.held()).isLessThanOrEqualTo(32L << 20);
        try (var first = broadcasts.join(PROJECT, "resp_0");
                var last = broadcasts.join(PROJECT, "resp_4")) {
            assertThat(heard(first)).isEmpty();
            assertThat(heard(last)).hasSize(8);
        }
    }

    @Test
    void onlyTheEndOfAResponseEndsIt() {
        try (var seat = broadcasts.open(PROJECT, "resp_1")) {
            broadcasts.committed(
                    Change.accept(List.of(event("response.x", "other:ended")), List.of()));
            broadcasts.committed(Change.accept(List.of(event("a.b", "resp_1:ended")), List.of()));
            assertThat(seat.broadcast().look(0, true, () -> true).over()).isFalse();
            Event end = event("response.failed", "resp_1:ended");
            broadcasts.committed(Change.accept(List.of(end), List.of()));
            assertThat(seat.broadcast().look(0, true, () -> true).over()).isTrue();
        }
    }

    private static Event event(String type, String id) {
        return new Event(
                2, PROJECT, new EventId(id), type, "resp_1", NOON, NOON, Event.JSON, Payload.EMPTY);
    }

    @Test
    void nothingIsHeldOfThoseThatNobodyTellsOrFollows() {
        broadcasts.open(PROJECT, "resp_1").close();
        assertThat(broadcasts.live()).isZero();
        for (int i = 0; i < Broadcasts.MOST_KEPT + 10; i++) {
            begin("resp_" + i).close();
        }
        assertThat(broadcasts.live()).isEqualTo(Broadcasts.MOST_KEPT);
    }
}

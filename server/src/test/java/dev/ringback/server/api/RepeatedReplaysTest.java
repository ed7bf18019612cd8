package dev.ringback.server.api;

import static dev.ringback.kernel.model.StateName.SUCCEEDED;
import static dev.ringback.server.api.Replaying.PATH;
import static dev.ringback.server.api.Replaying.assertOnceEach;
import static dev.ringback.server.api.Replaying.awaitState;
import static dev.ringback.server.api.Replaying.dead;
import static dev.ringback.server.api.Replaying.made;
import static dev.ringback.server.api.Replaying.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A replay takes an event to a receiver once, however often and by how many it is asked for. */
class RepeatedReplaysTest {

    @Test
    void aReplayThatIsRepeatedWhileItsReceiverIsDownMultipliesNothing() {
        try (var rig = new ApiRig()) {
            dead(rig, 10);
            for (int i = 1; i <= 4; i++) {
                String id = started(rig, "{\"filter\":{}}");
                awaitState(rig, id, "done");
                rig.awaitCount(StateName.DEAD, 10 + 10 * i);
                assertOnceEach(rig, id, 10);
            }
            rig.receiver.answers(200);
            String last = started(rig, "{\"filter\":{}}");
            awaitState(rig, last, "done");
            rig.awaitCount(StateName.SUCCEEDED, 10);
            assertOnceEach(rig, last, 10);

            String again = started(rig, "{\"filter\":{}}");
            awaitState(rig, again, "done");

            assertThat(made(rig, again)).isEmpty();
            var shown = rig.get(PATH + "/" + again).json();
            assertThat(shown.path("matched").intValue()).isEqualTo(50);
            assertThat(shown.path("skipped").intValue()).isEqualTo(50);
        }
    }

    @Test
    void whatWaitsForItsReceiverIsNotMadeOnceMore() {
        try (var rig = new ApiRig()) {
            dead(rig, 5);
            String endpoint = rig.deliveries(1).getFirst().lane().value();
            rig.post("/api/v1/endpoints/" + endpoint + "/pause", "");
            String first = started(rig, "{\"filter\":{}}");
            awaitState(rig, first, "done");
            assertOnceEach(rig, first, 5);
            String events = "\"" + String.join("\",\"", Pages.ids(rig, "/api/v1/events")) + "\"";

            for (String filter : List.of("{}", "{\"event_ids\":[" + events + "]}")) {
                String again = started(rig, "{\"filter\":" + filter + "}");
                awaitState(rig, again, "done");
                assertThat(made(rig, again)).as(filter).isEmpty();
            }
            rig.awaitCount(StateName.WAITING, 5);
        }
    }

    @Test
    void replaysAtTheSameTimeMakeAnEventOnceToo() {
        try (var rig = new ApiRig()) {
            dead(rig, 40);
            String endpoint = rig.deliveries(1).getFirst().lane().value();
            rig.post("/api/v1/endpoints/" + endpoint + "/pause", "");
            var all = new CountDownLatch(1);
            var gate = rig.gate;
            rig.gate =
                    change -> {
                        if (!change.calls().isEmpty()) {
                            Eventually.open("all replays have begun", all);
                        }
                        return gate.commit(change);
                    };
            List<String> replays = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                replays.add(started(rig, "{\"filter\":{}}"));
            }
            all.countDown();
            replays.forEach(id -> awaitState(rig, id, "done"));

            rig.awaitCount(StateName.WAITING, 40);
        }
    }

    @Test
    void aReplayOfWhatWasDeliveredDeliversItOnceHoweverOftenItIsRepeated() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(200);
            rig.endpoint("");
            String ids = "[\"%s\",\"%s\"]".formatted(rig.event("a.b"), rig.event("a.b"));
            rig.awaitCount(StateName.SUCCEEDED, 2);
            int delivered = 2;
            for (String filter :
                    List.of("{\"event_ids\":%s}".formatted(ids), "{\"state\":\"succeeded\"}")) {
                String first = started(rig, "{\"filter\":" + filter + "}");
                awaitState(rig, first, "done");
                assertOnceEach(rig, first, 2);
                delivered += 2;
                rig.awaitCount(StateName.SUCCEEDED, delivered);
                for (int i = 0; i < 3; i++) {
                    String again = started(rig, "{\"filter\":" + filter + "}");
                    awaitState(rig, again, "done");
                    assertThat(made(rig, again)).as(filter).isEmpty();
                }
            }
            rig.awaitCount(StateName.SUCCEEDED, 6);
        }
    }

    @Test
    void anEventWithMoreReceiversThanAPageIsTakenToEachOfThemOnce() {
        int receivers = 2_300;
        try (var rig = new ApiRig()) {
            rig.receiver.answers(200);
            String event = rig.event("a.b");
            for (int i = 0; i < receivers; i++) {
                rig.endpoints.applied(EndpointDraft.of("ep_%04d".formatted(i)).make());
            }
            String filter = "{\"filter\":{\"event_ids\":[\"" + event + "\"]}}";
            String first = started(rig, filter);
            awaitState(rig, first, "done");
            long sequence =
                    rig.store.event(ProjectId.DEFAULT, new EventId(event)).orElseThrow().sequence();
            Eventually.until(
                    "all are delivered",
                    () ->
                            rig.store.callsOf(ProjectId.DEFAULT, sequence, 2 * receivers).stream()
                                            .filter(call -> call.state().name() == SUCCEEDED)
                                            .map(Call::lane)
                                            .distinct()
                                            .count()
                                    == receivers);
            assertThat(rig.get(PATH + "/" + first).json().path("created").intValue())
                    .isEqualTo(receivers);

            String again = started(rig, filter);
            awaitState(rig, again, "done");

            var shown = rig.get(PATH + "/" + again).json();
            assertThat(shown.path("created").intValue()).isZero();
            assertThat(shown.path("skipped").intValue()).isEqualTo(receivers);
            assertThat(made(rig, again)).isEmpty();
        }
    }

    @Test
    void whatWasDeliveredBeforeMayBeAskedForAgainByItsEvent() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(200);
            rig.endpoint("");
            String event = rig.event("a.b");
            rig.awaitCount(StateName.SUCCEEDED, 1);

            String id = started(rig, "{\"filter\":{\"event_ids\":[\"" + event + "\"]}}");
            awaitState(rig, id, "done");

            assertOnceEach(rig, id, 1);
        }
    }
}

package dev.ringback.server.api;

import static dev.ringback.server.api.Replaying.PATH;
import static dev.ringback.server.api.Replaying.assertOnceEach;
import static dev.ringback.server.api.Replaying.awaitState;
import static dev.ringback.server.api.Replaying.dead;
import static dev.ringback.server.api.Replaying.made;
import static dev.ringback.server.api.Replaying.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import org.junit.jupiter.api.Test;

/** A replay to another endpoint than the one that the deliveries were for. */
class ReplaysElsewhereTest {

    /** An endpoint that no event is for. */
    private static String quiet(ApiRig rig, String more) {
        rig.receiver.answers(200);
        return rig.endpoint(",\"event_types\":[\"none.such\"]" + more);
    }

    @Test
    void whatDiedAtOneGoesToAnotherAndTheOldDeliveriesStay() {
        try (var rig = new ApiRig()) {
            dead(rig, 3);
            String other = quiet(rig, "");

            String id = started(rig, "{\"filter\":{},\"to\":\"" + other + "\"}");
            awaitState(rig, id, "done");

            assertOnceEach(rig, id, 3);
            assertThat(made(rig, id)).allMatch(call -> call.lane().equals(new LaneId(other)));
            rig.awaitCount(StateName.SUCCEEDED, 3);
            rig.awaitCount(StateName.DEAD, 3);
            var shown = rig.get(PATH + "/" + id);
            assertThat(shown.text("to")).isEqualTo(other);
            assertThat(shown.json().path("matched").intValue()).isEqualTo(3);
        }
    }

    @Test
    void whatTheOtherHasGotIsNotGivenToItAgain() {
        try (var rig = new ApiRig()) {
            dead(rig, 2);
            String other = quiet(rig, "");
            String body = "{\"filter\":{},\"to\":\"" + other + "\"}";
            awaitState(rig, started(rig, body), "done");
            rig.awaitCount(StateName.SUCCEEDED, 2);

            for (String again :
                    new String[] {body, body.replace("{}", "{\"event_type\":\"a.*\"}")}) {
                String id = started(rig, again);
                awaitState(rig, id, "done");
                assertThat(made(rig, id)).isEmpty();
                assertThat(rig.get(PATH + "/" + id).json().path("skipped").intValue()).isEqualTo(2);
            }
        }
    }

    @Test
    void whatTheOtherHadGotBeforeItDiedElsewhereIsNotGivenToItEither() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(200);
            String first = rig.endpoint("");
            String event = rig.event("a.b");
            rig.awaitCount(StateName.SUCCEEDED, 1);
            String late = quiet(rig, "");
            rig.receiver.answers(400);
            String ids = "{\"filter\":{\"event_ids\":[\"" + event + "\"]},\"to\":\"" + late + "\"}";
            String _ = started(rig, ids);
            rig.awaitCount(StateName.DEAD, 1);

            String id = started(rig, "{\"filter\":{},\"to\":\"" + first + "\"}");
            awaitState(rig, id, "done");

            assertThat(made(rig, id)).isEmpty();
        }
    }

    @Test
    void anEventThatDiedAtSeveralGoesToTheOtherOnce() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(400);
            rig.endpoint("");
            rig.endpoint("");
            String _ = rig.event("a.b");
            rig.awaitCount(StateName.DEAD, 2);
            String other = quiet(rig, "");

            String id = started(rig, "{\"filter\":{},\"to\":\"" + other + "\"}");
            awaitState(rig, id, "done");

            assertOnceEach(rig, id, 1);
        }
    }

    @Test
    void theOtherGetsThemInTheOrderThatItAsksFor() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(400);
            rig.endpoint("");
            rig.post("/api/v1/events", "{\"type\":\"a.b\",\"subject\":\"order-1\",\"data\":{}}");
            rig.awaitCount(StateName.DEAD, 1);
            String other = quiet(rig, ",\"ordering\":\"subject\"");

            String id = started(rig, "{\"filter\":{},\"to\":\"" + other + "\"}");
            awaitState(rig, id, "done");

            assertThat(made(rig, id).getFirst().series()).isPresent();
        }
    }

    @Test
    void eventsByTheirIdsGoThereAsWell() {
        try (var rig = new ApiRig()) {
            String event = rig.event("a.b");
            String other = quiet(rig, "");

            String id =
                    started(
                            rig,
                            "{\"filter\":{\"event_ids\":[\"%s\"]},\"to\":\"%s\"}"
                                    .formatted(event, other));
            awaitState(rig, id, "done");

            assertOnceEach(rig, id, 1);
            assertThat(made(rig, id).getFirst().lane()).isEqualTo(new LaneId(other));
        }
    }

    @Test
    void whereItCannotGoIsNamed() {
        try (var rig = new ApiRig()) {
            String other = quiet(rig, "");
            assertThat(rig.post(PATH, "{\"filter\":{},\"to\":\"none\"}").faultyFields())
                    .containsExactly("to");
            assertThat(rig.post(PATH, "{\"runs\":{},\"to\":\"" + other + "\"}").faultyFields())
                    .containsExactly("to");
            String both =
                    "{\"filter\":{\"event_ids\":[\"a\"],\"endpoint\":\"%1$s\"},\"to\":\"%1$s\"}"
                            .formatted(other);
            assertThat(rig.post(PATH, both).faultyFields()).containsExactly("filter.endpoint");
        }
    }
}

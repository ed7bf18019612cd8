package dev.ringback.server.api;

import static dev.ringback.server.api.Replaying.PATH;
import static dev.ringback.server.api.Replaying.assertOnceEach;
import static dev.ringback.server.api.Replaying.awaitState;
import static dev.ringback.server.api.Replaying.made;
import static dev.ringback.server.api.Replaying.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.events.FanOut;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that went to nobody are found, and given to whoever wants them now. */
class UnmatchedEventsTest {

    private static final String ALL = "{\"filter\":{\"unmatched\":true}}";

    private static List<String> listed(ApiRig rig) {
        return Pages.ids(rig, "/api/v1/events?unmatched=true");
    }

    @Test
    void whatNobodyWantedIsListedAndReplayedToWhoeverWantsItNow() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(200);
            rig.endpoint(",\"event_types\":[\"wanted.*\"]");
            String _ = rig.event("wanted.a");
            String lost = rig.event("lost.a");
            String other = rig.event("lost.b");
            rig.awaitCount(StateName.SUCCEEDED, 1);
            assertThat(listed(rig)).containsExactly(other, lost);
            rig.endpoint(",\"event_types\":[\"lost.a\"]");

            String dry = ALL.replaceFirst("\\{", "{\"dry_run\":true,");
            assertThat(rig.post(PATH, dry).json().path("matched").intValue()).isEqualTo(2);
            String id = started(rig, ALL);
            awaitState(rig, id, "done");

            assertOnceEach(rig, id, 1);
            rig.awaitCount(StateName.SUCCEEDED, 2);
            assertThat(listed(rig)).containsExactly(other);
            assertThat(
                            rig.get(PATH + "/" + id)
                                    .json()
                                    .path("filter")
                                    .path("unmatched")
                                    .booleanValue())
                    .isTrue();
        }
    }

    @Test
    void theyGoToOneEndpointAlone() {
        try (var rig = new ApiRig()) {
            String lost = rig.event("a.b");
            String _ = rig.event("c.d");
            String endpoint = rig.endpoint(",\"event_types\":[\"none.such\"]");
            rig.endpoint("");
            String id =
                    started(
                            rig,
                            "{\"filter\":{\"unmatched\":true,\"event_type\":\"a.*\"},\"to\":\"%s\"}"
                                    .formatted(endpoint));
            awaitState(rig, id, "done");

            assertOnceEach(rig, id, 1);
            assertThat(made(rig, id).getFirst().lane()).isEqualTo(new LaneId(endpoint));
            assertThat(made(rig, id).getFirst().event()).isEqualTo(sequence(rig, lost));
            assertThat(rig.get(PATH + "/" + id).text("to")).isEqualTo(endpoint);
        }
    }

    @Test
    void theyMayBeAskedForBesideTheFilter() {
        try (var rig = new ApiRig()) {
            String _ = rig.event("a.b");
            String _ = rig.event("c.d");
            for (String body :
                    List.of(
                            "{\"unmatched\":true,\"dry_run\":true}",
                            "{\"unmatched\":true,\"filter\":{},\"dry_run\":true}")) {
                assertThat(rig.post(PATH, body).json().path("matched").intValue()).isEqualTo(2);
            }
            String some =
                    "{\"unmatched\":true,\"filter\":{\"event_type\":\"a.*\"},\"dry_run\":true}";
            assertThat(rig.post(PATH, some).json().path("matched").intValue()).isEqualTo(1);
            assertThat(rig.post(PATH, "{\"unmatched\":true,\"runs\":{}}").faultyFields())
                    .containsExactly("unmatched");
            assertThat(rig.post(PATH, "{\"unmatched\":false}").faultyFields())
                    .containsExactly("filter");
        }
    }

    private static long sequence(ApiRig rig, String event) {
        return rig.store.event(ProjectId.DEFAULT, new EventId(event)).orElseThrow().sequence();
    }

    @Test
    void oneThatHasMoreRecipientsNowThanAPageGoesToEachOfThemOnce() {
        int receivers = 1_300;
        try (var rig = new ApiRig()) {
            rig.receiver.answers(200);
            String _ = rig.event("a.b");
            String _ = rig.event("a.c");
            for (int i = 0; i < receivers; i++) {
                rig.endpoints.applied(EndpointDraft.of("ep_%04d".formatted(i)).make());
            }
            String id = started(rig, ALL);
            awaitState(rig, id, "done");

            var shown = rig.get(PATH + "/" + id).json();
            assertThat(shown.path("created").intValue()).isEqualTo(2 * receivers);
            assertThat(shown.path("skipped").intValue()).isZero();
            assertThat(listed(rig)).isEmpty();
        }
    }

    @Test
    void whatIsStillOnItsWayIsNotAmongThem() {
        try (var rig = new ApiRig()) {
            String lost = rig.event("a.b");
            String late = rig.event("a.b");
            String cursor = Sequence.text("", sequence(rig, late));
            rig.store.commit(
                    List.of(
                            Change.put(
                                    Document.create(
                                            FanOut.HELD,
                                            ProjectId.DEFAULT,
                                            cursor,
                                            Payload.EMPTY))));

            assertThat(listed(rig)).containsExactly(lost);
        }
    }

    @Test
    void whatTheServerTellsOfItselfIsAmongThemOnlyWhereItIsAskedFor() {
        try (var rig = new ApiRig()) {
            for (String type : List.of("delivery.dead", "endpoint.disabled")) {
                long sequence = rig.ids.next();
                rig.store.commit(
                        List.of(
                                Change.accept(
                                        List.of(
                                                new Event(
                                                        sequence,
                                                        ProjectId.DEFAULT,
                                                        EventId.of(sequence),
                                                        type,
                                                        "",
                                                        rig.time.now(),
                                                        rig.time.now(),
                                                        Event.JSON,
                                                        Payload.of("{}"))),
                                        List.of())));
            }

            assertThat(listed(rig)).isEmpty();
            assertThat(Pages.ids(rig, "/api/v1/events?unmatched=true&type=delivery.*")).hasSize(1);
        }
    }

    @Test
    void whatCannotBeAskedTogetherIsNamed() {
        try (var rig = new ApiRig()) {
            for (String other :
                    List.of(
                            "\"state\":\"dead\"",
                            "\"endpoint\":\"" + rig.endpoint("") + "\"",
                            "\"event_ids\":[\"a\"]")) {
                String body = "{\"filter\":{\"unmatched\":true,%s}}".formatted(other);
                String field = other.substring(1, other.indexOf('"', 1));
                assertThat(rig.post(PATH, body).faultyFields()).containsExactly("filter." + field);
            }
            assertThat(rig.get("/api/v1/events?unmatched=maybe").status()).isEqualTo(400);
        }
    }
}

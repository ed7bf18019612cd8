package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.access.Scope;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EventAndDeliveryRoutesTest {

    private static final String EVENTS = "/api/v1/events";
    private static final String DELIVERIES = "/api/v1/deliveries";
    private static final List<String> LISTS =
            List.of(EVENTS, DELIVERIES, "/api/v1/jobs", "/api/v1/endpoints", "/api/v1/replays");

    @Test
    void anEventIsShownWithItsDataAsItCame() {
        try (var rig = new ApiRig()) {
            String data = "{ \"n\" : 1.50, \"n\" : 2 }";
            String id =
                    rig.post(EVENTS, "{\"type\":\"a.b\",\"data\":" + data + ",\"id\":\"o-1\"}")
                            .text("id");
            assertThat(id).isEqualTo("o-1");
            var shown = rig.get(EVENTS + "/o-1");
            assertThat(shown.bytes().text()).contains("\"data\":" + data);
            assertThat(shown.text("timestamp")).isEqualTo("2026-06-01T12:00:00.000Z");
            assertThat(rig.get(EVENTS).bytes().text()).contains("o-1").doesNotContain("1.50");
        }
    }

    @Test
    void aRepeatedIdIsADuplicateAndDeliveredOnce() {
        try (var rig = new ApiRig()) {
            rig.endpoint("");
            String event = "{\"type\":\"a\",\"data\":1,\"id\":\"o-1\"}";
            var first = rig.post(EVENTS, event);
            var second = rig.post(EVENTS, event);
            var third = rig.post(EVENTS, "[" + event + "," + event + "]");
            assertThat(first.bytes().text()).isEqualTo("{\"id\":\"o-1\",\"endpoints\":1}");
            assertThat(second.status()).isEqualTo(202);
            assertThat(second.bytes().text()).isEqualTo("{\"id\":\"o-1\",\"duplicate\":true}");
            assertThat(third.json().toString())
                    .isEqualTo(
                            "{\"events\":[{\"id\":\"o-1\",\"duplicate\":true},"
                                    + "{\"id\":\"o-1\",\"duplicate\":true}]}");
            rig.awaitCount(StateName.SUCCEEDED, 1);
            assertThat(rig.deliveries(10)).hasSize(1);
        }
    }

    @Test
    void whoHasTooMuchToBeFannedOutIsToldToComeBack() {
        try (var rig = new ApiRig()) {
            String event = "{\"type\":\"a\",\"data\":1}";
            rig.crowded = _ -> true;
            assertThat(rig.post(EVENTS, event).status()).isEqualTo(202);
            for (int i = 0; i < 1_001; i++) {
                rig.endpoints.applied(EndpointDraft.of("e%04d".formatted(i)).make());
            }

            var refused = rig.post(EVENTS, event);

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("detail")).contains("1000 events", "fanned out");
            assertThat(refused.headers()).containsEntry("Retry-After", "1");
            assertThat(rig.get(EVENTS).json().path("data").size()).isEqualTo(1);
        }
    }

    @Test
    void anEventIsShownWithItsSubject() {
        try (var rig = new ApiRig()) {
            String event = "{\"type\":\"a\",\"data\":1,\"subject\":\"run 7\"}";
            String id = rig.post(EVENTS, event).text("id");
            assertThat(rig.get(EVENTS + "/" + id).text("subject")).isEqualTo("run 7");
            assertThat(rig.get(EVENTS).json().at("/data/0/subject").stringValue())
                    .isEqualTo("run 7");
        }
    }

    @Test
    void nobodyElseSpeaksForAJob() {
        try (var rig = new ApiRig()) {
            String job = rig.job("job-1", "m");
            String batch = "batch_0000000000001";
            String event = "{\"type\":\"generation.done\",\"data\":{},\"%s\":\"%s\"}";
            for (String id :
                    List.of(job + ":completed", job + ":x", batch + ":ended", batch + ":1")) {
                var refused = rig.post(EVENTS, event.formatted("id", id));
                assertThat(refused.status()).as(id).isEqualTo(422);
                assertThat(refused.faultyFields()).containsExactly("id");
            }
            for (String subject : List.of(job, job + ":1", batch)) {
                var refused = rig.post(EVENTS, "[" + event.formatted("subject", subject) + "]");
                assertThat(refused.status()).as(subject).isEqualTo(422);
                assertThat(refused.faultyFields()).containsExactly("[0].subject");
            }
            assertThat(rig.get(EVENTS).json().path("data").size()).isZero();
            for (String id : List.of("job-2:completed", "batch_1:ended", batch)) {
                assertThat(rig.post(EVENTS, event.formatted("id", id)).status()).isEqualTo(202);
            }
            String project = rig.post("/api/v1/projects", "{\"name\":\"other\"}").text("id");
            String stranger = rig.key(new ProjectId(project), Scope.INGEST);
            var theirs =
                    rig.call("POST", EVENTS, stranger, event.formatted("id", job + ":completed"));
            assertThat(theirs.status()).isEqualTo(202);
        }
    }

    @Test
    void whatTheServerKeepsForItselfIsListedForThoseWhoAskForItsType() {
        try (var rig = new ApiRig()) {
            String job = rig.job("job-1", "m");
            String event = rig.event("a.b");
            for (String type : List.of("", "?type=*", "?type=ringback.*")) {
                assertThat(Pages.ids(rig, EVENTS + type)).doesNotContain(job);
            }
            assertThat(Pages.ids(rig, EVENTS)).containsExactly(event);
            for (String type : List.of("*", "inference.requested")) {
                assertThat(Pages.ids(rig, EVENTS + "?type=ringback.internal." + type))
                        .containsExactly(job);
            }
            assertThat(rig.get(EVENTS + "/" + job).status()).isEqualTo(200);
        }
    }

    @Test
    void oneWrongEventOfAnArrayKeepsAllOut() {
        try (var rig = new ApiRig()) {
            var answer = rig.post(EVENTS, "[{\"type\":\"a\",\"data\":1},{\"type\":\"a\"}]");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(rig.get(EVENTS).json().path("data").size()).isZero();
        }
    }

    @Test
    void eventsAreFoundByTypeTimeAndId() {
        try (var rig = new ApiRig()) {
            rig.event("a.b");
            rig.time.advance(Duration.ofMinutes(1));
            String late = rig.event("a.c");
            assertThat(Pages.ids(rig, EVENTS + "?event_type=a.*")).hasSize(2);
            assertThat(Pages.ids(rig, EVENTS + "?event_type=*.c")).containsExactly(late);
            assertThat(Pages.ids(rig, EVENTS + "?type=*.c")).containsExactly(late);
            assertThat(Pages.ids(rig, EVENTS + "?from=2026-06-01T12:00:30Z")).containsExactly(late);
            assertThat(Pages.ids(rig, EVENTS + "?id=" + late)).containsExactly(late);
            assertThat(Pages.ids(rig, EVENTS + "?id=nothing")).isEmpty();
        }
    }

    @Test
    void pagesListEachEventAndDeliveryOnce() {
        try (var rig = new ApiRig()) {
            rig.endpoint("");
            for (int i = 0; i < 25; i++) {
                rig.event("a");
            }
            for (String path : List.of(EVENTS, DELIVERIES)) {
                for (int limit : new int[] {4, 12, 25, 30}) {
                    assertThat(Pages.ids(rig, path + "?limit=" + limit))
                            .hasSize(25)
                            .doesNotHaveDuplicates();
                }
            }
        }
    }

    @Test
    void wrongParametersAreNamed() {
        try (var rig = new ApiRig()) {
            for (String bad :
                    List.of(
                            "state=running",
                            "state=x",
                            "endpoint=a/b",
                            "event=a%b",
                            "event_type=a\tb",
                            "from=now",
                            "to=1",
                            "cursor=!",
                            "limit=-1",
                            "stat=dead")) {
                var answer = rig.get(DELIVERIES + "?" + bad);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.faultyFields()).containsExactly(bad.split("=")[0]);
            }
            assertThat(rig.get(EVENTS + "?type=a\tb&state=x").faultyFields())
                    .containsExactlyInAnyOrder("type", "state");
            assertThat(rig.get(EVENTS + "?type=a&type=b").faultyFields()).containsExactly("type");
        }
    }

    /** It would be taken for a place in that list, and the page begin anywhere. */
    @Test
    void noListTakesTheCursorOfAnother() {
        try (var rig = new ApiRig()) {
            rig.endpoint("");
            rig.endpoint("");
            rig.post(EVENTS, "[{\"type\":\"a\"},{\"type\":\"a\"}]");
            for (String list : LISTS) {
                String cursor = rig.get(list + "?limit=1").json().path("next_cursor").asString();
                for (String other : LISTS) {
                    var answer = rig.get(other + "?limit=1&cursor=" + cursor);
                    boolean own = other.equals(list) && !cursor.isEmpty();
                    assertThat(answer.status())
                            .as("the cursor of %s at %s", list, other)
                            .isEqualTo(own ? 200 : 400);
                }
            }
        }
    }

    @Test
    void aDeliveryIsShownWithItsAttempts() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(400);
            String endpoint = rig.endpoint("");
            String event = rig.event("a");
            rig.awaitCount(StateName.DEAD, 1);
            assertThat(Pages.ids(rig, DELIVERIES + "?state=dead&endpoint=" + endpoint)).hasSize(1);
            assertThat(Pages.ids(rig, DELIVERIES + "?state=succeeded&event=" + event)).isEmpty();
            String id = Pages.ids(rig, DELIVERIES + "?event=" + event).getFirst();
            var shown = rig.get(DELIVERIES + "/" + id);
            assertThat(shown.text("state")).isEqualTo("dead");
            assertThat(shown.text("event")).isEqualTo(event);
            assertThat(shown.text("reason")).isEqualTo("answered 400");
            JsonNode attempt = shown.json().path("attempts").path(0);
            assertThat(attempt.path("status").intValue()).isEqualTo(400);
            assertThat(attempt.path("total_ms").doubleValue()).isEqualTo(4.5);
            assertThat(attempt.path("response_body").stringValue()).isEqualTo("<b>seen</b>");
            assertThat(attempt.path("request_headers").path(0).path("name").stringValue())
                    .isEqualTo("webhook-id");
            assertThat(rig.get(EVENTS + "/" + event).json().path("deliveries").toString())
                    .isEqualTo("{\"waiting\":0,\"succeeded\":0,\"dead\":1,\"cancelled\":0}");
        }
    }

    @Test
    void aWaitingDeliveryCanBeRetriedNowAndAFinishedOneCannot() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(503);
            rig.endpoint("");
            rig.event("a");
            String id = rig.deliveries(1).getFirst().id().toString();
            rig.awaitAttempts(1);
            rig.receiver.answers(200);
            // The attempt is on disk a moment before its run has ended.
            Eventually.until(
                    "the retry is taken",
                    () -> rig.post(DELIVERIES + "/" + id + "/retry", "").status() == 200);
            rig.awaitCount(StateName.SUCCEEDED, 1);
            var again = rig.post(DELIVERIES + "/" + id + "/retry", "");
            assertThat(again.status()).isEqualTo(409);
            assertThat(again.text("detail")).contains("/api/v1/replays");
            assertThat(rig.post(DELIVERIES + "/" + id + "/cancel", "").status()).isEqualTo(409);
        }
    }

    @Test
    void aWaitingDeliveryCanBeCancelledOnceAndForAll() {
        try (var rig = new ApiRig()) {
            String endpoint = rig.endpoint("");
            rig.post("/api/v1/endpoints/" + endpoint + "/pause", "");
            rig.event("a");
            String path = DELIVERIES + "/" + rig.deliveries(1).getFirst().id();
            assertThat(rig.post(path + "/cancel", "").text("state")).isEqualTo("cancelled");
            assertThat(rig.post(path + "/cancel", "").text("state")).isEqualTo("cancelled");
            assertThat(rig.post(path + "/retry", "").status()).isEqualTo(409);
            assertThat(rig.get(DELIVERIES + "/call_0000000000000").status()).isEqualTo(404);
            assertThat(rig.get(DELIVERIES + "/nonsense").status()).isEqualTo(404);
        }
    }
}

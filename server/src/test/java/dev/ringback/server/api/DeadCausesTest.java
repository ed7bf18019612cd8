package dev.ringback.server.api;

import static dev.ringback.server.api.Replaying.PATH;
import static dev.ringback.server.api.Replaying.assertOnceEach;
import static dev.ringback.server.api.Replaying.made;
import static dev.ringback.server.api.Replaying.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is dead is counted by what it died of, and replayed by it. */
class DeadCausesTest {

    private static final String CAUSES = "/api/v1/deliveries/causes";

    private static List<String> causes(ApiRig rig) {
        List<String> causes = new ArrayList<>();
        var answer = rig.get(CAUSES);
        assertThat(answer.status()).as(answer.bytes().text()).isEqualTo(200);
        answer.json()
                .path("data")
                .forEach(each ->
                        causes.add(
                                "%s %s %d"
                                        .formatted(
                                                each.path("cause").stringValue(),
                                                each.path("endpoint").stringValue(),
                                                each.path("count").intValue())));
        return causes;
    }

    /** An endpoint at which so many events die with a status. */
    private static String deadWith(ApiRig rig, int status, int count, int before) {
        rig.receiver.answers(status);
        String type = "of" + status;
        String endpoint = rig.endpoint(",\"event_types\":[\"%s.*\"]".formatted(type));
        for (int i = 0; i < count; i++) {
            rig.event(type + ".a");
        }
        rig.awaitCount(StateName.DEAD, before + count);
        return endpoint;
    }

    @Test
    void whatIsDeadIsCountedByWhatItDiedOfAndWhere() {
        try (var rig = new ApiRig()) {
            String refusing = deadWith(rig, 400, 3, 0);
            String broken = deadWith(rig, 404, 2, 3);

            assertThat(causes(rig))
                    .containsExactly("http_404 " + broken + " 2", "http_400 " + refusing + " 3");
            var newest = rig.get(CAUSES).json().path("data").path(0).path("newest");
            assertThat(newest.path("state").stringValue()).isEqualTo("dead");
            assertThat(newest.path("reason").stringValue()).contains("404");
        }
    }

    @Test
    void theOthersAreLeftOutOfAListAndOfAReplay() {
        try (var rig = new ApiRig()) {
            String _ = deadWith(rig, 400, 3, 0);
            String broken = deadWith(rig, 404, 2, 3);
            rig.receiver.answers(200);

            String list = "/api/v1/deliveries?cause=http_404";
            assertThat(Pages.ids(rig, list)).hasSize(2);
            assertThat(Pages.ids(rig, list + "&limit=1")).hasSize(2);
            String filter = "\"filter\":{\"cause\":\"http_404\"}";
            String dry = "{\"dry_run\":true," + filter + "}";
            assertThat(rig.post(PATH, dry).json().path("matched").intValue()).isEqualTo(2);
            String id = started(rig, "{" + filter + ",\"rate_per_second\":1}");
            awaitDone(rig, id);

            assertOnceEach(rig, id, 2);
            assertThat(made(rig, id)).allMatch(call -> call.lane().equals(new LaneId(broken)));
            assertThat(rig.get(PATH + "/" + id).json().path("filter").path("cause").stringValue())
                    .isEqualTo("http_404");
        }
    }

    private static void awaitDone(ApiRig rig, String id) {
        Eventually.until(
                "it is done",
                () -> {
                    rig.time.advance(Duration.ofSeconds(1));
                    return Replaying.state(rig, id).equals("done");
                });
    }

    @Test
    void whatIsNoCauseIsNamed() {
        try (var rig = new ApiRig()) {
            for (String word : List.of("http_99", "http_4000", "bad luck", "")) {
                assertThat(
                                rig.post(PATH, "{\"filter\":{\"cause\":\"" + word + "\"}}")
                                        .faultyFields())
                        .containsExactly("filter.cause");
            }
            String both = "{\"filter\":{\"cause\":\"timeout\",\"state\":\"cancelled\"}}";
            assertThat(rig.post(PATH, both).faultyFields()).containsExactly("filter.cause");
            assertThat(rig.get("/api/v1/deliveries?cause=luck").status()).isEqualTo(400);
            assertThat(rig.get("/api/v1/deliveries?cause=timeout&state=succeeded").status())
                    .isEqualTo(400);
            assertThat(rig.get("/api/v1/deliveries?cause=timeout&state=dead").status())
                    .isEqualTo(200);
        }
    }
}

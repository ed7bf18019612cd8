package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.testkit.Eventually;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries to webhooks that jobs named are listed, retried, cancelled and replayed like any. */
class DirectDeliveryRoutesTest {

    private static final String DELIVERIES = "/api/v1/deliveries";
    private static final String REPLAYS = "/api/v1/replays";
    private static final URI HOOK = URI.create("https://hooks.example/a?token=1");
    private static final URI OTHER = URI.create("https://other.example/");

    @Test
    void aDeliveryIsShownWithItsUrlInPlaceOfAnEndpoint() {
        try (var rig = new ApiRig()) {
            String id = rig.told("job-1", HOOK);
            String endpoint = rig.endpoint("");
            rig.event("a");
            rig.awaitCount(StateName.SUCCEEDED, 2);

            var direct = rig.get(DELIVERIES + "/" + id).json();
            assertThat(direct.path("endpoint").isNull()).isTrue();
            assertThat(direct.path("url").stringValue()).isEqualTo(HOOK.toString());
            assertThat(direct.path("attempts").size()).isEqualTo(1);
            var usual = rig.get(DELIVERIES + "?endpoint=" + endpoint).json().path("data").path(0);
            assertThat(usual.path("endpoint").stringValue()).isEqualTo(endpoint);
            assertThat(usual.path("url").isNull()).isTrue();
        }
    }

    @Test
    void onceTheWebhookIsForgottenTheDeliveryIsShownWithoutIt() {
        try (var rig = new ApiRig()) {
            String id = rig.told("job-1", HOOK);
            var kept = rig.store.document(DirectWebhook.KIND, ProjectId.DEFAULT, "job-1");
            rig.engine.commit(Change.delete(kept.orElseThrow()));

            var shown = rig.get(DELIVERIES + "/" + id).json();
            assertThat(shown.path("endpoint").isNull()).isTrue();
            assertThat(shown.path("url").isNull()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example",
                "https://hooks.example/",
                "https://Hooks.example:443"
            })
    void deliveriesAreFoundByOrigin(String origin) {
        try (var rig = new ApiRig()) {
            String one = rig.told("job-1", HOOK);
            rig.told("job-2", OTHER);

            assertThat(Pages.ids(rig, DELIVERIES + "?endpoint=" + origin)).containsExactly(one);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://",
                "https://hooks.example/a",
                "https://a@hooks.example",
                "ftp://hooks.example",
                "https://hooks example",
                "https://:443"
            })
    void whatIsNoOriginIsRefused(String text) {
        try (var rig = new ApiRig()) {
            assertThat(rig.get(DELIVERIES + "?endpoint=" + text).faultyFields())
                    .containsExactly("endpoint");
            assertThat(
                            rig.post(REPLAYS, "{\"filter\":{\"endpoint\":\"" + text + "\"}}")
                                    .faultyFields())
                    .containsExactly("filter.endpoint");
        }
    }

    @Test
    void aWaitingDeliveryIsRetriedAndCancelledLikeAnyOther() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(503);
            String id = rig.told("job-1", HOOK);
            rig.awaitAttempts(1);
            Eventually.until(
                    "the retry is taken",
                    () -> rig.post(DELIVERIES + "/" + id + "/retry", "").status() == 200);
            rig.awaitAttempts(2);
            Eventually.until(
                    "it is cancelled",
                    () -> rig.post(DELIVERIES + "/" + id + "/cancel", "").status() == 200);
            assertThat(rig.get(DELIVERIES + "/" + id).text("state")).isEqualTo("cancelled");
            assertThat(rig.get(DELIVERIES + "/" + id).text("url")).isEqualTo(HOOK.toString());
        }
    }

    @Test
    void deadDeliveriesAreReplayedToTheSameWebhooks() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(400);
            rig.told("job-1", HOOK);
            rig.told("job-2", OTHER);
            rig.awaitCount(StateName.DEAD, 2);
            rig.receiver.answers(200);

            replayed(rig, "{\"filter\":{\"endpoint\":\"https://hooks.example\"}}", HOOK);
            // What waits, or was delivered since, is left out.
            replayed(rig, "{\"filter\":{}}", OTHER);
        }
    }

    @Test
    void eventsAreReplayedToTheWebhooksThatTheirJobsNamed() {
        try (var rig = new ApiRig()) {
            String id = rig.told("job-1", HOOK);
            String event = rig.get(DELIVERIES + "/" + id).text("event");

            replayed(
                    rig,
                    "{\"filter\":{\"endpoint\":\"https://hooks.example\",\"event_ids\":[\"%s\"]}}"
                            .formatted(event),
                    HOOK);
        }
    }

    private static void replayed(ApiRig rig, String body, URI... expected) {
        var answer = rig.post(REPLAYS, body);
        assertThat(answer.status()).as(answer.bytes().text()).isEqualTo(202);
        String id = answer.text("id");
        Eventually.until(
                "it is done", () -> rig.get(REPLAYS + "/" + id).text("state").equals("done"));
        List<Call> made =
                rig.deliveries(100).stream().filter(call -> call.replay().equals(id)).toList();
        assertThat(made)
                .extracting(Call::lane)
                .containsExactlyInAnyOrderElementsOf(
                        List.of(expected).stream()
                                .map(url -> DirectWebhook.lane(ProjectId.DEFAULT, url))
                                .toList());
    }
}

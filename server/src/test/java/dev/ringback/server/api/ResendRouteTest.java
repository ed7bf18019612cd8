package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.StateName;
import org.junit.jupiter.api.Test;

class ResendRouteTest {

    private static final String DELIVERIES = "/api/v1/deliveries";

    @Test
    void oneDeliveryIsMadeAgainWhateverBecameOfIt() {
        try (var rig = new ApiRig()) {
            String endpoint = rig.endpoint("");
            String event = rig.event("a.b");
            rig.awaitCount(StateName.SUCCEEDED, 1);
            String old = Pages.ids(rig, DELIVERIES).getFirst();

            var again = rig.post(DELIVERIES + "/" + old + "/resend", "");

            assertThat(again.status()).isEqualTo(202);
            assertThat(again.text("id")).isNotEqualTo(old);
            assertThat(again.text("event")).isEqualTo(event);
            assertThat(again.text("endpoint")).isEqualTo(endpoint);
            assertThat(again.text("state")).isEqualTo("waiting");
            rig.awaitCount(StateName.SUCCEEDED, 2);
            assertThat(rig.get(DELIVERIES + "/" + old).text("state")).isEqualTo("succeeded");
        }
    }

    @Test
    void anotherEndpointMayGetIt() {
        try (var rig = new ApiRig()) {
            rig.endpoint("");
            rig.event("a.b");
            rig.awaitCount(StateName.SUCCEEDED, 1);
            String old = Pages.ids(rig, DELIVERIES).getFirst();
            String other = rig.endpoint(",\"event_types\":[\"nothing\"]");

            var again =
                    rig.post(
                            DELIVERIES + "/" + old + "/resend", "{\"endpoint\":\"" + other + "\"}");

            assertThat(again.status()).isEqualTo(202);
            assertThat(again.text("endpoint")).isEqualTo(other);
            rig.awaitCount(StateName.SUCCEEDED, 2);
        }
    }

    @Test
    void whereThereIsNobodyToSendItToItIsRefused() {
        try (var rig = new ApiRig()) {
            String endpoint = rig.endpoint("");
            rig.event("a.b");
            rig.awaitCount(StateName.SUCCEEDED, 1);
            String path = DELIVERIES + "/" + Pages.ids(rig, DELIVERIES).getFirst() + "/resend";

            assertThat(rig.post(path, "{\"endpoint\":\"nobody\"}").status()).isEqualTo(422);
            assertThat(rig.post(path, "{\"to\":\"nobody\"}").faultyFields()).containsExactly("to");
            assertThat(rig.post(DELIVERIES + "/call_1/resend", "").status()).isEqualTo(404);
            rig.call("DELETE", "/api/v1/endpoints/" + endpoint, rig.admin, "");
            var gone = rig.post(path, "");
            assertThat(gone.status()).isEqualTo(409);
            assertThat(gone.text("detail")).contains("name another one in endpoint");
        }
    }
}

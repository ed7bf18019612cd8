package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Names of events that only SDKs send: with blanks, colons and whatever else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AnyEventNameTest {

    private Ringback ringback;

    @BeforeAll
    void start() {
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    void stop() {
        ringback.close();
    }

    @Test
    void anEventOfAnyNameReachesEndpointsInEveryFormatAndIsFoundByIt() throws Exception {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Tenant tenant = ringback.tenant();
            tenant.hook(receiver, "{}");
            tenant.hook(receiver, "{'format':'inference'}");
            tenant.hook(receiver, "{'format':'cloudevents'}");

            Answer _ =
                    tenant.api()
                            .post("/e/" + tenant.api().key(), "{'name':'Größe: neu /','data':{}}")
                            .expect(200);

            List<Received> came = receiver.await(3);
            assertThat(came).allMatch(each -> each.body().text().contains("Größe: neu /"));
            for (String path :
                    List.of("/api/v1/events?event_type=", "/api/v1/deliveries?event_type=")) {
                JsonNode found =
                        tenant.api()
                                .get(path + "Gr%C3%B6%C3%9Fe%3A%20neu%20%2F")
                                .expect(200)
                                .json()
                                .path("data");
                assertThat(found.isEmpty()).as(path).isFalse();
            }
        }
    }
}

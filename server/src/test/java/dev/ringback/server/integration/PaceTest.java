package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How fast, how many at a time and in which order an endpoint is called. */
class PaceTest {

    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private static List<String> ids(RudeReceiver receiver) {
        return receiver.received().stream().map(PaceTest::id).toList();
    }

    private static String id(Received received) {
        return received.header("webhook-id").orElseThrow();
    }

    /** Publishes so many events at once and returns their ids. */
    private List<String> publish(int count) {
        return publish(Collections.nCopies(count, "{'type':'a.b','data':1}"));
    }

    private List<String> publish(List<String> all) {
        String array = "[" + String.join(",", all) + "]";
        List<String> ids = new ArrayList<>();
        tenant.api()
                .post("/api/v1/events", array)
                .expect(202)
                .json()
                .path("events")
                .forEach(event -> ids.add(event.path("id").asString()));
        return ids;
    }

    @Test
    void aFifoEndpointGetsItsEventsInOrderWhateverFails() {
        Set<String> seen = new HashSet<>();
        try (var receiver =
                RudeReceiver.start(request ->
                        seen.add(id(request)) ? Behaviour.Answer.of(500, "") : Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'ordering':'fifo','retry_schedule':['5ms']}");
            List<String> events = publish(6);
            tenant.delivery(events.getLast(), hook, "succeeded");
            List<String> expected =
                    events.stream().flatMap(id -> List.of(id, id).stream()).toList();
            assertThat(ids(receiver)).isEqualTo(expected);
        }
    }

    @Test
    void aFifoEndpointGoesOnAfterADeadDelivery() {
        try (var receiver =
                RudeReceiver.start(
                        Behaviour.Answer.of(500, ""), Behaviour.Answer.of(500, ""), Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'ordering':'fifo','retry_schedule':['5ms']}");
            List<String> events = publish(2);
            tenant.delivery(events.getLast(), hook, "succeeded");
            assertThat(tenant.delivery(events.getFirst(), hook).path("state").asString())
                    .isEqualTo("dead");
        }
    }

    @Test
    void aDeliveryThatFailsHoldsUpThoseAboutItsSubjectOnly() {
        Set<String> refused = ConcurrentHashMap.newKeySet();
        try (var receiver =
                RudeReceiver.start(request ->
                        request.body().text().contains("\"bad\"") && refused.add("once")
                                ? Behaviour.Answer.of(500, "")
                                : Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'ordering':'subject','retry_schedule':['1h']}");
            List<String> both = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                both.add("{'type':'a.b','subject':'x','data':'" + (i == 0 ? "bad" : "x") + "'}");
                both.add("{'type':'a.b','subject':'y','data':'y'}");
            }
            List<String> events = publish(both);
            List<String> held = List.of(0, 2, 4, 6).stream().map(events::get).toList();
            List<String> others = List.of(1, 3, 5, 7).stream().map(events::get).toList();
            tenant.delivery(others.getLast(), hook, "succeeded");
            receiver.await(5);
            assertThat(of(others, receiver)).isEqualTo(others);
            assertThat(of(held, receiver)).containsExactly(held.getFirst());

            String first = tenant.delivery(held.getFirst(), hook).path("id").asString();
            tenant.api().post("/api/v1/deliveries/" + first + "/cancel", "{}").expect(200);
            tenant.delivery(held.getLast(), hook, "succeeded");
            assertThat(of(held, receiver)).isEqualTo(held);
        }
    }

    private static List<String> of(List<String> some, RudeReceiver receiver) {
        return ids(receiver).stream().filter(some::contains).toList();
    }

    @Test
    void noMoreDeliveriesThanAllowedAreUnderWay() {
        try (var receiver = RudeReceiver.start(new Behaviour.StallBeforeHead())) {
            Hook hook = tenant.hook(receiver, "{'max_in_flight':3,'timeout_ms':60000}");
            publish(10);
            receiver.await(3);
            // A fourth would have been started by the commit that these events came with.
            tenant.delivery(tenant.publish("a.b"), hook, "waiting");
            JsonNode stats = tenant.api().get(hook.path() + "/stats").expect(200).json();
            assertThat(stats.path("running").asInt()).isEqualTo(3);
            assertThat(stats.path("deliveries").path("waiting").asInt()).isEqualTo(11);
            assertThat(receiver.received()).hasSize(3);
        }
    }

    @Test
    void noMoreDeliveriesStartInASecondThanAllowed() {
        int rate = 10;
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'rate_per_second':" + rate + "}");
            Instant before = Instant.now();
            publish(2 * rate);
            receiver.await(2 * rate);
            Tenant.until(
                    "all are on record",
                    () ->
                            tenant.deliveries("endpoint=" + hook.id() + "&state=succeeded").size()
                                    == 20);
            Instant last =
                    tenant.deliveries("endpoint=" + hook.id()).stream()
                            .map(each -> tenant.delivery(each.path("id").asString()))
                            .map(each -> each.path("attempts").path(0).path("started_at"))
                            .map(each -> Instant.parse(each.asString()))
                            .max(Comparator.naturalOrder())
                            .orElseThrow();
            // The first starts at once, and each of the others a tenth of a second later.
            assertThat(last).isAfter(before.plusMillis(1_800));
        }
    }
}

package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Endpoints that say no: when they are asked again, and what is told of it. */
class FailuresTest {

    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    @Test
    void retryAfterPutsTheNextAttemptOff() {
        try (var receiver = RudeReceiver.start(new Behaviour.RetryAfter(429, "3600"))) {
            Hook hook = tenant.hook(receiver);
            String event = tenant.publish("a.b");
            JsonNode waiting = tenant.attempted(event, hook, 1);
            JsonNode attempt = waiting.path("attempts").path(0);
            assertThat(waiting.path("state").asString()).isEqualTo("waiting");
            assertThat(attempt.path("status").asInt()).isEqualTo(429);
            assertThat(attempt.path("error").asString()).isEqualTo("answered 429");
            Instant due = Instant.parse(waiting.path("due_at").asString());
            Instant started = Instant.parse(attempt.path("started_at").asString());
            assertThat(Duration.between(started, due))
                    .isBetween(Duration.ofHours(1), Duration.ofHours(1).plus(Eventually.PATIENCE));
        }
    }

    @Test
    void whoIsGoneIsDisabledAndOthersAreTold() {
        try (var gone = RudeReceiver.start(new Behaviour.Gone());
                var listener = RudeReceiver.start(Behaviour.OK)) {
            Hook about = tenant.hook(gone, "{'name':'gone','event_types':['a.*']}");
            tenant.hook(listener, "{'event_types':['endpoint.disabled']}");
            String event = tenant.publish("a.b");
            JsonNode dead = tenant.delivery(event, about, "dead");
            assertThat(dead.path("reason").asString()).isEqualTo("answered 410");
            assertThat(dead.path("attempts").size()).isEqualTo(1);
            JsonNode told = told(listener.await(1).getFirst());
            assertThat(told.path("type").asString()).isEqualTo("endpoint.disabled");
            assertThat(told.path("data").path("endpoint_id").asString()).isEqualTo(about.id());
            assertThat(told.path("data").path("reason").asString()).isEqualTo("answered 410 Gone");
            JsonNode endpoint = tenant.endpoint(about);
            assertThat(endpoint.path("state").asString()).isEqualTo("disabled");
            assertThat(endpoint.path("state_reason").asString()).isEqualTo("answered 410 Gone");
            tenant.publish("a.c");
            assertThat(tenant.deliveries("endpoint=" + about.id())).hasSize(1);
        }
    }

    private static JsonNode told(Received received) {
        return Answer.JSON.readTree(received.body().bytes());
    }

    @Test
    void aDeliveryThatIsGivenUpIsListedWithAllItsAttemptsAndAnnounced() {
        Payload page = Payload.of("broken ".repeat(4_000));
        var failure =
                new Behaviour.Answer(500, List.of(new Header("X-Reason", "no database")), page);
        try (var failing = RudeReceiver.start(failure);
                var listener = RudeReceiver.start(Behaviour.OK)) {
            Hook about =
                    tenant.hook(
                            failing, "{'event_types':['a.*'],'headers':{'X-Token':'tell-nobody'}}");
            tenant.hook(listener, "{'event_types':['delivery.dead']}");
            String event = tenant.publish("a.b");
            JsonNode dead = tenant.delivery(event, about, "dead");

            assertThat(dead.path("reason").asString())
                    .isEqualTo("answered 500; no retries left after 4 attempts");
            assertThat(failing.received()).hasSize(4);
            assertThat(failing.received().getFirst().header("X-Token")).contains("tell-nobody");
            assertThat(dead.path("attempts").size()).isEqualTo(4);
            for (JsonNode attempt : dead.path("attempts")) {
                assertThat(attempt.path("status").asInt()).isEqualTo(500);
                assertThat(attempt.path("error").asString()).startsWith("answered 500");
                assertThat(attempt.path("first_byte_ms").asDouble()).isPositive();
                assertThat(attempt.path("total_ms").asDouble())
                        .isGreaterThanOrEqualTo(attempt.path("first_byte_ms").asDouble());
                assertThat(header(attempt.path("request_headers"), "X-Token")).isEqualTo("***");
                assertThat(header(attempt.path("request_headers"), "webhook-id")).isEqualTo(event);
                assertThat(header(attempt.path("response_headers"), "X-Reason"))
                        .isEqualTo("no database");
                assertThat(attempt.path("response_body").asString())
                        .isEqualTo(page.excerpt(16 * 1024).text());
            }
            JsonNode told = told(listener.await(1).getFirst()).path("data");
            assertThat(told.path("delivery_id").asString()).isEqualTo(dead.path("id").asString());
            assertThat(told.path("event_id").asString()).isEqualTo(event);
            assertThat(told.path("attempts").asInt()).isEqualTo(4);
            assertThat(tenant.deliveries("state=dead")).hasSize(1);
        }
    }

    @Test
    void whatDiesAtManyEndpointsIsToldToNoneOfThemUnasked() {
        int many = 20;
        try (var failing = RudeReceiver.start(Behaviour.Answer.of(500, ""))) {
            for (int i = 0; i < many; i++) {
                tenant.hook(failing, "{'retry_schedule':[]}");
            }
            for (int events = 1; events <= 2; events++) {
                tenant.publish("a.b");
                int all = events * many;
                Tenant.until("all are dead", () -> dead() == all);
            }
            assertThat(tenant.deliveries("")).hasSize(2 * many);
        }
    }

    private int dead() {
        return tenant.deliveries("state=dead").size();
    }

    private static String header(JsonNode headers, String name) {
        for (JsonNode each : headers) {
            if (each.path("name").asString().equals(name)) {
                return each.path("value").asString();
            }
        }
        return "(none)";
    }

    @Test
    void anEndpointThatRecoversIsNoLongerFailing() {
        try (var receiver = RudeReceiver.start(Behaviour.Answer.of(500, ""), Behaviour.OK)) {
            Hook hook = tenant.hook(receiver);
            String event = tenant.publish("a.b");
            JsonNode done = tenant.delivery(event, hook, "succeeded");
            assertThat(done.path("attempts").size()).isEqualTo(2);
            Tenant.until(
                    "the endpoint has recovered",
                    () -> tenant.endpoint(hook).path("failing_since").isNull());
        }
    }

    @Test
    void inferenceFormatsGiveUpAtAClientErrorAndOthersGoOn() {
        try (var receiver = RudeReceiver.start(Behaviour.Answer.of(404, ""))) {
            Hook inference = tenant.hook(receiver, "{'format':'inference'}");
            Hook standard = tenant.hook(receiver, "{'format':'standard'}");
            String event = tenant.publish("a.b");
            JsonNode one = tenant.delivery(event, inference, "dead");
            JsonNode other = tenant.delivery(event, standard, "dead");
            assertThat(one.path("attempts").size()).isEqualTo(1);
            assertThat(other.path("attempts").size()).isEqualTo(4);
        }
    }
}

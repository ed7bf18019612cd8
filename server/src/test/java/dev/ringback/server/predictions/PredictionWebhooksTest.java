package dev.ringback.server.predictions;

import static dev.ringback.server.predictions.WriftClient.params;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What is sent to the webhooks that predictions name. */
class PredictionWebhooksTest {

    private static final String INPUT = "{ \"prompt\":\"Capital of France?\" }";

    private final StubUpstream stub = StubUpstream.start();
    @RegisterExtension private final Site site = Site.before(stub, 4);
    private final WriftClient client = site.client();

    /** Not before somebody asks for it, however slow the test is. */
    private static final Behaviour LATER =
            new Behaviour.Answer(
                    503, List.of(new Header("Retry-After", "3600")), Payload.of("later"));

    @Test
    void withoutASecretNothingIsSigned() {
        stub.plays(Script.completion("Paris"));
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            client.create("acme/city", params(INPUT, receiver, "null")).expect(202);

            assertThat(Told.await(receiver, 3)).allMatch(told -> told.signature().isEmpty());
        }
    }

    @Test
    void withoutAWebhookItIsAnnouncedToWhoeverSubscribesAndOtherwiseToNobodyElse() {
        stub.plays(Script.completion("Paris"));
        try (var subscriber = RudeReceiver.start(Behaviour.OK);
                var named = RudeReceiver.start(Behaviour.OK)) {
            client.made(
                    "/api/v1/endpoints",
                    """
                    {"url":"%s","event_types":["prediction.*"],"format":"prediction",\
                    "readiness_check":false}\
                    """
                            .formatted(subscriber.url("/all")),
                    Map.of());
            String addressed = client.create("acme/city", params(INPUT, named, "null")).id();
            Told.await(named, 3);
            String announced = client.create("acme/city", params(INPUT)).id();

            List<Told> told = Told.await(subscriber, 3);
            assertThat(told)
                    .allMatch(each -> each.json().path("id").stringValue().equals(announced))
                    .extracting(Told::status)
                    .containsExactlyInAnyOrder("pending", "started", "succeeded");
            assertThat(Told.await(named, 3))
                    .allMatch(each -> each.json().path("id").stringValue().equals(addressed));
        }
    }

    @Test
    void oneUrlThatIsBrokenHoldsUpNoOtherOfItsHost() {
        stub.plays(Script.completion("Paris"));
        try (var receiver =
                RudeReceiver.start(received ->
                        received.path().startsWith("/bad")
                                ? Behaviour.Answer.of(500, "")
                                : Behaviour.OK)) {
            for (int i = 0; i < 12; i++) {
                client.create("acme/city", params(INPUT, receiver.url("/bad"), "null")).expect(202);
            }
            Eventually.until(
                    "the broken one has failed often enough",
                    () -> receiver.received().size() >= 10);
            client.create("acme/city", params(INPUT, receiver.url("/good"), "null")).expect(202);

            Eventually.until(
                    "the other is told of all",
                    () ->
                            receiver.received().stream()
                                            .filter(each -> each.path().equals("/good"))
                                            .count()
                                    == 3);
        }
    }

    @Test
    void aDeliveryThatFailedIsMadeAgainAndSignedAnewAndAllOfThemAreListed() {
        stub.plays(Script.completion("Paris"));
        var refused = new AtomicBoolean();
        try (var receiver =
                RudeReceiver.start(received ->
                        received.body().text().contains("\"status\":\"pending\"")
                                        && refused.compareAndSet(false, true)
                                ? LATER
                                : Behaviour.OK)) {
            String id = client.create("acme/city", params(INPUT, receiver, "\"s\"")).id();
            client.await(id);
            Told.await(receiver, 3);
            Eventually.until("the failure is on record", () -> attempts(id, "pending") == 1);
            long second = Instant.now().getEpochSecond();
            Eventually.until("a second is over", () -> Instant.now().getEpochSecond() > second);
            String delivery = delivery(id, "pending").path("id").stringValue();
            client.made("/api/v1/deliveries/" + delivery + "/retry", "{}", Map.of());

            List<Told> told =
                    Told.await(receiver, 4).stream()
                            .filter(each -> each.status().equals("pending"))
                            .toList();
            assertThat(told).hasSize(2);
            assertThat(told).allMatch(each -> WriftClient.problem(each.received(), "s").isEmpty());
            assertThat(told.getFirst().text()).isEqualTo(told.getLast().text());
            assertThat(told.getFirst().signature()).isNotEqualTo(told.getLast().signature());
            Eventually.until("the success is on record", () -> attempts(id, "pending") == 2);
            assertListed(id, receiver);
        }
    }

    private void assertListed(String id, RudeReceiver receiver) {
        Map<String, JsonNode> all = client.deliveries();
        assertThat(all.keySet())
                .containsExactlyInAnyOrder(id + ":pending", id + ":started", id + ":succeeded");
        assertThat(all.values())
                .allSatisfy(delivery -> {
                    assertThat(delivery.path("url").stringValue())
                            .isEqualTo(receiver.url("/hook?token=1").toString());
                    assertThat(delivery.path("state").stringValue()).isEqualTo("succeeded");
                });
        assertThat(statuses(delivery(id, "pending"))).containsExactly(503, 200);
        assertThat(statuses(delivery(id, "started"))).containsExactly(200);
    }

    private static List<Integer> statuses(JsonNode delivery) {
        return delivery.path("attempts")
                .valueStream()
                .map(attempt -> attempt.path("status").intValue())
                .toList();
    }

    private JsonNode delivery(String id, String status) {
        return Objects.requireNonNull(client.deliveries().get(id + ":" + status));
    }

    private int attempts(String id, String status) {
        return delivery(id, status).path("attempts").size();
    }

    @Test
    void aRestartBetweenTwoStepsRepeatsAndLosesNoneOfThem() {
        stub.plays(Script.silence(), Script.completion("Paris"));
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            String id = client.create("acme/city", params(INPUT, receiver, "\"s\"")).id();
            Told.await(receiver, 2);
            Eventually.until("the model server is asked", () -> !stub.asked().isEmpty());

            site.restart();
            assertThat(client.await(id).json().path("output").stringValue()).isEqualTo("Paris");

            List<Told> told = Told.await(receiver, 3);
            assertThat(WriftClient.problem(Told.of(told, "succeeded").received(), "s")).isEmpty();
            Eventually.until(
                    "all is on record",
                    () ->
                            client.deliveries().values().stream()
                                    .allMatch(each ->
                                            each.path("state").stringValue().equals("succeeded")));
            assertThat(client.deliveries()).hasSize(3);
            assertThat(receiver.received().stream().map(Told::new).map(Told::status).distinct())
                    .hasSize(3);
        }
    }
}

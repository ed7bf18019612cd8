package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.Verification;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What becomes of deliveries when their endpoint is changed under them. */
class EndpointLifeTest {

    private static final Behaviour FAILS = Behaviour.Answer.of(500, "");
    private static final String LATER = "{'retry_schedule':['1h','1h']}";
    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private void act(Hook hook, String action) {
        tenant.api().post(hook.path() + "/" + action, "").expect(200);
    }

    private void retryNow(JsonNode delivery) {
        String path = "/api/v1/deliveries/" + delivery.path("id").asString();
        tenant.api().post(path + "/retry", "").expect(200);
    }

    @Test
    void aPausedEndpointCollectsAndIsCaughtUpWhenItIsEnabled() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver);
            act(hook, "pause");
            String first = tenant.publish("a.b");
            String second = tenant.publish("a.b");
            assertThat(tenant.delivery(first, hook).path("state").asString()).isEqualTo("waiting");
            assertThat(receiver.connections()).isZero();
            act(hook, "enable");
            tenant.delivery(first, hook, "succeeded");
            tenant.delivery(second, hook, "succeeded");
        }
    }

    @Test
    void aDisabledEndpointGetsNothingNew() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver);
            act(hook, "disable");
            tenant.publish("a.b");
            act(hook, "enable");
            String wanted = tenant.publish("a.b");
            tenant.delivery(wanted, hook, "succeeded");
            assertThat(tenant.deliveries("endpoint=" + hook.id())).hasSize(1);
        }
    }

    @Test
    void whatWaitsForADeletedEndpointEndsAtOnceAndSaysWhy() {
        try (var receiver = RudeReceiver.start(FAILS)) {
            Hook hook = tenant.hook(receiver, LATER);
            List<String> events = List.of(tenant.publish("a.b"), tenant.publish("a.b"));
            events.forEach(event -> tenant.attempted(event, hook, 1));
            tenant.api().delete(hook.path()).expect(204);
            for (String event : events) {
                JsonNode dead = tenant.delivery(event, hook, "dead");
                assertThat(dead.path("reason").asString()).isEqualTo("endpoint was deleted");
                assertThat(dead.path("attempts").size()).isEqualTo(1);
            }
            tenant.api().get(hook.path()).expect(404);
        }
    }

    @Test
    void whatWaitsForAPausedEndpointEndsWhenItIsDeleted() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver);
            act(hook, "pause");
            String event = tenant.publish("a.b");
            tenant.api().delete(hook.path()).expect(204);
            tenant.delivery(event, hook, "dead");
            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void aDeliveryThatIsUnderWayWhenItsEndpointIsDeletedEndsToo() {
        RudeReceiver receiver = RudeReceiver.start(new Behaviour.StallBeforeHead());
        Hook hook = tenant.hook(receiver);
        String event = tenant.publish("a.b");
        receiver.await(1);
        tenant.api().delete(hook.path()).expect(204);
        receiver.close();
        JsonNode dead = tenant.delivery(event, hook, "dead");
        assertThat(dead.path("reason").asString()).isEqualTo("endpoint was deleted");
    }

    @Test
    void theNextAttemptGoesToTheNewUrl() {
        try (var before = RudeReceiver.start(FAILS);
                var after = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(before, LATER);
            String event = tenant.publish("a.b");
            JsonNode waiting = tenant.attempted(event, hook, 1);
            tenant.api().patch(hook.path(), "{'url':'" + after.url("/new") + "'}").expect(200);
            retryNow(waiting);
            tenant.delivery(event, hook, "succeeded");
            assertThat(before.received()).hasSize(1);
            assertThat(after.received().getFirst().path()).isEqualTo("/new");
        }
    }

    @Test
    void theNextFailureIsJudgedByTheNewSchedule() {
        try (var receiver = RudeReceiver.start(FAILS)) {
            Hook hook = tenant.hook(receiver, LATER);
            String event = tenant.publish("a.b");
            JsonNode waiting = tenant.attempted(event, hook, 1);
            tenant.api().patch(hook.path(), "{'retry_schedule':[]}").expect(200);
            retryNow(waiting);
            JsonNode dead = tenant.delivery(event, hook, "dead");
            assertThat(dead.path("attempts").size()).isEqualTo(2);
        }
    }

    @Test
    void aRotatedSecretSignsBesideTheFormerOne() {
        try (var receiver = RudeReceiver.start(FAILS)) {
            Hook hook = tenant.hook(receiver, LATER);
            String event = tenant.publish("a.b");
            JsonNode waiting = tenant.attempted(event, hook, 1);
            String fresh = rotated(hook, "{}");
            retryNow(waiting);
            Received second = receiver.await(2).getLast();
            assertThat(hook.verify(second)).isInstanceOf(Verification.Verified.class);
            assertThat(Hook.verify(second, fresh)).isInstanceOf(Verification.Verified.class);
            assertThat(Hook.verify(receiver.received().getFirst(), fresh))
                    .isInstanceOf(Verification.Rejected.class);

            String last = rotated(hook, "{'overlap_seconds':0}");
            retryNow(tenant.attempted(event, hook, 2));
            Received third = receiver.await(3).getLast();
            assertThat(Hook.verify(third, last)).isInstanceOf(Verification.Verified.class);
            assertThat(Hook.verify(third, fresh)).isInstanceOf(Verification.Rejected.class);
            assertThat(hook.verify(third)).isInstanceOf(Verification.Rejected.class);
        }
    }

    private String rotated(Hook hook, String settings) {
        return tenant.api()
                .post(hook.path() + "/rotate-secret", settings)
                .expect(200)
                .text("secret");
    }

    @Test
    void aCancelledDeliveryIsNotSentAgain() {
        try (var receiver = RudeReceiver.start(FAILS)) {
            Hook hook = tenant.hook(receiver, LATER);
            String event = tenant.publish("a.b");
            String id = tenant.attempted(event, hook, 1).path("id").asString();
            tenant.api().post("/api/v1/deliveries/" + id + "/cancel", "").expect(200);
            tenant.api().post("/api/v1/deliveries/" + id + "/retry", "").expect(409);
            assertThat(tenant.delivery(event, hook).path("state").asString())
                    .isEqualTo("cancelled");
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void aTestEventGoesToTheOneEndpointOnly() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'event_types':['order.*']}");
            tenant.hook(receiver);
            Answer answer =
                    tenant.api().post(hook.path() + "/test", "{'message':'hello'}").expect(202);
            tenant.delivery(answer.text("event"), hook, "succeeded");
            assertThat(receiver.received()).hasSize(1);
            assertThat(receiver.received().getFirst().body().text())
                    .contains("\"type\":\"webhook.test\"", "hello");
        }
    }
}

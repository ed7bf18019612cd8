package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A list of deliveries says how each of them stands, without asking for one after the other. */
class DeliveryListsOverHttpTest {

    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final AtomicReference<Behaviour> behaviour = new AtomicReference<>(Behaviour.OK);
    @AutoClose private final RudeReceiver receiver = RudeReceiver.start(_ -> behaviour.get());
    private final Tenant tenant = RINGBACK.tenant();

    private JsonNode listed(String event) {
        return tenant.deliveries("event=" + event).getFirst();
    }

    @Test
    void whatWaitsSaysWhatTheLastAttemptCameToAndWhenTheNextIsDue() {
        behaviour.set(Behaviour.Answer.of(503, "busy"));
        Hook hook = tenant.hook(receiver, "{'retry_schedule':['20ms','1h']}");
        String event = tenant.publish("order.paid");
        tenant.attempted(event, hook, 2);

        JsonNode listed = listed(event);
        assertThat(listed.path("state").asString()).isEqualTo("waiting");
        assertThat(listed.path("last_status").asInt()).isEqualTo(503);
        assertThat(listed.path("last_error").asString()).contains("503");
        assertThat(listed.path("due_at").asString()).isNotEmpty();
        JsonNode attempts = tenant.delivery(listed.path("id").asString()).path("attempts");
        assertThat(listed.path("last_error")).isEqualTo(attempts.path(1).path("error"));
    }

    @Test
    void whatGotNoAnswerHasNoStatusButAnError() {
        behaviour.set(new Behaviour.HangUp());
        Hook hook = tenant.hook(receiver, "{'retry_schedule':[]}");
        String event = tenant.publish("order.paid");
        tenant.delivery(event, hook, "dead");

        JsonNode listed = listed(event);
        assertThat(listed.path("last_status").isNull()).isTrue();
        assertThat(listed.path("last_error").asString()).isNotEmpty();
        assertThat(listed.path("due_at").isNull()).isTrue();
    }

    @Test
    void whatWasDeliveredHasAStatusAndNoErrorAndWhatWasNotTriedHasNeither() {
        Hook hook = tenant.hook(receiver);
        String delivered = tenant.publish("order.paid");
        tenant.delivery(delivered, hook, "succeeded");
        tenant.api().post(hook.path() + "/pause", "").expect(200);
        String untried = tenant.publish("order.paid");

        assertThat(listed(delivered).path("last_status").asInt()).isEqualTo(200);
        assertThat(listed(delivered).path("last_error").isNull()).isTrue();
        assertThat(listed(untried).path("last_status").isNull()).isTrue();
        assertThat(listed(untried).path("last_error").isNull()).isTrue();
    }

    @Test
    void whatIsDeadSaysByWhichLaterOneItWasDeliveredAfterAll() {
        behaviour.set(Behaviour.Answer.of(400, "no"));
        Hook hook = tenant.hook(receiver, "{'retry_schedule':[]}");
        Hook other = tenant.hook(receiver, "{'retry_schedule':[],'event_types':['none.such']}");
        String event = tenant.publish("order.paid");
        String dead = tenant.delivery(event, hook, "dead").path("id").asString();
        assertThat(tenant.delivery(dead).path("delivered_by").isNull()).isTrue();

        behaviour.set(Behaviour.OK);
        String elsewhere = resent(dead, "{'endpoint':'" + other.id() + "'}");
        Tenant.until("it came elsewhere", () -> isDelivered(elsewhere));
        assertThat(tenant.delivery(dead).path("delivered_by").isNull()).isTrue();

        String again = resent(dead, "");
        Tenant.until("it came after all", () -> isDelivered(again));
        assertThat(tenant.delivery(dead).path("delivered_by").asString()).isEqualTo(again);
        JsonNode listed = tenant.deliveries("event=" + event + "&endpoint=" + hook.id()).getLast();
        assertThat(listed.path("delivered_by").asString()).isEqualTo(again);
        assertThat(tenant.delivery(again).path("delivered_by").isNull()).isTrue();
    }

    @Test
    void whatWasDeliveredLaterIsNotAmongTheDead() {
        behaviour.set(Behaviour.Answer.of(400, "no"));
        Hook hook = tenant.hook(receiver, "{'retry_schedule':[]}");
        List<String> dead = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String event = tenant.publish("order.paid");
            dead.add(tenant.delivery(event, hook, "dead").path("id").asString());
        }
        behaviour.set(Behaviour.OK);
        for (int i : new int[] {0, 2, 3, 4, 6}) {
            String again = resent(dead.get(i), "");
            Tenant.until("it came after all", () -> isDelivered(again));
        }

        assertThat(pages("state=dead&limit=1")).containsExactly(dead.get(5), dead.get(1));
        assertThat(pages("cause=http_400&limit=1")).containsExactly(dead.get(5), dead.get(1));
        JsonNode cause = tenant.api().read("/api/v1/deliveries/causes").json().path("data").path(0);
        assertThat(cause.path("count").asInt()).isEqualTo(2);
    }

    /** The ids on all pages of a list. */
    private List<String> pages(String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = tenant.api().read("/api/v1/deliveries?" + query + cursor).json();
            page.path("data").forEach(each -> ids.add(each.path("id").asString()));
            cursor = "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.equals("&cursor="));
        return ids;
    }

    private String resent(String delivery, String body) {
        return tenant.api()
                .post("/api/v1/deliveries/" + delivery + "/resend", body)
                .expect(202)
                .text("id");
    }

    private boolean isDelivered(String delivery) {
        return tenant.delivery(delivery).path("state").asString().equals("succeeded");
    }
}

package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.Host;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What deliveries to queues that have to be there are like, whatever kind of queue that is. */
interface QueueBridgeContract {

    /** A server that may reach this machine. */
    Ringback ringback();

    /** Makes a queue. */
    void create(String queue);

    /**
     * An endpoint that is a queue, to somebody who needs a password, in which {@code sesame} is.
     *
     * @param more of its properties, each with a comma before it
     */
    Hook hook(Tenant tenant, String queue, String more);

    /** Takes a message out of a queue, and says what its id is. */
    String taken(String queue);

    /** The status of an attempt when there is no queue. */
    int statusOfNone();

    /** What the queue's server says then. */
    String wordsOfNone();

    @Test
    default void whatHasNoQueueIsDeadAndIsReplayedOnceThereIsOne() {
        Tenant tenant = ringback().tenant();
        Hook hook = hook(tenant, "later", ",'retry_schedule':[]");
        String event = tenant.publish("order.paid");
        JsonNode dead = tenant.delivery(event, hook, "dead");
        assertThat(Tenant.lastAttempt(dead).path("status").asInt()).isEqualTo(statusOfNone());
        assertThat(Tenant.lastAttempt(dead).toString())
                .contains(wordsOfNone())
                .doesNotContain("sesame");
        create("later");

        tenant.api()
                .post(
                        "/api/v1/replays",
                        "{'filter':{'endpoint':'" + hook.id() + "','state':'dead'}}")
                .expect(202);
        Tenant.until("it has arrived", () -> !tenant.deliveries("state=succeeded").isEmpty());
        assertThat(taken("later")).isEqualTo(event);
    }

    @Test
    default void itIsTheSameAfterARestart() throws Exception {
        create("kept");
        Ringback first = Ringback.start(Ringback.PRIVATE);
        Tenant before = first.tenant();
        Hook hook = hook(before, "kept", "");
        try (var second = first.restarted(Ringback.PRIVATE, Host.MACHINE)) {
            var after = new Tenant(second.admin().with(before.api().key()));
            String event = after.publish("order.paid");
            after.delivery(event, hook, "succeeded");
            assertThat(taken("kept")).isEqualTo(event);
        }
    }
}

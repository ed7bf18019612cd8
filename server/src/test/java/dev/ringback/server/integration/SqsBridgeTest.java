package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.Host;
import dev.ringback.testkit.receiver.SqsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Deliveries to queues of a server that speaks SQS are deliveries like others. */
class SqsBridgeTest {

    private static SqsServer sqs;
    private static Ringback ringback;

    private Tenant tenant;

    @BeforeAll
    static void start() throws Exception {
        sqs = SqsServer.start();
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() throws Exception {
        ringback.close();
        sqs.close();
    }

    @BeforeEach
    void enter() {
        tenant = ringback.tenant();
    }

    private Hook hook(Tenant whose, String queue, String more) {
        return whose.hook(
                sqs.queue(queue).toString(),
                "{'kind':'sqs','region':'elasticmq','credentials':{'access_key_id':'AKIA1',"
                        + "'secret_access_key':'open-sesame'}"
                        + more
                        + "}");
    }

    private static JsonNode lastAttempt(JsonNode delivery) {
        JsonNode attempts = delivery.path("attempts");
        return attempts.path(attempts.size() - 1);
    }

    @Test
    void anEventBecomesAMessageWithItsIdAndItsBody() {
        sqs.create("orders.fifo");
        Hook hook = hook(tenant, "orders.fifo", ",'headers':{'X-Team':'blue'}");
        String event =
                tenant.publishAll("{'type':'order.paid','subject':'order-1','data':{'n':1}}");
        JsonNode delivery = tenant.delivery(event, hook, "succeeded");

        JsonNode message =
                Answer.JSON.readTree(sqs.receive("orders.fifo")).path("Messages").path(0);
        assertThat(message.path("Body").asString()).contains("\"type\":\"order.paid\"");
        JsonNode attributes = message.path("MessageAttributes");
        assertThat(attributes.path("webhook-id").path("StringValue").asString()).isEqualTo(event);
        assertThat(attributes.path("headers").path("StringValue").asString())
                .contains("\"x-team\":\"blue\"");
        assertThat(message.path("Attributes").path("MessageGroupId").asString())
                .isEqualTo("order-1");
        assertThat(lastAttempt(delivery).path("status").asInt()).isEqualTo(200);
        assertThat(delivery.toString()).doesNotContain("sesame").doesNotContain("Queue-Key");
    }

    @Test
    void theEndpointIsShownWithoutItsCredentials() {
        Hook hook = hook(tenant, "shown", "");
        Answer shown = tenant.api().get(hook.path()).expect(200);

        assertThat(shown.text("kind")).isEqualTo("sqs");
        assertThat(shown.text("region")).isEqualTo("elasticmq");
        assertThat(shown.json().path("has_credentials").asBoolean()).isTrue();
        assertThat(shown.json().toString()).doesNotContain("sesame", "AKIA1");
        assertThat(
                        tenant.api()
                                .patch(hook.path(), "{'region':'eu-west-1'}")
                                .expect(200)
                                .text("region"))
                .isEqualTo("eu-west-1");
    }

    @Test
    void whatHasNoQueueIsDeadAndIsReplayedOnceThereIsOne() {
        Hook hook = hook(tenant, "later", ",'retry_schedule':[]");
        String event = tenant.publish("order.paid");
        JsonNode dead = tenant.delivery(event, hook, "dead");
        assertThat(lastAttempt(dead).path("status").asInt()).isEqualTo(400);
        assertThat(lastAttempt(dead).toString()).contains("QueueDoesNotExist");
        sqs.create("later");

        tenant.api()
                .post(
                        "/api/v1/replays",
                        "{'filter':{'endpoint':'" + hook.id() + "','state':'dead'}}")
                .expect(202);
        Tenant.until("it has arrived", () -> !tenant.deliveries("state=succeeded").isEmpty());
        assertThat(sqs.receive("later")).contains(event);
    }

    @Test
    void itIsTheSameAfterARestart() throws Exception {
        sqs.create("kept");
        Ringback first = Ringback.start(Ringback.PRIVATE);
        Tenant before = first.tenant();
        Hook hook = hook(before, "kept", "");
        try (var second = first.restarted(Ringback.PRIVATE, Host.MACHINE)) {
            var after = new Tenant(second.admin().with(before.api().key()));
            String event = after.publish("order.paid");
            after.delivery(event, hook, "succeeded");
            assertThat(sqs.receive("kept")).contains(event);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'url':'https://s.example/1/q'|region",
                "'url':'https://s.example/1/q','region':'EU West'|region",
                "'url':'https://s.example','region':'eu-west-1'|url",
                "'url':'https://s.example/1/q?x','region':'eu-west-1'|url",
                "'url':'rediss://s.example/1','region':'eu-west-1'|url",
                "'url':'https://s.example/1/q','region':'eu-west-1','stream':'s'|stream",
                "'url':'https://s.example/1/q','region':'eu-west-1',"
                        + "'credentials':{'password':'p'}"
                        + "|credentials.access_key_id,credentials.secret_access_key,"
                        + "credentials.password",
            })
    void whatIsWrongIsToldByItsField(String fields, String wrong) {
        assertThat(
                        tenant.api()
                                .post("/api/v1/endpoints", "{'kind':'sqs'," + fields + "}")
                                .expect(422)
                                .faultyFields())
                .containsExactlyInAnyOrder(wrong.split(","));
    }
}

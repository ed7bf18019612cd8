package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.SqsServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Deliveries to queues of a server that speaks SQS are deliveries like others. */
class SqsBridgeTest implements QueueBridgeContract {

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

    @Override
    public Hook hook(Tenant whose, String queue, String more) {
        return whose.hook(
                sqs.queue(queue).toString(),
                "{'kind':'sqs','region':'elasticmq','credentials':{'access_key_id':'AKIA1',"
                        + "'secret_access_key':'open-sesame'}"
                        + more
                        + "}");
    }

    @Override
    public Ringback ringback() {
        return ringback;
    }

    @Override
    public void create(String queue) {
        URI _ = sqs.create(queue);
    }

    @Override
    public String taken(String queue) {
        return message(queue)
                .path("MessageAttributes")
                .path("webhook-id")
                .path("StringValue")
                .asString();
    }

    @Override
    public int statusOfNone() {
        return 400;
    }

    @Override
    public String wordsOfNone() {
        return "QueueDoesNotExist";
    }

    private static JsonNode message(String queue) {
        return Answer.JSON.readTree(sqs.receive(queue)).path("Messages").path(0);
    }

    @Test
    void anEventBecomesAMessageWithItsIdAndItsBody() {
        sqs.create("orders.fifo");
        Hook hook = hook(tenant, "orders.fifo", ",'headers':{'X-Team':'blue'}");
        String event =
                tenant.publishAll("{'type':'order.paid','subject':'order-1','data':{'n':1}}");
        JsonNode delivery = tenant.delivery(event, hook, "succeeded");

        JsonNode message = message("orders.fifo");
        assertThat(message.path("Body").asString()).contains("\"type\":\"order.paid\"");
        JsonNode attributes = message.path("MessageAttributes");
        assertThat(attributes.path("webhook-id").path("StringValue").asString()).isEqualTo(event);
        assertThat(attributes.path("headers").path("StringValue").asString())
                .contains("\"x-team\":\"blue\"");
        assertThat(message.path("Attributes").path("MessageGroupId").asString())
                .isEqualTo("order-1");
        assertThat(Tenant.lastAttempt(delivery).path("status").asInt()).isEqualTo(200);
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

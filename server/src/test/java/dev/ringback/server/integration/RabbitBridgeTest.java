package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import dev.ringback.testkit.receiver.RabbitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Deliveries to an exchange or a queue of a real RabbitMQ are deliveries like others. */
class RabbitBridgeTest implements QueueBridgeContract {

    private static final String ENDPOINTS = "/api/v1/endpoints";

    private static RabbitQueues rabbit;
    private static Channel channel;
    private static Ringback ringback;

    private Tenant tenant;

    @BeforeEach
    void enter() {
        tenant = ringback.tenant();
    }

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(RabbitServer.isInstalled(), RabbitServer.MISSING);
        rabbit = RabbitQueues.start("", ".*", "");
        channel = rabbit.channel();
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (rabbit != null) {
            ringback.close();
            rabbit.close();
        }
    }

    @Override
    public Ringback ringback() {
        return ringback;
    }

    @Override
    public void create(String queue) {
        rabbit.create(queue);
    }

    @Override
    public Hook hook(Tenant whose, String queue, String more) {
        return hook(whose, "'queue':'" + queue + "'" + more);
    }

    @Override
    public String taken(String queue) {
        try {
            return channel.basicGet(queue, true).getProps().getMessageId();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int statusOfNone() {
        return 404;
    }

    @Override
    public String wordsOfNone() {
        return "NO_ROUTE";
    }

    private Hook hook(String target) {
        return hook(tenant, target);
    }

    private static Hook hook(Tenant whose, String target) {
        return whose.hook(
                rabbit.url(),
                "{'kind':'rabbitmq','credentials':{'username':'ann',"
                        + "'password':'open-sesame'},"
                        + target
                        + "}");
    }

    @Test
    void anEventBecomesAMessageWithItsIdAndItsBody() throws IOException {
        create("orders");
        Hook hook = hook("'queue':'orders','headers':{'X-Team':'blue'}");
        String event = tenant.publish("order.paid");
        JsonNode delivery = tenant.delivery(event, hook, "succeeded");

        GetResponse message = channel.basicGet("orders", true);
        assertThat(message.getProps().getMessageId()).isEqualTo(event);
        assertThat(message.getProps().getContentType()).isEqualTo("application/json");
        assertThat(message.getProps().getHeaders())
                .containsKeys("webhook-id", "webhook-timestamp", "webhook-signature", "x-team");
        assertThat(new String(message.getBody(), StandardCharsets.UTF_8))
                .contains("\"type\":\"order.paid\"");
        assertThat(Tenant.lastAttempt(delivery).path("status").asInt()).isEqualTo(200);
        assertThat(Tenant.lastAttempt(delivery).toString()).doesNotContain("sesame");
    }

    @Test
    void anExchangeRoutesByItsKey() throws IOException {
        create("paid");
        channel.exchangeDeclare("events", "topic");
        channel.queueBind("paid", "events", "*.paid");
        Hook hook = hook("'exchange':'events','routing_key':'order.paid'");
        tenant.delivery(tenant.publish("order.paid"), hook, "succeeded");

        assertThat(channel.basicGet("paid", true)).isNotNull();
    }

    @Test
    void theEndpointIsShownWithoutItsCredentials() throws IOException {
        create("shown");
        Hook hook = hook("'queue':'shown'");
        Answer shown = tenant.api().get(hook.path()).expect(200);

        assertThat(shown.text("kind")).isEqualTo("rabbitmq");
        assertThat(shown.text("queue")).isEqualTo("shown");
        assertThat(shown.json().path("exchange").isNull()).isTrue();
        assertThat(shown.json().path("has_credentials").asBoolean()).isTrue();
        assertThat(shown.json().toString()).doesNotContain("sesame");

        Answer moved = tenant.api().patch(hook.path(), "{'exchange':'amq.topic'}").expect(200);
        assertThat(moved.text("exchange")).isEqualTo("amq.topic");
        assertThat(moved.text("routing_key")).isEmpty();
        assertThat(moved.json().path("queue").isNull()).isTrue();
    }

    @Test
    void theUsualGuestFindsAVirtualHostByItsName() {
        create("hosted");
        Hook hook = tenant.hook(rabbit.url() + "/%2f", "{'kind':'rabbitmq','queue':'hosted'}");
        String event = tenant.publish("order.paid");
        tenant.delivery(event, hook, "succeeded");

        assertThat(taken("hosted")).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'url':'amqp://r.example'|exchange",
                "'url':'amqp://r.example','routing_key':'k'|exchange",
                "'url':'amqp://r.example','exchange':''|exchange",
                "'url':'amqp://r.example','queue':''|queue",
                "'url':'amqp://r.example','queue':'q','exchange':'e'|queue",
                "'url':'https://r.example','queue':'q'|url",
                "'url':'amqp://r.example/a/b','queue':'q'|url",
                "'url':'amqp://r.example/a?b','queue':'q'|url",
                "'url':'amqp://r.example:6379','queue':'q'|url",
                "'url':'amqp://r.example','queue':'q','stream':'s'|stream",
                "'url':'amqp://r.example','queue':'q','credentials':{'password':'p'}"
                        + "|credentials.username"
            })
    void whatIsWrongIsToldByItsField(String fields, String wrong) {
        assertThat(
                        tenant.api()
                                .post(ENDPOINTS, "{'kind':'rabbitmq'," + fields + "}")
                                .expect(422)
                                .faultyFields())
                .containsExactly(wrong);
    }

    @Test
    void aKeyAloneIsOfAnExchange() throws IOException {
        Hook hook = hook("'queue':'q'");
        assertThat(
                        tenant.api()
                                .patch(hook.path(), "{'routing_key':'k'}")
                                .expect(422)
                                .faultyFields())
                .containsExactly("routing_key");
    }
}

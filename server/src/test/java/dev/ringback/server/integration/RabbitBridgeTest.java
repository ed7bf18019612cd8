package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.ringback.server.Host;
import dev.ringback.testkit.receiver.RabbitServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Deliveries to an exchange or a queue of a real RabbitMQ are deliveries like others. */
class RabbitBridgeTest {

    private static final String ENDPOINTS = "/api/v1/endpoints";

    private static RabbitServer rabbit;
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
        rabbit = RabbitServer.start();
        rabbit.operate("add_user", "ringback", "open-sesame");
        rabbit.operate("set_permissions", "ringback", "", ".*", "");
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(rabbit.port());
        Connection connection = factory.newConnection();
        channel = connection.createChannel();
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (rabbit != null) {
            ringback.close();
            rabbit.close();
        }
    }

    private Hook hook(String target) {
        return tenant.hook(
                "amqp://127.0.0.1:" + rabbit.port(),
                "{'kind':'rabbitmq','credentials':{'username':'ringback',"
                        + "'password':'open-sesame'},"
                        + target
                        + "}");
    }

    private static void queue(String name) throws IOException {
        channel.queueDeclare(name, true, false, false, null);
    }

    private static JsonNode lastAttempt(JsonNode delivery) {
        JsonNode attempts = delivery.path("attempts");
        return attempts.path(attempts.size() - 1);
    }

    @Test
    void anEventBecomesAMessageWithItsIdAndItsBody() throws IOException {
        queue("orders");
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
        assertThat(lastAttempt(delivery).path("status").asInt()).isEqualTo(200);
        assertThat(lastAttempt(delivery).toString()).doesNotContain("sesame");
    }

    @Test
    void anExchangeRoutesByItsKey() throws IOException {
        queue("paid");
        channel.exchangeDeclare("events", "topic");
        channel.queueBind("paid", "events", "*.paid");
        Hook hook = hook("'exchange':'events','routing_key':'order.paid'");
        tenant.delivery(tenant.publish("order.paid"), hook, "succeeded");

        assertThat(channel.basicGet("paid", true)).isNotNull();
    }

    @Test
    void theEndpointIsShownWithoutItsCredentials() throws IOException {
        queue("shown");
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
    void whatNoQueueTakesIsDeadAndIsReplayedOnceOneDoes() throws IOException {
        Hook hook = hook("'queue':'later','retry_schedule':[]");
        String event = tenant.publish("order.paid");
        JsonNode dead = tenant.delivery(event, hook, "dead");
        assertThat(lastAttempt(dead).path("status").asInt()).isEqualTo(404);
        assertThat(lastAttempt(dead).toString()).contains("NO_ROUTE");
        queue("later");

        tenant.api()
                .post(
                        "/api/v1/replays",
                        "{'filter':{'endpoint':'" + hook.id() + "','state':'dead'}}")
                .expect(202);
        Tenant.until("it has arrived", () -> !tenant.deliveries("state=succeeded").isEmpty());
        assertThat(channel.basicGet("later", true).getProps().getMessageId()).isEqualTo(event);
    }

    @Test
    void itIsTheSameAfterARestart() throws IOException {
        queue("kept");
        Ringback first = Ringback.start(Ringback.PRIVATE);
        Tenant before = first.tenant();
        Hook hook =
                before.hook(
                        "amqp://127.0.0.1:" + rabbit.port() + "/%2f",
                        "{'kind':'rabbitmq','queue':'kept'}");
        try (var second = first.restarted(Ringback.PRIVATE, Host.MACHINE)) {
            var after = new Tenant(second.admin().with(before.api().key()));
            after.delivery(after.publish("order.paid"), hook, "succeeded");
        }
        assertThat(channel.basicGet("kept", true)).isNotNull();
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

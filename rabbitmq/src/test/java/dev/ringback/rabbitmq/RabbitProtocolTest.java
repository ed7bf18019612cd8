package dev.ringback.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.queue.QueueProtocol;
import dev.ringback.net.wire.queue.QueueWire;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.contract.QueueWireContract;
import dev.ringback.testkit.contract.QueueWires;
import dev.ringback.testkit.receiver.RabbitServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages in queues of a real RabbitMQ. */
class RabbitProtocolTest implements QueueWireContract {

    private static RabbitServer rabbit;
    private static Channel channel;

    private final QueueWires<HttpWire> wires =
            new QueueWires<>(
                    RabbitProtocolTest::dialling,
                    http -> new QueueWire<>(http, new RabbitProtocol()));

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(RabbitServer.isInstalled(), RabbitServer.MISSING);
        rabbit = RabbitServer.start();
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(rabbit.port());
        factory.setHandshakeTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
        Connection connection = factory.newConnection();
        channel = connection.createChannel();
    }

    @AfterAll
    static void stop() throws Exception {
        if (rabbit != null) {
            rabbit.close();
        }
    }

    private static HttpWire dialling(boolean anywhere, ManualTime time) throws Exception {
        return new HttpWire(
                anywhere ? AddressGuard.allowingPrivate() : AddressGuard.strict(),
                _ -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                SSLContext.getDefault(),
                WireOptions.DEFAULT,
                time);
    }

    @Override
    public QueueWires<?> wires() {
        return wires;
    }

    @Override
    public Request request(int port) {
        return request(port, "", "", "x");
    }

    private static String queue(String name, Map<String, Object> arguments) {
        try {
            return channel.queueDeclare(name, true, false, false, arguments).getQueue();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GetResponse taken(String queue) throws IOException {
        return channel.basicGet(queue, true);
    }

    private static Request request(String place, String exchange, String key, Header... headers) {
        return request(rabbit.port(), place, exchange, key, headers);
    }

    private static Request request(
            int port, String place, String exchange, String key, Header... headers) {
        return new Request(
                "POST",
                RabbitProtocol.url(URI.create("amqp://rabbit.test:" + port + place), exchange, key),
                List.of(headers),
                Payload.of("{\"é\":\r\n1}"),
                Duration.ofSeconds(30),
                1_000);
    }

    private static Header login(String text) {
        return QueueProtocol.hidden(QueueProtocol.LOGIN, text);
    }

    @Test
    void aMessageHasTheHeadersAndTheBytesOfTheBody() throws IOException {
        String queue = queue("orders ?&/+é", Map.of());
        Reply.Answered reply =
                answered(
                        request(
                                "",
                                "",
                                queue,
                                new Header("Webhook-Id", "evt_1"),
                                new Header("Content-Type", "application/json")));

        assertThat(reply.status()).isEqualTo(200);
        GetResponse message = taken(queue);
        assertThat(message.getBody()).isEqualTo("{\"é\":\r\n1}".getBytes(StandardCharsets.UTF_8));
        assertThat(message.getProps().getMessageId()).isEqualTo("evt_1");
        assertThat(message.getProps().getContentType()).isEqualTo("application/json");
        assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
        assertThat(message.getProps().getHeaders())
                .hasToString("{webhook-id=evt_1, content-type=application/json}");
    }

    @Test
    void anExchangeRoutesByTheKey() throws IOException {
        channel.exchangeDeclare("events", "topic");
        channel.queueBind(queue("paid", Map.of()), "events", "*.paid");

        assertThat(answered(request("", "events", "order.paid")).status()).isEqualTo(200);
        assertThat(taken("paid")).isNotNull();
    }

    @Test
    void whatNoQueueTakesIsRefused() {
        Reply.Answered lost = answered(request("", "", "no-such-queue"));
        assertThat(lost.status()).isEqualTo(404);
        assertThat(lost.body().text()).isEqualTo("312 NO_ROUTE: no queue takes it");

        Reply.Answered nowhere = answered(request("", "no-such-exchange", "x"));
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.body().text()).startsWith("404 NOT_FOUND");
    }

    @Test
    void aQueueThatIsFullRefuses() {
        String full = queue("full", Map.of("x-max-length", 0, "x-overflow", "reject-publish"));

        assertThat(answered(request("", "", full)).status()).isEqualTo(503);
    }

    @Test
    void whatIsRefusedDoesNotHoldUpWhatComesNext() throws IOException {
        String queue = queue("next", Map.of());
        for (int i = 0; i < 5; i++) {
            assertThat(answered(request("", "", "no-such-queue")).status()).isEqualTo(404);
            assertThat(answered(request("", "no-such-exchange", "x")).status()).isEqualTo(404);
            assertThat(answered(request("", "", queue)).status()).isEqualTo(200);
        }
        assertThat(channel.messageCount(queue)).isEqualTo(5);
    }

    @Test
    void whoeverHasThePasswordIsLetIn() {
        rabbit.operate("add_user", "ann", "se:cret");
        rabbit.operate("set_permissions", "ann", "", "mine", "");
        String mine = queue("mine", Map.of());

        // The exchange without a name needs its own permission.
        Reply.Answered forbidden = answered(request("", "", mine, login("ann:se:cret")));
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.body().text()).startsWith("403 ACCESS_REFUSED");
        rabbit.operate("set_permissions", "ann", "", "amq.default", "");
        assertThat(answered(request("", "", mine, login("ann:se:cret"))).status()).isEqualTo(200);

        assertThat(answered(request("", "", mine, login("ann:wrong"))).status()).isEqualTo(401);
        assertThat(answered(request("/nowhere", "", mine)).status()).isEqualTo(403);
    }

    @Test
    void aConnectionThatBrokeWhileItWasIdleIsReplaced() throws IOException {
        String queue = queue("broken", Map.of());
        rabbit.operate("add_user", "bob", "pw");
        rabbit.operate("set_permissions", "bob", ".*", ".*", ".*");
        assertThat(answered(request("", "", queue, login("bob:pw"))).status()).isEqualTo(200);
        rabbit.operate("close_all_user_connections", "bob", "maintenance");

        assertThat(answered(request("", "", queue, login("bob:pw"))).status()).isIn(200, 503);
        assertThat(answered(request("", "", queue, login("bob:pw"))).status()).isEqualTo(200);
        assertThat(channel.messageCount(queue)).isGreaterThanOrEqualTo(2);
    }
}

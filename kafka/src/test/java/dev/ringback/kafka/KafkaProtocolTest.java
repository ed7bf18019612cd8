package dev.ringback.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.queue.QueueProtocol;
import dev.ringback.net.wire.queue.QueueWire;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.contract.QueueWireContract;
import dev.ringback.testkit.contract.QueueWires;
import dev.ringback.testkit.receiver.KafkaServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records in topics of a real Kafka. */
class KafkaProtocolTest implements QueueWireContract {

    private static KafkaServer kafka;

    private final QueueWires<HttpWire> wires =
            new QueueWires<>(
                    KafkaProtocolTest::dialling,
                    http -> new QueueWire<>(http, new KafkaProtocol()));

    @BeforeAll
    static void start() {
        kafka = KafkaServer.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    /** Names lead to this machine, addresses to where they say. */
    private static HttpWire dialling(boolean anywhere, ManualTime time) throws Exception {
        return new HttpWire(
                anywhere ? AddressGuard.allowingPrivate() : AddressGuard.strict(),
                name -> List.of(InetAddress.ofLiteral(name.endsWith(".test") ? "127.0.0.1" : name)),
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
        return request(port, "x");
    }

    private static Request request(int port, String topic, Header... headers) {
        return request(List.of("boot.test:" + port), "PLAIN", topic, headers);
    }

    private static Request request(
            List<String> servers, String mechanism, String topic, Header... headers) {
        return new Request(
                "POST",
                KafkaProtocol.url(false, servers, mechanism, topic),
                List.of(headers),
                Payload.of("{\"é\":\r\n1}"),
                Duration.ofSeconds(30),
                1_000);
    }

    private static Header login(String text) {
        return QueueProtocol.hidden(QueueProtocol.LOGIN, text);
    }

    private static Header key(String text) {
        return QueueProtocol.hidden(QueueProtocol.KEY, text);
    }

    private static Header id(String text) {
        return new Header("Webhook-Id", text);
    }

    @Test
    void aRecordHasTheHeadersAndTheBytesOfTheBody() {
        String topic = kafka.topic("orders.1", 1);
        Reply.Answered reply =
                answered(
                        request(
                                kafka.port(),
                                topic,
                                id("evt_1"),
                                new Header("webhook-timestamp", "1764490000"),
                                new Header("Content-Type", "application/json"),
                                key("ördér")));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().text()).isEqualTo("orders.1-0@0");
        ConsumerRecord<String, String> record = kafka.records(topic, 1).getFirst();
        assertThat(record.value()).isEqualTo("{\"é\":\r\n1}");
        assertThat(record.key()).isEqualTo("ördér");
        assertThat(record.timestamp()).isEqualTo(1_764_490_000_000L);
        assertThat(record.headers())
                .extracting(
                        each -> each.key() + "=" + new String(each.value(), StandardCharsets.UTF_8))
                .containsExactly(
                        "webhook-id=evt_1",
                        "webhook-timestamp=1764490000",
                        "content-type=application/json");
    }

    @Test
    void whatIsAboutTheSameIsInOnePartition() {
        String topic = kafka.topic("parts", 8);
        for (int i = 0; i < 40; i++) {
            Header[] headers = {id("evt_" + i), key("order " + i % 2)};
            assertThat(answered(request(kafka.port(), topic, headers)).status()).isEqualTo(200);
        }
        for (int i = 0; i < 40; i++) {
            assertThat(answered(request(kafka.port(), topic, id("e" + i))).status()).isEqualTo(200);
        }

        List<ConsumerRecord<String, String>> taken = kafka.records(topic, 80);
        for (String each : List.of("order 0", "order 1")) {
            assertThat(taken)
                    .filteredOn(record -> each.equals(record.key()))
                    .hasSize(20)
                    .extracting(ConsumerRecord::partition)
                    .containsOnly(
                            Utils.toPositive(Utils.murmur2(each.getBytes(StandardCharsets.UTF_8)))
                                    % 8);
        }
        assertThat(taken)
                .filteredOn(record -> record.key() == null)
                .extracting(ConsumerRecord::partition)
                .containsOnly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void whatHasNoTopicIsRefused() {
        Reply.Answered reply = answered(request(kafka.port(), "no-such-topic"));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body().text()).startsWith("UNKNOWN_TOPIC_OR_PARTITION");
        assertThat(answered(request(kafka.port(), "no such topic")).status()).isEqualTo(400);
    }

    @Test
    void whatIsTooLargeIsRefused() {
        String topic = kafka.topic("large", 1);
        Request small = request(kafka.port(), topic);
        var large =
                new Request(
                        "POST",
                        small.url(),
                        List.of(),
                        Payload.of(new byte[3_000_000]),
                        Duration.ofSeconds(30),
                        1_000);

        assertThat(answered(large).status()).isEqualTo(413);
        assertThat(answered(small).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    void whoeverHasThePasswordIsLetIn(String mechanism) {
        String topic = kafka.topic("mine-" + mechanism, 1);
        List<String> asking = List.of("boot.test:" + kafka.askingPort());

        assertThat(answered(request(asking, mechanism, topic, login("ann:open-sesame"))).status())
                .isEqualTo(200);
        Reply.Answered wrong = answered(request(asking, mechanism, topic, login("ann:x")));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body().text()).startsWith("SASL_AUTHENTICATION_FAILED");
        assertThat(fault(request(asking, mechanism, topic))).isEqualTo(WireFault.DISCONNECTED);
    }

    @Test
    void whereNobodyMayCallIsNotDialledWhoeverNamesIt() {
        String topic = kafka.topic("lying", 1);

        assertThat(fault(request(kafka.lyingPort(), topic))).isEqualTo(WireFault.ADDRESS_REFUSED);
        assertThat(fault(request(kafka.lyingPort(), topic))).isEqualTo(WireFault.ADDRESS_REFUSED);
    }

    @Test
    void anotherServerIsAskedWhereOneIsAway() throws IOException {
        String topic = kafka.topic("second", 1);
        int nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        List<String> servers = List.of("boot.test:" + nobody, "boot.test:" + kafka.port());
        for (int i = 0; i < 3; i++) {
            assertThat(answered(request(servers, "PLAIN", topic)).status()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatComesBackIsFoundAgain() {
        try (var other = KafkaServer.start()) {
            String topic = other.topic("back", 1);
            assertThat(answered(request(other.port(), topic)).status()).isEqualTo(200);
            other.stop();
            assertThat(fault(request(other.port(), topic)))
                    .isIn(WireFault.CONNECT_FAILED, WireFault.DISCONNECTED);
            other.startAgain();
            assertThat(answered(request(other.port(), topic)).status()).isIn(200, 503);
        }
    }
}

package dev.ringback.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.queue.QueueProtocol;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.contract.QueueWireContract;
import dev.ringback.testkit.contract.QueueWires;
import dev.ringback.testkit.receiver.SqsServer;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Messages in queues of a server that speaks SQS. */
class SqsWireTest implements QueueWireContract {

    private static SqsServer sqs;

    private final QueueWires<HttpWire> wires =
            new QueueWires<>(SqsWireTest::dialling, SqsWire::new);

    private final SqsClients clients = new SqsClients();

    @BeforeAll
    static void start() {
        sqs = SqsServer.start();
    }

    @AfterAll
    static void stop() {
        sqs.close();
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
        return request(URI.create("http://sqs.test:" + port + "/0/x"), "{}");
    }

    @Override
    public String nonsense() {
        return "SSH-2.0-OpenSSH_10\r\n";
    }

    @Override
    public WireFault faultOfNonsense() {
        return WireFault.MALFORMED_RESPONSE;
    }

    private static Request request(URI queue, String body, Header... headers) {
        return request(queue, Payload.of(body), headers);
    }

    private static Request request(URI queue, Payload body, Header... headers) {
        return new Request(
                "POST",
                SqsWire.url(queue, SqsServer.REGION),
                List.of(headers),
                body,
                Duration.ofSeconds(30),
                1_000);
    }

    /** What a client of the test's own says to the server. */
    private <T> T asked(Function<SqsClient, T> what) {
        var place = new SqsPlace(sqs.queue("x").resolve("/"), SqsServer.REGION, Optional.of("x:x"));
        var over =
                new SqsExchange(
                        wires.dialling(),
                        ProjectId.DEFAULT,
                        new Hangup(),
                        Duration.ofSeconds(30),
                        1_000_000);
        return ScopedValue.where(SqsExchange.CURRENT, over)
                .call(() -> what.apply(clients.of(place)));
    }

    private URI queue(String name, Map<QueueAttributeName, String> attributes) {
        asked(client -> client.createQueue(each -> each.queueName(name).attributes(attributes)));
        return sqs.queue(name);
    }

    private List<Message> taken(URI queue) {
        return asked(client ->
                        client.receiveMessage(each ->
                                each.queueUrl(queue.toString())
                                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                                        .maxNumberOfMessages(10)
                                        .messageAttributeNames("All")))
                .messages();
    }

    private static String attribute(Message message, String name) {
        return Objects.requireNonNull(message.messageAttributes().get(name)).stringValue();
    }

    @Test
    void aMessageHasTheHeadersAndTheBody() {
        URI queue = queue("orders", Map.of());
        Reply.Answered reply =
                answered(
                        request(
                                queue,
                                "{\"é\":\r\n1}",
                                new Header("Webhook-Id", "evt_1"),
                                new Header("Content-Type", "application/json"),
                                new Header("X-Team", "bl\"ue"),
                                new Header("User-Agent", "Ringback/1"),
                                QueueProtocol.hidden(QueueProtocol.LOGIN, "key:open-sesame"),
                                QueueProtocol.hidden(QueueProtocol.KEY, "order 1")));

        assertThat(reply.status()).isEqualTo(200);
        Message message = taken(queue).getFirst();
        assertThat(reply.body().text()).isEqualTo(message.messageId());
        assertThat(message.body()).isEqualTo("{\"é\":\r\n1}");
        assertThat(message.messageAttributes())
                .containsOnlyKeys("webhook-id", "content-type", "headers");
        assertThat(attribute(message, "webhook-id")).isEqualTo("evt_1");
        assertThat(attribute(message, "headers"))
                .isEqualTo("{\"x-team\":\"bl\\\"ue\",\"user-agent\":\"Ringback/1\"}");
        assertThat(message.toString()).doesNotContain("sesame");
    }

    @Test
    void aBodyThatIsNoTextIsInBase64() {
        URI queue = queue("bytes", Map.of());
        byte[] bytes = {0, 1, (byte) 0xff};
        assertThat(answered(request(queue, Payload.of(bytes))).status()).isEqualTo(200);
        assertThat(answered(request(queue, Payload.EMPTY)).status()).isEqualTo(200);

        List<Message> messages = taken(queue);
        assertThat(messages)
                .allMatch(each -> attribute(each, "content-transfer-encoding").equals("base64"));
        assertThat(messages)
                .extracting(each -> Base64.getMimeDecoder().decode(each.body()))
                .containsExactly(bytes, new byte[0]);
    }

    @Test
    void aQueueThatKeepsOrderTakesAnEventOnceAndByItsSubject() {
        URI queue = queue("orders.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        Header id = new Header("Webhook-Id", "evt_1");
        Header key = QueueProtocol.hidden(QueueProtocol.KEY, "order 1");
        for (int i = 0; i < 2; i++) {
            assertThat(answered(request(queue, "{}", id, key)).status()).isEqualTo(200);
        }
        assertThat(answered(request(queue, "{}", new Header("Webhook-Id", "evt_2"))).status())
                .isEqualTo(200);

        assertThat(taken(queue))
                .extracting(each ->
                        each.attributes()
                                        .getOrDefault(
                                                MessageSystemAttributeName.MESSAGE_GROUP_ID, "")
                                        .length()
                                + " "
                                + each.attributes()
                                        .get(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID))
                .containsExactlyInAnyOrder("64 evt_1", "5 evt_2");
    }

    @Test
    void whatIsRefusedIsAnswered() {
        Reply.Answered reply = answered(request(sqs.queue("no-such-queue"), "{}"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().text()).contains("QueueDoesNotExist");
    }

    @Test
    void anAnswerOfSomethingElseIsAFault() {
        var other =
                new SqsWire(
                        new Wire() {
                            @Override
                            public Reply send(Request request, Hangup hangup) {
                                assertThat(Header.first(request.headers(), "Authorization"))
                                        .hasValueSatisfying(value ->
                                                assertThat(value)
                                                        .startsWith("AWS4-HMAC-SHA256")
                                                        .contains("/eu-west-1/sqs/")
                                                        .doesNotContain("sesame"));
                                return new Reply.Answered(
                                        200, List.of(), Payload.of("<html>"), false, Timing.NONE);
                            }
                        });
        var request =
                new Request(
                        "POST",
                        SqsWire.url(URI.create("https://sqs.example/1/q"), "eu-west-1"),
                        List.of(QueueProtocol.hidden(QueueProtocol.LOGIN, "key:open-sesame")),
                        Payload.of("{}".getBytes(StandardCharsets.UTF_8)),
                        Duration.ofSeconds(30),
                        1_000);

        assertThat(other.send(request, new Hangup())).isInstanceOf(Reply.Faulted.class);
    }
}

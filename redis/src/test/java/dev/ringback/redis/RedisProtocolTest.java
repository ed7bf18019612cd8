package dev.ringback.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.queue.QueueProtocol;
import dev.ringback.net.wire.queue.QueueWire;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.contract.QueueWireContract;
import dev.ringback.testkit.contract.QueueWires;
import dev.ringback.testkit.receiver.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries in streams of a real Redis. */
class RedisProtocolTest implements QueueWireContract {

    private final QueueWires<HttpWire> wires =
            new QueueWires<>(
                    RedisProtocolTest::dialling,
                    http -> new QueueWire<>(http, new RedisProtocol()));

    @BeforeEach
    void isThere() {
        assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
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
        return request(port, "", Payload.EMPTY);
    }

    private static Request request(int port, String place, Payload body, Header... headers) {
        return new Request(
                "POST",
                RedisProtocol.url(URI.create("redis://redis.test:" + port + place), "orders"),
                List.of(headers),
                body,
                Duration.ofSeconds(30),
                1_000);
    }

    private static Header login(String text) {
        return QueueProtocol.hidden(QueueProtocol.LOGIN, text);
    }

    @Test
    void anEntryHasTheHeadersAndTheBytesOfTheBody() {
        try (var redis = RedisServer.start()) {
            Reply.Answered reply =
                    answered(
                            request(
                                    redis.port(),
                                    "",
                                    Payload.of("{\"é\":\r\n1}"),
                                    new Header("Webhook-Id", "evt_1"),
                                    new Header("Content-Type", "application/json")));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(redis.ask("XRANGE orders - +"))
                    .isEqualTo(
                            reply.body().text()
                                    + "\nwebhook-id\nevt_1\ncontent-type\napplication/json"
                                    + "\nbody\n{\"é\":\r\n1}");
        }
    }

    @Test
    void oneConnectionServesManyEntries() {
        try (var redis = RedisServer.start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(answered(request(redis.port(), "", Payload.EMPTY)).status())
                        .isEqualTo(200);
            }

            assertThat(redis.ask("XLEN orders")).isEqualTo("20");
            // The one that asks is the other.
            assertThat(redis.ask("INFO clients")).contains("connected_clients:2");
        }
    }

    @Test
    void aConnectionThatBrokeWhileItWasIdleIsReplaced() {
        try (var redis = RedisServer.start()) {
            assertThat(answered(request(redis.port(), "", Payload.EMPTY)).status()).isEqualTo(200);
            redis.stop();
            redis.restart();

            assertThat(answered(request(redis.port(), "", Payload.EMPTY)).status()).isEqualTo(200);
            assertThat(redis.ask("XLEN orders")).isEqualTo("1");
        }
    }

    @Test
    void anotherDatabaseIsAnotherPlace() {
        try (var redis = RedisServer.start()) {
            assertThat(answered(request(redis.port(), "/3", Payload.EMPTY)).status())
                    .isEqualTo(200);

            assertThat(redis.ask("XLEN orders")).isEqualTo("0");
            assertThat(redis.ask("SELECT 3", "XLEN orders")).isEqualTo("1");
        }
    }

    @Test
    void whoeverHasThePasswordIsLetIn() {
        try (var redis = RedisServer.start("--requirepass", "se:cret")) {
            assertThat(answered(request(redis.port(), "", Payload.EMPTY, login(":se:cret"))))
                    .extracting(Reply.Answered::status)
                    .isEqualTo(200);
            assertThat(redis.ask("AUTH se:cret", "XRANGE orders - +"))
                    .doesNotContain("login")
                    .doesNotContain("secret");

            Reply.Answered wrong =
                    answered(request(redis.port(), "", Payload.EMPTY, login(":wrong")));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.body().text()).startsWith("WRONGPASS");

            Reply.Answered none = answered(request(redis.port(), "", Payload.EMPTY));
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.body().text()).startsWith("NOAUTH");

            Header[] many = new Header[20];
            Arrays.setAll(many, i -> new Header("h" + i, "value"));
            assertThat(answered(request(redis.port(), "", Payload.EMPTY, many)).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void whatRedisRefusesIsToldInItsWords() {
        try (var redis =
                RedisServer.start("--user", "ann", "on", ">pw", "~orders", "-@all", "+ping")) {
            assertThat(redis.ask("SET orders text")).isEqualTo("OK");
            Reply.Answered wrongType = answered(request(redis.port(), "", Payload.EMPTY));
            assertThat(wrongType.status()).isEqualTo(400);
            assertThat(wrongType.body().text()).startsWith("WRONGTYPE");

            Reply.Answered notAllowed =
                    answered(request(redis.port(), "", Payload.EMPTY, login("ann:pw")));
            assertThat(notAllowed.status()).isEqualTo(403);
            assertThat(notAllowed.body().text()).startsWith("NOPERM");

            Reply.Answered noSuchDatabase = answered(request(redis.port(), "/99", Payload.EMPTY));
            assertThat(noSuchDatabase.status()).isEqualTo(400);
        }
    }

    @Test
    void aFullRedisIsShortOfStorage() {
        try (var redis = RedisServer.start("--maxmemory", "1")) {
            assertThat(answered(request(redis.port(), "", Payload.EMPTY)).status()).isEqualTo(507);
        }
    }

    /** What comes of a request to a Redis that does not answer, once it has it. */
    private WireFault faultOfAPause(Consumer<Hangup> then) {
        try (var redis = RedisServer.start()) {
            assertThat(redis.ask("CLIENT PAUSE 60000 WRITE")).isEqualTo("OK");
            var hangup = new Hangup();
            Request request = request(redis.port(), "", Payload.EMPTY);
            var reply = new CompletableFuture<Reply>();
            Thread.ofVirtual().start(() -> reply.complete(wires.wire().send(request, hangup)));
            Eventually.until(
                    "it waits", () -> redis.ask("INFO clients").contains("blocked_clients:1"));
            then.accept(hangup);
            return switch (Eventually.get("the reply", reply)) {
                case Reply.Answered answered -> throw new AssertionError(answered.toString());
                case Reply.Faulted faulted -> faulted.fault();
            };
        }
    }

    @Test
    void aRedisThatIsPausedIsAFaultWhenTheTimeIsOver() {
        assertThat(faultOfAPause(_ -> wires.time().advance(Duration.ofSeconds(31))))
                .isEqualTo(WireFault.TIMEOUT);
    }

    @Test
    void whatAPausedRedisHasIsCalledOffAtOnce() {
        assertThat(faultOfAPause(Hangup::hangUp)).isEqualTo(WireFault.CALLED_OFF);
    }

    @Test
    void whoeverSaysThatMuchWillComeIsNotBelieved() throws IOException {
        for (String much : List.of("$2000000000", "*2000000000")) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual()
                        .start(() -> {
                            try (var peer = socket.accept()) {
                                peer.getOutputStream()
                                        .write((much + "\r\n").getBytes(StandardCharsets.UTF_8));
                                int _ = peer.getInputStream().read(new byte[1_000]);
                            } catch (IOException _) {
                                // The test says what it saw.
                            }
                        });

                assertThat(fault(request(socket.getLocalPort()))).isEqualTo(WireFault.DISCONNECTED);
            }
        }
    }
}

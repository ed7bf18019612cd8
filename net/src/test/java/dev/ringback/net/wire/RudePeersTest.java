package dev.ringback.net.wire;

import static dev.ringback.net.wire.Fixture.LONG;
import static dev.ringback.net.wire.Fixture.SHORT;
import static dev.ringback.net.wire.Fixture.answered;
import static dev.ringback.net.wire.Fixture.faulted;
import static dev.ringback.net.wire.Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RudePeersTest {

    /** More than the buffers of two sockets hold. */
    private static final int LARGE = 32 * 1_024 * 1_024;

    private final CountDownLatch over = new CountDownLatch(1);
    private final ManualTime time = ManualTime.atNoon();
    private final HttpWire wire = Fixture.wire(time);

    @AfterEach
    void closeWire() {
        over.countDown();
        wire.close();
    }

    @Test
    void aStallEndsAtTheDeadline() {
        Function<Received, Behaviour> stall =
                _ -> {
                    time.advance(SHORT);
                    return new Behaviour.StallBeforeHead();
                };
        try (RudeReceiver receiver = RudeReceiver.start(stall)) {
            Reply.Faulted fault = faulted(wire.send(post(receiver.url("/"), SHORT)));

            assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
            assertThat(fault.detail()).isEqualTo("no answer within 300 ms");
            assertThat(fault.timing().totalMicros()).isEqualTo(300_000);
            assertThat(fault.timing().firstByteMicros()).isZero();
        }
    }

    @Test
    void aBodyThatComesOnAndOnEndsAtTheSameDeadline() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, Fixture.LOOPBACK)) {
            Thread.ofVirtual().start(() -> startALongBody(listener));
            URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());

            Reply.Faulted fault =
                    faulted(
                            wire.send(
                                    Fixture.request("GET", url, Payload.EMPTY, SHORT, 2 * LARGE)));

            assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
            assertThat(fault.detail()).isEqualTo("answer was not complete within 300 ms");
            assertThat(fault.timing().totalMicros()).isEqualTo(300_000);
            assertThat(fault.timing().firstByteMicros()).isPositive();
        }
    }

    /** What it sends before time passes fits into no buffer: by then the head has been read. */
    private void startALongBody(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            OutputStream out = socket.getOutputStream();
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + 2 * LARGE + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[LARGE]);
            time.advance(SHORT);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The wire has hung up.
        }
    }

    @Test
    void anEndlessBodyIsReadUpToTheCapAndNotFurther() {
        try (RudeReceiver receiver = RudeReceiver.start(new Behaviour.EndlessBody())) {
            Reply.Answered answer = answered(wire.send(Fixture.capped(receiver.url("/"), 10_000)));

            assertThat(answer.truncated()).isTrue();
            assertThat(answer.body().size()).isEqualTo(10_000);
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void junkIsMalformed() {
        assertThat(faulted(sent(new Behaviour.Junk(), LONG)).fault())
                .isEqualTo(WireFault.MALFORMED_RESPONSE);
    }

    @Test
    void aResetInTheBodyIsADisconnectThoughTheStatusWasThere() {
        assertThat(faulted(sent(new Behaviour.ResetMidBody(), LONG)).fault())
                .isEqualTo(WireFault.DISCONNECTED);
    }

    @Test
    void aBodyThatEndsEarlyIsADisconnect() {
        Behaviour early = Behaviour.Raw.of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");

        assertThat(faulted(sent(early, LONG)).fault()).isEqualTo(WireFault.DISCONNECTED);
    }

    @Test
    void aHangUpOnANewConnectionIsADisconnectAndNotSentTwice() {
        try (RudeReceiver receiver = RudeReceiver.start(new Behaviour.HangUp())) {
            Reply.Faulted fault = faulted(wire.send(post(receiver.url("/"), LONG)));

            assertThat(fault.fault()).isEqualTo(WireFault.DISCONNECTED);
            assertThat(fault.detail()).isEqualTo("connection was closed before an answer");
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void aRedirectIsAnAnswerAndNeverFollowed() {
        try (RudeReceiver elsewhere = RudeReceiver.start(Behaviour.OK)) {
            String location = elsewhere.url("/").toString();

            Reply.Answered answer = answered(sent(new Behaviour.Redirect(location), LONG));

            assertThat(answer.status()).isEqualTo(302);
            assertThat(Header.first(answer.headers(), "location")).hasValue(location);
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void retryAfterAndGoneAreAnswers() {
        Reply.Answered busy = answered(sent(new Behaviour.RetryAfter(429, "7"), LONG));

        assertThat(busy.status()).isEqualTo(429);
        assertThat(Header.first(busy.headers(), "retry-after")).hasValue("7");
        assertThat(answered(sent(new Behaviour.Gone(), LONG)).status()).isEqualTo(410);
    }

    @Test
    void aClosedPortIsAFailedConnection() throws IOException {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 1, Fixture.LOOPBACK)) {
            port = listener.getLocalPort();
        }

        Reply.Faulted fault =
                faulted(wire.send(post(URI.create("http://127.0.0.1:" + port + "/"), LONG)));

        assertThat(fault.fault()).isEqualTo(WireFault.CONNECT_FAILED);
        assertThat(fault.detail()).isEqualTo("connection refused");
    }

    @Test
    void aConnectionThatIsNeverAcceptedEndsAtTheDeadline() throws IOException {
        Resolver late =
                _ -> {
                    time.advance(LONG);
                    return List.of(Fixture.LOOPBACK);
                };
        try (ServerSocket full = new ServerSocket(0, 1, Fixture.LOOPBACK);
                HttpWire slow = Fixture.wire(AddressGuard.allowingPrivate(), late, time)) {
            List<Socket> fillers = filled(full);
            URI url = URI.create("http://127.0.0.1:" + full.getLocalPort());

            assertThat(faulted(slow.send(post(url, LONG))).fault()).isEqualTo(WireFault.TIMEOUT);
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aPeerThatNeverReadsALargeBodyEndsAtTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, Fixture.LOOPBACK)) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            Thread.ofVirtual().start(() -> readOnlyTheFirstByte(silent));

            Reply.Faulted fault =
                    faulted(
                            wire.send(
                                    Fixture.request(
                                            "POST", url, Payload.of(new byte[LARGE]), SHORT, 100)));

            assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
        }
    }

    private void readOnlyTheFirstByte(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            assertThat(socket.getInputStream().read()).isNotNegative();
            time.advance(SHORT);
            Eventually.open("the test is over", over);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void closingTheWireEndsWhatIsUnderWay() {
        try (RudeReceiver receiver = RudeReceiver.start(new Behaviour.StallBeforeHead())) {
            Thread.ofVirtual()
                    .start(() -> {
                        receiver.await(1);
                        wire.close();
                    });

            Reply.Faulted fault = faulted(wire.send(post(receiver.url("/"), LONG)));

            assertThat(fault.fault()).isEqualTo(WireFault.DISCONNECTED);
        }
    }

    @Test
    void aClosedWireSendsNothing() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            wire.close();

            Reply.Faulted fault = faulted(wire.send(post(receiver.url("/"), LONG)));

            assertThat(fault.fault()).isEqualTo(WireFault.CONNECT_FAILED);
            assertThat(fault.detail()).isEqualTo("the wire is closed");
            assertThat(receiver.connections()).isZero();
        }
    }

    private Reply sent(Behaviour behaviour, Duration deadline) {
        try (RudeReceiver receiver = RudeReceiver.start(behaviour)) {
            return wire.send(post(receiver.url("/hook"), deadline));
        }
    }

    /** Fills the backlog, so that the kernel lets further connection attempts wait. */
    private static List<Socket> filled(ServerSocket listener) throws IOException {
        List<Socket> fillers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(
                        new InetSocketAddress(
                                InetAddress.ofLiteral("127.0.0.1"), listener.getLocalPort()),
                        100);
            } catch (SocketTimeoutException e) {
                return fillers;
            }
        }
        return fillers;
    }
}

package dev.ringback.server.wire;

import static dev.ringback.server.wire.Fixture.LONG;
import static dev.ringback.server.wire.Fixture.SHORT;
import static dev.ringback.server.wire.Fixture.answered;
import static dev.ringback.server.wire.Fixture.faulted;
import static dev.ringback.server.wire.Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Reply;
import dev.ringback.kernel.WireFault;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RudePeersTest {

    private final HttpWire wire = Fixture.wire();

    @AfterEach
    void closeWire() {
        wire.close();
    }

    @Test
    void aStallEndsAtTheDeadline() {
        Reply.Faulted fault = faulted(sent(new Behaviour.StallBeforeHead(), SHORT));

        assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
        assertThat(fault.detail()).isEqualTo("no answer within 300 ms");
        assertThat(fault.timing().totalMicros()).isBetween(300_000L, 6_000_000L);
        assertThat(fault.timing().firstByteMicros()).isZero();
    }

    @Test
    void aDrippingBodyEndsAtTheSameDeadline() {
        // Long enough for the head to arrive on a busy machine.
        Duration deadline = Duration.ofMillis(1500);
        Reply.Faulted fault =
                faulted(sent(new Behaviour.DripBody(Duration.ofMillis(20)), deadline));

        assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
        assertThat(fault.detail()).isEqualTo("answer was not complete within 1500 ms");
        assertThat(fault.timing().totalMicros()).isBetween(1_500_000L, 6_000_000L);
        assertThat(fault.timing().firstByteMicros()).isPositive();
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
        try (ServerSocket full = new ServerSocket(0, 1, Fixture.LOOPBACK)) {
            List<Socket> fillers = filled(full);

            Reply.Faulted fault =
                    faulted(
                            wire.send(
                                    post(
                                            URI.create("http://127.0.0.1:" + full.getLocalPort()),
                                            SHORT)));

            assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
            assertThat(fault.timing().totalMicros()).isLessThan(2_000_000);
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aPeerThatNeverReadsALargeBodyEndsAtTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, Fixture.LOOPBACK)) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            Payload body = Payload.of(new byte[20 * 1_024 * 1_024]);

            Reply.Faulted fault =
                    faulted(wire.send(Fixture.request("POST", url, body, SHORT, 100)));

            assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
            assertThat(fault.timing().totalMicros()).isLessThan(3_000_000);
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

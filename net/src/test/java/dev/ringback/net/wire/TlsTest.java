package dev.ringback.net.wire;

import static dev.ringback.net.wire.Fixture.AUTHORITY;
import static dev.ringback.net.wire.Fixture.LONG;
import static dev.ringback.net.wire.Fixture.SHORT;
import static dev.ringback.net.wire.Fixture.answered;
import static dev.ringback.net.wire.Fixture.faulted;
import static dev.ringback.net.wire.Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.receiver.TestAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlsTest {

    private static final String HOST = "hooks.example.com";

    private final ManualTime time = ManualTime.atNoon();
    private final HttpWire wire = Fixture.wire(time);

    @AfterEach
    void closeWire() {
        wire.close();
    }

    @Test
    void aTrustedCertificateForTheNameIsAccepted() {
        try (RudeReceiver receiver =
                        RudeReceiver.startTls(
                                AUTHORITY.identity(HOST), Behaviour.Answer.of(200, "ok"));
                HttpWire passing = Fixture.wire(Fixture.PASSING)) {
            Reply.Answered first = answered(passing.send(post(receiver.url(HOST, "/"), LONG)));
            Reply.Answered second = answered(passing.send(post(receiver.url(HOST, "/"), LONG)));

            assertThat(first.body().text()).isEqualTo("ok");
            assertThat(first.timing().tlsMicros()).isPositive();
            assertThat(second.timing().tlsMicros()).isZero();
            assertThat(receiver.connections()).isEqualTo(1);
            assertThat(receiver.await(2).getFirst().serverName()).hasValue(HOST);
        }
    }

    @Test
    void aLargeBodyGoesThroughTls() {
        try (RudeReceiver receiver =
                RudeReceiver.startTls(AUTHORITY.identity(HOST), Behaviour.OK)) {
            byte[] body = new byte[300_000];
            Payload payload = Payload.of(body);

            answered(wire.send(post(receiver.url(HOST, "/"), payload)));

            assertThat(receiver.await(1).getFirst().body()).isEqualTo(payload);
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsNotTrusted() {
        assertThat(refused(new TestAuthority().identity(HOST)))
                .isEqualTo("certificate is not trusted: its issuer is not known");
    }

    @Test
    void anExpiredCertificateIsNotTrusted() {
        assertThat(refused(AUTHORITY.expiredIdentity(HOST)))
                .isEqualTo("certificate is not trusted: it has expired");
    }

    @Test
    void aCertificateForAnotherHostIsNotTrusted() {
        assertThat(refused(AUTHORITY.identity("other.example.com")))
                .isEqualTo("certificate is not trusted: it was issued for another host");
    }

    @Test
    void aPeerThatSpeaksNoTlsFailsTheHandshake() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
            Thread.ofVirtual().start(() -> answerInPlain(plain));
            URI url = URI.create("https://" + HOST + ":" + plain.getLocalPort());

            assertThat(faulted(wire.send(post(url, LONG))).fault()).isEqualTo(WireFault.TLS_FAILED);
        }
    }

    @Test
    void aStallInTheHandshakeEndsAtTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
            URI url = URI.create("https://" + HOST + ":" + silent.getLocalPort());
            Thread.ofVirtual().start(() -> letTimePassAtTheFirstByte(silent));

            Reply.Faulted fault = faulted(wire.send(post(url, SHORT)));

            assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
            assertThat(fault.detail()).isEqualTo("TLS handshake did not finish within 300 ms");
            assertThat(fault.timing().totalMicros()).isEqualTo(300_000);
        }
    }

    private void letTimePassAtTheFirstByte(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            assertThat(socket.getInputStream().read()).isNotNegative();
            time.advance(SHORT);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answerInPlain(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String refused(SSLContext identity) {
        try (RudeReceiver receiver = RudeReceiver.startTls(identity, Behaviour.OK)) {
            Reply.Faulted fault = faulted(wire.send(post(receiver.url(HOST, "/"), LONG)));

            assertThat(fault.fault()).isEqualTo(WireFault.TLS_FAILED);
            assertThat(receiver.received()).isEmpty();
            return fault.detail();
        }
    }
}

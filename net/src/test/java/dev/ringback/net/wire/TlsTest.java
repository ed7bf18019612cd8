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
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.receiver.TestAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void aCertificateThatNamesItsHostInTheSubjectAloneIsNotTrusted() {
        assertThat(refused(AUTHORITY.namelessIdentity(HOST)))
                .isEqualTo("certificate is not trusted: it has no subject alternative name");
    }

    @Test
    void aPeerThatWantsAClientCertificateIsQuoted() throws IOException {
        try (SSLServerSocket listener = secure(AUTHORITY.identity(HOST))) {
            listener.setNeedClientAuth(true);
            Thread.ofVirtual().start(() -> shakeHands(listener));
            URI url = URI.create("https://" + HOST + ":" + listener.getLocalPort());

            Reply.Faulted fault = faulted(wire.send(post(url, LONG)));

            assertThat(fault.fault()).isEqualTo(WireFault.TLS_FAILED);
            assertThat(fault.detail())
                    .startsWith("TLS handshake failed: the peer says ")
                    .endsWith("client certificate, and none is sent");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "certificate_required, certificate required: it wants a client certificate",
        "bad_certificate, bad certificate: it may want a client certificate",
        "handshake_failure, handshake failure: no cipher is common",
        "unrecognized_name, unrecognized name: it does not serve this host",
        "internal_error, internal error"
    })
    void anAlertIsQuotedWithWhatItMeans(String alert, String words) {
        var told = new SSLHandshakeException("Received fatal alert: " + alert);

        assertThat(TlsWords.of(told)).startsWith("TLS handshake failed: the peer says " + words);
    }

    @Test
    void whatAPeerSaysUnaskedOverTlsIsNotTakenForTheNextAnswer() throws Exception {
        for (String unasked :
                List.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n",
                        "the body of a 204",
                        "\r\n")) {
            try (SSLServerSocket listener = secure(AUTHORITY.identity(HOST))) {
                CompletableFuture<Boolean> spoken = new CompletableFuture<>();
                CountDownLatch read = new CountDownLatch(1);
                Thread.ofVirtual().start(() -> spoken.complete(speak(listener, unasked, read)));
                URI url = URI.create("https://" + HOST + ":" + listener.getLocalPort());

                answered(wire.send(post(url, LONG)));
                read.countDown();
                assertThat(Eventually.get("the peer has spoken", spoken)).isTrue();

                assertThat(answered(wire.send(post(url, LONG))).status()).isEqualTo(201);
            }
        }
    }

    /** Answers one request, says something that nobody asked for, and answers 201 to the next. */
    private static boolean speak(SSLServerSocket listener, String unasked, CountDownLatch read) {
        try {
            Socket first = listener.accept();
            // Or what is unasked would wait until the answer before it was acknowledged.
            first.setTcpNoDelay(true);
            answer(first, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            Eventually.open("the first answer is read", read);
            first.getOutputStream().write(unasked.getBytes(StandardCharsets.US_ASCII));
            Thread.ofVirtual().start(() -> answerNext(listener));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void answerNext(SSLServerSocket listener) {
        try {
            answer(listener.accept(), "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(Socket socket, String text) throws IOException {
        InputStream in = socket.getInputStream();
        String seen = "";
        while (!seen.endsWith("\r\n\r\nhello")) {
            seen += (char) in.read();
        }
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static SSLServerSocket secure(SSLContext identity) throws IOException {
        return (SSLServerSocket)
                identity.getServerSocketFactory().createServerSocket(0, 10, Fixture.LOOPBACK);
    }

    private static void shakeHands(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
        } catch (IOException _) {
            // It has said what it wants.
        }
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

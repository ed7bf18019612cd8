package dev.ringback.net.wire;

import static dev.ringback.net.wire.Fixture.LONG;
import static dev.ringback.net.wire.Fixture.SHORT;
import static dev.ringback.net.wire.Fixture.post;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.PassingTime;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

    private static final int DROPS = 9;

    private final ManualTime time = ManualTime.atNoon();
    private final HttpWire wire = Fixture.wire(time);

    @AfterEach
    void closeWire() {
        wire.close();
    }

    @Test
    void theBodyComesWithoutItsFramingAndTheConnectionIsKept() throws IOException {
        Behaviour chunked = new Behaviour.Chunked(200, List.of(), List.of("data: a\n", "\n"));
        try (RudeReceiver receiver = RudeReceiver.start(chunked)) {
            for (int i = 0; i < 2; i++) {
                try (StreamedReply.Open open = opened(receiver, LONG)) {
                    assertThat(open.status()).isEqualTo(200);
                    assertThat(open.body().readAllBytes()).asString().isEqualTo("data: a\n\n");
                }
            }
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatFollowsTheLastEventIsReadAndTheConnectionKept() throws IOException {
        for (String more : List.of("", ": bye\n\n")) {
            Semaphore ended = new Semaphore(0);
            try (ServerSocket listener = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
                var served = CompletableFuture.supplyAsync(() -> serves(listener, more, ended));
                URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
                StreamedReply.Open open = opened(url, LONG);
                assertThat(open.body().readNBytes(4)).asString().isEqualTo("last");
                ((Finishable) open.body()).finished();
                open.close();
                ended.release();
                Eventually.until("the connection is kept", () -> wire.idle() == 1);
                try (StreamedReply.Open next = opened(url, LONG)) {
                    assertThat(next.body().readNBytes(4)).asString().isEqualTo("last");
                }
                assertThat(Eventually.get("both were served on one", served)).isTrue();
            }
        }
    }

    /** Serves two requests on one connection, and ends the first answer when that is let. */
    private static boolean serves(ServerSocket listener, String more, Semaphore ended) {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlast\r\n";
        try (Socket socket = listener.accept()) {
            request(socket.getInputStream());
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            ended.acquireUninterruptibly();
            String rest = more.isEmpty() ? "" : "%x\r\n%s\r\n".formatted(more.length(), more);
            socket.getOutputStream().write((rest + "0\r\n\r\n").getBytes(US_ASCII));
            request(socket.getInputStream());
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the head of a request; its body is so short that it comes with it. */
    private static void request(InputStream in) throws IOException {
        byte[] read = new byte[4_096];
        if (in.read(read) < 0) {
            throw new IOException("the connection was closed");
        }
    }

    @Test
    void whoHasNotHadEnoughBreaksOff() throws IOException {
        Behaviour chunked = new Behaviour.Chunked(200, List.of(), List.of("data: a\n", "\n"));
        try (RudeReceiver receiver = RudeReceiver.start(chunked)) {
            StreamedReply.Open open = opened(receiver, LONG);
            assertThat(open.body().read()).isEqualTo('d');
            open.close();
            assertThat(wire.idle()).isZero();
        }
    }

    @Test
    void aPeerThatDoesNotEndItsAnswerIsNotWaitedForLong() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
            var served = CompletableFuture.supplyAsync(() -> closedIn(listener));
            URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
            StreamedReply.Open answer = opened(url, LONG);
            assertThat(answer.body().readNBytes(4)).asString().isEqualTo("last");
            ((Finishable) answer.body()).finished();
            answer.close();
            try (var _ = PassingTime.of(time, Duration.ofSeconds(1))) {
                assertThat(Eventually.get("the connection is closed", served)).isTrue();
            }
            assertThat(wire.idle()).isZero();
        }
    }

    /** Begins an answer, and says whether its peer closed the connection then. */
    private static boolean closedIn(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            request(socket.getInputStream());
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nlast".getBytes(US_ASCII));
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theDeadlineBoundsEachSilenceAndNotTheWhole() throws IOException {
        Semaphore read = new Semaphore(1);
        try (ServerSocket listener = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
            Thread.ofVirtual().start(() -> drip(listener, read));
            URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
            try (StreamedReply.Open open = opened(url, SHORT)) {
                for (int i = 0; i < DROPS; i++) {
                    assertThat(open.body().read()).isEqualTo('x');
                    read.release();
                }
            }
        }
    }

    /** Lets nearly the whole deadline pass before each byte, once the one before it is read. */
    private void drip(ServerSocket listener, Semaphore read) {
        try (Socket socket = listener.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n".getBytes(US_ASCII));
            for (int i = 0; i < DROPS; i++) {
                read.acquireUninterruptibly();
                time.advance(SHORT.minusMillis(1));
                out.write('x');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSilenceThatIsTooLongIsATimeout() throws IOException {
        Behaviour silence =
                new Behaviour.Raw(
                        Payload.of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), false);
        try (RudeReceiver receiver = RudeReceiver.start(silence);
                StreamedReply.Open open = opened(receiver, SHORT)) {
            assertThat(open.body().readNBytes(4)).asString().isEqualTo("half");
            try (var _ = PassingTime.of(time, SHORT)) {
                assertThatThrownBy(open.body()::read)
                        .isInstanceOfSatisfying(
                                WireException.class,
                                fault -> {
                                    assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
                                    assertThat(fault.detail()).isEqualTo("silent for 300 ms");
                                });
            }
        }
    }

    @Test
    void aBrokenBodyIsADisconnect() {
        try (RudeReceiver receiver = RudeReceiver.start(new Behaviour.ResetMidBody());
                StreamedReply.Open open = opened(receiver, LONG)) {
            assertThatThrownBy(open.body()::readAllBytes)
                    .isInstanceOfSatisfying(
                            WireException.class,
                            fault -> assertThat(fault.fault()).isEqualTo(WireFault.DISCONNECTED));
        }
    }

    @Test
    void noHeadInTimeIsAFault() {
        Function<Received, Behaviour> late =
                _ -> {
                    time.advance(SHORT);
                    return new Behaviour.StallBeforeHead();
                };
        try (RudeReceiver receiver = RudeReceiver.start(late);
                StreamedReply streamed =
                        wire.stream(post(receiver.url("/"), SHORT), new Hangup())) {
            assertThat(streamed)
                    .isInstanceOfSatisfying(
                            StreamedReply.Failed.class,
                            failed ->
                                    assertThat(failed.fault().fault())
                                            .isEqualTo(WireFault.TIMEOUT));
        }
    }

    @Test
    void closingEarlyEndsThePeersAnswerAndTheStream() throws IOException {
        try (RudeReceiver receiver =
                RudeReceiver.start(new Behaviour.EndlessBody(), Behaviour.OK)) {
            StreamedReply.Open open = opened(receiver, LONG);
            InputStream body = open.body();
            assertThat(body.read()).isEqualTo('x');
            open.close();

            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
            opened(receiver, LONG).close();
            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    private StreamedReply.Open opened(RudeReceiver receiver, Duration deadline) {
        return opened(receiver.url("/"), deadline);
    }

    private StreamedReply.Open opened(URI url, Duration deadline) {
        return switch (wire.stream(post(url, deadline), new Hangup())) {
            case StreamedReply.Open open -> open;
            case StreamedReply.Failed failed -> throw new AssertionError(failed.toString());
        };
    }
}

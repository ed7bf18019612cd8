package dev.ringback.net.wire;

import static dev.ringback.net.wire.Fixture.LONG;
import static dev.ringback.net.wire.Fixture.SHORT;
import static dev.ringback.net.wire.Fixture.answered;
import static dev.ringback.net.wire.Fixture.faulted;
import static dev.ringback.net.wire.Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for which the head of the answer says all that matters, as deliveries are. */
class HeadCountsTest {

    private static final int LARGE = 8 * 1_024 * 1_024;

    private final ManualTime time = ManualTime.atNoon();
    private final HttpWire wire = Fixture.wire(time);

    @AfterEach
    void closeWire() {
        wire.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nabc",
                "Content-Length: 10\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
                "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\nabc",
                "Transfer-Encoding: br\r\n\r\n",
                "no colon\r\n\r\nabc",
                ": no name\r\n\r\nabc",
                "A: b\u0000c\r\n\r\nabc"
            })
    void aBodyOrAHeaderThatCannotBeReadTakesNothingFromTheStatus(String rest) {
        for (int status : new int[] {200, 202, 299, 503}) {
            Behaviour broken = Behaviour.Raw.of("HTTP/1.1 " + status + " X\r\n" + rest);
            try (RudeReceiver receiver = RudeReceiver.start(broken)) {
                Reply.Answered answer =
                        answered(wire.send(post(receiver.url("/"), LONG).forItsHead()));

                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.truncated()).isTrue();
                assertThat("abc").startsWith(answer.body().text());
                assertThat(receiver.received()).hasSize(1);
            }
        }
    }

    @Test
    void aStatusThatNobodyHasDefinedIsKept() {
        for (int status : new int[] {600, 777, 999}) {
            try (RudeReceiver receiver = RudeReceiver.start(Behaviour.Answer.of(status, ""))) {
                assertThat(answered(wire.send(post(receiver.url("/"), LONG).forItsHead())).status())
                        .isEqualTo(status);
            }
        }
    }

    @Test
    void aResetInTheBodyTakesNothingFromTheStatus() {
        try (RudeReceiver receiver = RudeReceiver.start(new Behaviour.ResetMidBody())) {
            Reply.Answered answer = answered(wire.send(post(receiver.url("/"), LONG).forItsHead()));

            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void lengthsThatContradictEachOtherAreNoAnswer() {
        Behaviour twice =
                Behaviour.Raw.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx");
        try (RudeReceiver receiver = RudeReceiver.start(twice)) {
            assertThat(faulted(wire.send(post(receiver.url("/"), LONG).forItsHead())).fault())
                    .isEqualTo(WireFault.MALFORMED_RESPONSE);
        }
    }

    @Test
    void aBodyThatComesOnAndOnIsNotWaitedForLong() throws IOException {
        assertThat(endless(LONG, WireOptions.DEFAULT.bodyGrace()).status()).isEqualTo(200);
        assertThat(endless(SHORT, SHORT).status()).isEqualTo(200);
    }

    @Test
    void aDeadlineThatPassesBeforeTheHeadIsATimeout() {
        Behaviour stall = new Behaviour.StallBeforeHead();
        try (RudeReceiver receiver =
                RudeReceiver.start(request -> {
                    time.advance(SHORT);
                    return stall;
                })) {
            assertThat(faulted(wire.send(post(receiver.url("/"), SHORT).forItsHead())).fault())
                    .isEqualTo(WireFault.TIMEOUT);
        }
    }

    @Test
    void whoHangsUpWithinABodyHasCalledItOff() {
        Hangup hangup = new Hangup();
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        try (RudeReceiver receiver =
                RudeReceiver.start(
                        new Behaviour.Raw(
                                Payload.of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
                                false))) {
            Thread.ofVirtual()
                    .start(() ->
                            reply.complete(
                                    wire.send(post(receiver.url("/"), LONG).forItsHead(), hangup)));
            receiver.await(1);
            hangup.hangUp();

            assertThat(faulted(Eventually.get("the reply", reply)).fault())
                    .isEqualTo(WireFault.CALLED_OFF);
        }
    }

    private Reply.Answered endless(Duration deadline, Duration passes) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, Fixture.LOOPBACK)) {
            Thread.ofVirtual().start(() -> startALongBody(listener, passes));
            URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
            return answered(
                    wire.send(
                            Fixture.request("POST", url, Payload.EMPTY, deadline, 2 * LARGE)
                                    .forItsHead()));
        }
    }

    /** What it sends before time passes fits into no buffer: by then the head has been read. */
    private void startALongBody(ServerSocket listener, Duration passes) {
        try (Socket socket = listener.accept()) {
            OutputStream out = socket.getOutputStream();
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + 2 * LARGE + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[LARGE]);
            time.advance(passes);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

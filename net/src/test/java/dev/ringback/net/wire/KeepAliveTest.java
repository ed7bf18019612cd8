package dev.ringback.net.wire;

import static dev.ringback.net.wire.Fixture.LONG;
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
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepAliveTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ManualTime time = ManualTime.atNoon();
    private final HttpWire wire = Fixture.wire(time);

    @AfterEach
    void closeWire() {
        wire.close();
    }

    @Test
    void oneConnectionServesOneRequestAfterTheOther() {
        List<Behaviour> kept =
                List.of(
                        Behaviour.OK,
                        Behaviour.Answer.of(500, "no"),
                        new Behaviour.Chunked(200, List.of(), List.of("a", "b")),
                        Behaviour.Answer.of(204, ""));
        for (Behaviour behaviour : kept) {
            try (RudeReceiver receiver = RudeReceiver.start(behaviour)) {
                for (int i = 0; i < 5; i++) {
                    answered(wire.send(post(receiver.url("/"), LONG)));
                }
                assertThat(receiver.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void aConnectionClosedWhileIdleIsReplacedWithoutANotice() {
        try (RudeReceiver receiver =
                RudeReceiver.start(new Behaviour.AnswerThenClose(200), Behaviour.OK)) {
            answered(wire.send(post(receiver.url("/"), LONG)));

            assertThat(answered(wire.send(post(receiver.url("/"), LONG))).status()).isEqualTo(200);
            assertThat(receiver.await(2)).extracting(Received::connection).containsExactly(1, 2);
        }
    }

    @Test
    void aRequestGoesOutASecondTimeOnceOnly() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK, new Behaviour.HangUp())) {
            answered(wire.send(post(receiver.url("/"), LONG)));

            assertThat(faulted(wire.send(post(receiver.url("/"), LONG))).fault())
                    .isEqualTo(WireFault.DISCONNECTED);
            assertThat(receiver.received()).hasSize(3);
        }
    }

    @Test
    void aKeptConnectionThatBreaksWithinAnAnswerIsNotTriedAgain() {
        try (RudeReceiver receiver =
                RudeReceiver.start(Behaviour.OK, Behaviour.Raw.of("HTTP/1.1 200"))) {
            answered(wire.send(post(receiver.url("/"), LONG)));

            assertThat(faulted(wire.send(post(receiver.url("/"), LONG))).fault())
                    .isEqualTo(WireFault.DISCONNECTED);
            assertThat(receiver.received()).hasSize(2);
        }
    }

    @Test
    void aConnectionIsNotUsedAgainWhenThePeerSaysSoOrTheAnswerWasCutShort() {
        Behaviour close =
                new Behaviour.Raw(
                        Payload.of(
                                "HTTP/1.1 200 OK\r\nConnection:Close\r\nContent-Length: 0\r\n\r\n"),
                        false);
        Behaviour excess =
                new Behaviour.Raw(
                        Payload.of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200"),
                        false);
        Behaviour older = Behaviour.Raw.of("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
        for (Behaviour behaviour :
                List.of(close, excess, older, Behaviour.Answer.of(200, "longer than the cap"))) {
            try (RudeReceiver receiver = RudeReceiver.start(behaviour)) {
                answered(wire.send(Fixture.capped(receiver.url("/"), 2)));
                answered(wire.send(Fixture.capped(receiver.url("/"), 2)));

                assertThat(receiver.await(2))
                        .extracting(Received::connection)
                        .containsExactly(1, 2);
            }
        }
    }

    @Test
    void hostsAndPortsDoNotShareConnections() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            answered(wire.send(post(receiver.url("one.test", "/"), LONG)));
            answered(wire.send(post(receiver.url("two.test", "/"), LONG)));
            answered(wire.send(post(receiver.url("ONE.test", "/"), LONG)));

            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    @Test
    void whatAPeerSaysUnaskedIsNotTakenForTheNextAnswer() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
            CompletableFuture<Integer> spoken = new CompletableFuture<>();
            CountDownLatch answered = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> spoken.complete(unasked(listener, answered)));
            URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());

            answered(wire.send(Fixture.request("GET", url, Payload.EMPTY, LONG, 0)));
            answered.countDown();
            assertThat(Eventually.get("the peer has spoken", spoken)).isEqualTo(408);

            Reply second = wire.send(Fixture.request("GET", url, Payload.EMPTY, LONG, 0));
            assertThat(answered(second).status()).isEqualTo(204);
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterItsTime() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
            CompletableFuture<Integer> end = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> end.complete(afterOneAnswer(listener)));
            URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());

            answered(wire.send(Fixture.request("GET", url, Payload.EMPTY, LONG, 0)));
            time.advance(WireOptions.DEFAULT.idleTime());

            assertThat(Eventually.get("the end of the connection", end)).isEqualTo(-1);
        }
    }

    @Test
    void aConnectionInSteadyUseGrowsOldAndIsReplaced() {
        Duration age = WireOptions.DEFAULT.greatestAge();
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            for (int i = 0; i < 60; i++) {
                answered(wire.send(post(receiver.url("/"), LONG)));
                time.advance(age.dividedBy(20));
            }

            assertThat(receiver.connections()).isEqualTo(3);
        }
    }

    @Test
    void anAnswerWithoutABodyThatAnnouncesOneIsTheLastOfItsConnection() {
        for (String length : List.of("Content-Length: 5", "Transfer-Encoding: chunked")) {
            Behaviour announcing =
                    new Behaviour.Raw(
                            Payload.of("HTTP/1.1 204 No Content\r\n" + length + "\r\n\r\n"), false);
            try (RudeReceiver receiver = RudeReceiver.start(announcing)) {
                answered(wire.send(post(receiver.url("/"), LONG)));
                answered(wire.send(post(receiver.url("/"), LONG)));

                assertThat(receiver.connections()).isEqualTo(2);
            }
        }
    }

    @Test
    void manyThreadsGetTheirOwnAnswers() throws Exception {
        try (RudeReceiver receiver =
                RudeReceiver.start(
                        request -> new Behaviour.Answer(200, List.of(), request.body()))) {
            List<Thread> threads =
                    IntStream.range(0, 32)
                            .mapToObj(i -> Thread.ofVirtual().start(() -> echoes(receiver, i)))
                            .toList();
            for (Thread thread : threads) {
                Eventually.ended("one of many", thread);
            }

            assertThat(receiver.received()).hasSize(32 * 50);
            assertThat(receiver.connections()).isLessThanOrEqualTo(32);
        }
    }

    private void echoes(RudeReceiver receiver, int number) {
        for (int i = 0; i < 50; i++) {
            Payload body = Payload.of(number + "-" + i);
            if (!answered(wire.send(post(receiver.url("/"), body))).body().equals(body)) {
                throw new AssertionError("a foreign answer");
            }
        }
    }

    /** Answers the first request and returns what the connection says next: -1 for its end. */
    private static int afterOneAnswer(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            answerOne(socket, OK);
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -2;
        }
    }

    /**
     * Answers the first request, and later says something that nobody asked for; answers the next
     * connection in its own way.
     */
    private static int unasked(ServerSocket listener, CountDownLatch answered) {
        try {
            Socket socket = listener.accept();
            answerOne(socket, OK);
            Eventually.open("the first answer is read", answered);
            write(socket, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
            Thread.ofVirtual().start(() -> answerNext(listener));
            return 408;
        } catch (IOException e) {
            return -2;
        }
    }

    private static void answerNext(ServerSocket listener) {
        try {
            answerOne(listener.accept(), "HTTP/1.1 204 No Content\r\n\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answerOne(Socket socket, String answer) throws IOException {
        int seen = 0;
        while (seen != ('\r' << 24 | '\n' << 16 | '\r' << 8 | '\n')) {
            seen = seen << 8 | socket.getInputStream().read();
        }
        write(socket, answer);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}

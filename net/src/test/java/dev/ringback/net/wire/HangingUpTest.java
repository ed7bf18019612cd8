package dev.ringback.net.wire;

import static dev.ringback.net.wire.Fixture.LONG;
import static dev.ringback.net.wire.Fixture.answered;
import static dev.ringback.net.wire.Fixture.faulted;
import static dev.ringback.net.wire.Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request that is broken off on this side. */
class HangingUpTest {

    private final HttpWire wire = Fixture.wire();
    private final Hangup hangup = new Hangup();

    @AfterEach
    void closeWire() {
        wire.close();
    }

    private CompletableFuture<Reply> sending(Request request) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> reply.complete(wire.send(request, hangup)));
        return reply;
    }

    private static void requireCalledOff(CompletableFuture<Reply> reply) {
        Reply.Faulted fault = faulted(Eventually.get("the reply", reply));
        assertThat(fault.fault()).isEqualTo(WireFault.CALLED_OFF);
        assertThat(fault.detail()).isEqualTo("request was called off");
    }

    @Test
    void aRequestThatWaitsForItsAnswerEndsAndThePeerSeesIt() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
            CountDownLatch received = new CountDownLatch(1);
            CompletableFuture<Integer> end = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> end.complete(afterTheRequest(listener, received)));
            URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());

            CompletableFuture<Reply> reply = sending(post(url, LONG));
            Eventually.open("the request", received);
            hangup.hangUp();

            requireCalledOff(reply);
            assertThat(Eventually.get("the end", end)).isEqualTo(-1);
        }
    }

    /** Reads the request and returns what comes next: -1 for the end of the connection. */
    private static int afterTheRequest(ServerSocket listener, CountDownLatch received) {
        try (Socket socket = listener.accept()) {
            StringBuilder seen = new StringBuilder();
            while (!seen.toString().endsWith("\r\n\r\nhello")) {
                seen.append((char) socket.getInputStream().read());
            }
            received.countDown();
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -2;
        }
    }

    @Test
    void anAnswerThatDripsIsNotReadToItsEnd() throws Exception {
        Behaviour drip = new Behaviour.DripBody(Duration.ofMillis(5));
        try (RudeReceiver receiver = RudeReceiver.start(drip)) {
            CompletableFuture<Reply> reply = sending(post(receiver.url("/"), LONG));
            receiver.await(1);
            hangup.hangUp();

            requireCalledOff(reply);
        }
    }

    @Test
    void aRequestOnAKeptConnectionIsNotSentOnceMore() throws Exception {
        try (RudeReceiver receiver =
                RudeReceiver.start(Behaviour.OK, new Behaviour.StallBeforeHead())) {
            answered(wire.send(post(receiver.url("/"), LONG)));
            CompletableFuture<Reply> reply = sending(post(receiver.url("/"), LONG));
            receiver.await(2);
            hangup.hangUp();

            requireCalledOff(reply);
            assertThat(receiver.received()).hasSize(2);
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatIsCalledOffBeforehandIsNotSent() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            hangup.hangUp();
            assertThat(faulted(wire.send(post(receiver.url("/"), LONG), hangup)).fault())
                    .isEqualTo(WireFault.CALLED_OFF);
            assertThat(receiver.connections()).isZero();

            answered(wire.send(post(receiver.url("/"), LONG)));
            assertThat(faulted(wire.send(post(receiver.url("/"), LONG), hangup)).fault())
                    .isEqualTo(WireFault.CALLED_OFF);
            answered(wire.send(post(receiver.url("/"), LONG)));
            assertThat(receiver.received()).hasSize(2);
        }
    }

    @Test
    void whatIsCalledOffWhileItsNameIsResolvedIsNotDialled() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch resolved = new CountDownLatch(1);
        Resolver slow =
                host -> {
                    asked.countDown();
                    Eventually.open("it may be resolved", resolved);
                    return List.of(Fixture.LOOPBACK);
                };
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire named = Fixture.wire(AddressGuard.allowingPrivate(), slow)) {
            CompletableFuture<Reply> reply = new CompletableFuture<>();
            Request request = post(receiver.url("slow.test", "/"), LONG);
            Thread.ofVirtual().start(() -> reply.complete(named.send(request, hangup)));
            Eventually.open("the name is asked for", asked);
            hangup.hangUp();

            resolved.countDown();

            requireCalledOff(reply);
            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void aHandshakeThatDoesNotComeOnIsBrokenOff() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, Fixture.LOOPBACK)) {
            URI url = URI.create("https://127.0.0.1:" + silent.getLocalPort());
            CompletableFuture<Reply> reply = sending(post(url, LONG));
            try (Socket _ = silent.accept()) {
                hangup.hangUp();
                requireCalledOff(reply);
            }
        }
    }

    @Test
    void hangingUpAfterTheAnswerLeavesTheConnectionToTheNextRequest() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            answered(wire.send(post(receiver.url("/"), LONG), hangup));
            hangup.hangUp();

            answered(wire.send(post(receiver.url("/"), LONG)));
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void hangingUpAtAnyMomentHarmsNoOtherRequest() throws Exception {
        try (RudeReceiver receiver =
                RudeReceiver.start(
                        request -> new Behaviour.Answer(200, List.of(), request.body()))) {
            List<Thread> threads =
                    IntStream.range(0, 8)
                            .mapToObj(i -> Thread.ofVirtual().start(() -> hangsUp(receiver, i)))
                            .toList();
            for (int i = 0; i < 200; i++) {
                Payload body = Payload.of("kept-" + i);
                assertThat(answered(wire.send(post(receiver.url("/"), body))).body())
                        .isEqualTo(body);
            }
            for (Thread thread : threads) {
                Eventually.ended("one that hangs up", thread);
            }
        }
    }

    private void hangsUp(RudeReceiver receiver, int number) {
        for (int i = 0; i < 50; i++) {
            Hangup own = new Hangup();
            int micros = i * 20;
            Thread hanging =
                    Thread.ofVirtual()
                            .start(() -> {
                                LockSupport.parkNanos(micros * 1_000L);
                                own.hangUp();
                            });
            Payload body = Payload.of(number + "-" + i);
            Reply reply = wire.send(post(receiver.url("/"), body), own);
            boolean expected =
                    switch (reply) {
                        case Reply.Answered answer -> answer.body().equals(body);
                        case Reply.Faulted fault -> fault.fault() == WireFault.CALLED_OFF;
                    };
            if (!expected) {
                throw new AssertionError("neither its answer nor called off: " + reply);
            }
            Eventually.ended("hanging up", hanging);
        }
    }
}

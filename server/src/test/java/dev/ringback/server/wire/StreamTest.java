package dev.ringback.server.wire;

import static dev.ringback.server.wire.Fixture.LONG;
import static dev.ringback.server.wire.Fixture.SHORT;
import static dev.ringback.server.wire.Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.Hangup;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.WireFault;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

    private final HttpWire wire = Fixture.wire();

    @AfterEach
    void closeWire() {
        wire.close();
    }

    @Test
    void theBodyComesWithoutItsFramingAndTheConnectionIsKept() throws IOException {
        Behaviour chunked = new Behaviour.Chunked(200, List.of(), List.of("data: a\n", "\n"));
        try (RudeReceiver receiver = RudeReceiver.start(chunked)) {
            for (int i = 0; i < 2; i++) {
                try (Streamed.Open open = opened(receiver, LONG)) {
                    assertThat(open.status()).isEqualTo(200);
                    assertThat(open.body().readAllBytes()).asString().isEqualTo("data: a\n\n");
                }
            }
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void theDeadlineBoundsEachSilenceAndNotTheWhole() throws IOException {
        Behaviour drip = new Behaviour.DripBody(Duration.ofMillis(250));
        Duration deadline = Duration.ofSeconds(2);
        try (RudeReceiver receiver = RudeReceiver.start(drip);
                Streamed.Open open = opened(receiver, deadline)) {
            long start = System.nanoTime();

            assertThat(open.body().readNBytes(9)).hasSize(9);
            assertThat(System.nanoTime() - start).isGreaterThan(deadline.toNanos());
        }
    }

    @Test
    void aSilenceThatIsTooLongIsATimeout() {
        Behaviour silence =
                new Behaviour.Raw(
                        Payload.of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), false);
        try (RudeReceiver receiver = RudeReceiver.start(silence);
                Streamed.Open open = opened(receiver, SHORT)) {
            assertThatThrownBy(open.body()::readAllBytes)
                    .isInstanceOfSatisfying(
                            WireException.class,
                            fault -> {
                                assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
                                assertThat(fault.detail()).isEqualTo("silent for 300 ms");
                            });
        }
    }

    @Test
    void aBrokenBodyIsADisconnect() {
        try (RudeReceiver receiver = RudeReceiver.start(new Behaviour.ResetMidBody());
                Streamed.Open open = opened(receiver, LONG)) {
            assertThatThrownBy(open.body()::readAllBytes)
                    .isInstanceOfSatisfying(
                            WireException.class,
                            fault -> assertThat(fault.fault()).isEqualTo(WireFault.DISCONNECTED));
        }
    }

    @Test
    void noHeadInTimeIsAFault() {
        try (RudeReceiver receiver = RudeReceiver.start(new Behaviour.StallBeforeHead());
                Streamed streamed = wire.stream(post(receiver.url("/"), SHORT), new Hangup())) {
            assertThat(streamed)
                    .isInstanceOfSatisfying(
                            Streamed.Failed.class,
                            failed ->
                                    assertThat(failed.fault().fault())
                                            .isEqualTo(WireFault.TIMEOUT));
        }
    }

    @Test
    void closingEarlyEndsThePeersAnswerAndTheStream() throws IOException {
        try (RudeReceiver receiver =
                RudeReceiver.start(new Behaviour.EndlessBody(), Behaviour.OK)) {
            Streamed.Open open = opened(receiver, LONG);
            InputStream body = open.body();
            assertThat(body.read()).isEqualTo('x');
            open.close();

            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
            opened(receiver, LONG).close();
            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    private Streamed.Open opened(RudeReceiver receiver, Duration deadline) {
        return switch (wire.stream(post(receiver.url("/"), deadline), new Hangup())) {
            case Streamed.Open open -> open;
            case Streamed.Failed failed -> throw new AssertionError(failed.toString());
        };
    }
}

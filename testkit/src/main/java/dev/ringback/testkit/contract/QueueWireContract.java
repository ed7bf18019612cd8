package dev.ringback.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a {@link Wire} to queues makes of servers that are none, whatever it speaks to them. */
public interface QueueWireContract {

    /** The wires of one test. */
    QueueWires<?> wires();

    /** A request to a server at a port of this machine, which has less than a minute. */
    Request request(int port);

    /** What a server says that is none of those that the wire speaks to. */
    default String nonsense() {
        return "HTTP/1.1 400 Bad\r\n\r\n";
    }

    /** What comes of nonsense. */
    default WireFault faultOfNonsense() {
        return WireFault.DISCONNECTED;
    }

    @AfterEach
    default void closeTheWires() throws Exception {
        wires().close();
    }

    /** The answer to a request, which has to come. */
    default Reply.Answered answered(Request request) {
        return switch (wires().wire().send(request)) {
            case Reply.Answered answered -> answered;
            case Reply.Faulted faulted -> throw new AssertionError(faulted.toString());
        };
    }

    /** What goes wrong with a request, which has to. */
    default WireFault fault(Request request) {
        return fault(wires().wire().send(request));
    }

    @Test
    default void aServerThatIsAwayIsAFault() throws IOException {
        int port;
        try (var socket = local()) {
            port = socket.getLocalPort();
        }

        assertThat(fault(request(port))).isEqualTo(WireFault.CONNECT_FAILED);
    }

    @Test
    default void aServerThatIsSilentIsAFaultWhenTheTimeIsOver() throws IOException {
        assertThat(faultOfSilence(_ -> wires().time().advance(Duration.ofMinutes(1))))
                .isEqualTo(WireFault.TIMEOUT);
    }

    @Test
    default void whatIsCalledOffEndsAtOnce() throws IOException {
        assertThat(faultOfSilence(Hangup::hangUp)).isEqualTo(WireFault.CALLED_OFF);
    }

    @Test
    default void aServerThatSpeaksSomethingElseIsAFault() throws IOException {
        try (var socket = local()) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (var peer = socket.accept()) {
                            peer.getOutputStream().write(nonsense().getBytes(UTF_8));
                        } catch (IOException _) {
                            // The test says what it saw.
                        }
                    });

            assertThat(fault(request(socket.getLocalPort()))).isEqualTo(faultOfNonsense());
        }
    }

    @Test
    default void noSocketIsOpenedToWhereCallsMayNotGo() throws IOException {
        try (var door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = door.socket().getLocalPort();

            assertThat(fault(wires().strict().send(request(port))))
                    .isEqualTo(WireFault.ADDRESS_REFUSED);

            door.configureBlocking(false);
            assertThat(door.accept()).isNull();
        }
    }

    /** What comes of a request to somebody who takes the connection and says nothing. */
    private WireFault faultOfSilence(Consumer<Hangup> then) throws IOException {
        try (var socket = local()) {
            var hangup = new Hangup();
            var reply = new CompletableFuture<Reply>();
            Request request = request(socket.getLocalPort());
            Thread.ofVirtual().start(() -> reply.complete(wires().wire().send(request, hangup)));
            try (var peer = socket.accept()) {
                assertThat(peer.getInputStream().read()).isNotNegative();
                then.accept(hangup);
                return fault(Eventually.get("the reply", reply));
            }
        }
    }

    private static ServerSocket local() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static WireFault fault(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered -> throw new AssertionError(answered.toString());
            case Reply.Faulted faulted -> faulted.fault();
        };
    }
}

package dev.ringback.server.functions.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.net.http.HttpResponse;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Bodies that arrive as long as somebody has something to say. */
final class OpenStreamsTest {

    private final OpenStreams streams = new OpenStreams();

    @Test
    void whatIsReadIsBrokenOffAtTheEndAndNothingBeginsAfterIt() throws IOException {
        var reads = new CountDownLatch(1);
        try (ServerSocketChannel server =
                        ServerSocketChannel.open()
                                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel peer = SocketChannel.open(server.getLocalAddress());
                SocketChannel socket = server.accept()) {
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    HttpResponse _ =
                                            streams.read(() -> {
                                                reads.countDown();
                                                int _ = Channels.newInputStream(socket).read();
                                                throw new AssertionError("the peer says nothing");
                                            });
                                } catch (IOException _) {
                                    // It is broken off.
                                }
                            });
            Eventually.open("it reads", reads);

            streams.close();

            Eventually.ended("the reader", reader);
            assertThat(peer.isOpen()).isTrue();
            assertThat(
                            streams.read(
                                            () -> {
                                                throw new AssertionError(
                                                        "nothing is read any more");
                                            })
                                    .status())
                    .isEqualTo(503);
        }
    }
}

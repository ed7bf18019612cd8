package dev.ringback.net.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong with some connections, the next are taken. */
class AcceptorTest {

    private static final int FAULTS = 5;

    private final AtomicInteger turnedAway = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private Port port;

    /** A port at which for a while no file can be opened, whoever comes. */
    private static final class Port extends ServerSocketChannel {

        private final ServerSocketChannel real;
        private final AtomicInteger faults = new AtomicInteger(FAULTS);

        Port(ServerSocketChannel real) {
            super(real.provider());
            this.real = real;
        }

        @Override
        public SocketChannel accept() throws IOException {
            // One that is turned away is asked for without waiting, and then there is a file.
            if (real.isBlocking() && faults.getAndDecrement() > 0) {
                throw new IOException("Too many open files");
            }
            return real.accept();
        }

        @Override
        public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
            return real.bind(local, backlog);
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
            return real.setOption(name, value);
        }

        @Override
        public <T> T getOption(SocketOption<T> name) throws IOException {
            return real.getOption(name);
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return real.supportedOptions();
        }

        @Override
        public ServerSocket socket() {
            return real.socket();
        }

        @Override
        public SocketAddress getLocalAddress() throws IOException {
            return real.getLocalAddress();
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            real.close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) throws IOException {
            real.configureBlocking(block);
        }
    }

    @BeforeEach
    void open() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        port = new Port(ServerSocketChannel.open().bind(address));
    }

    @AfterEach
    void close() throws IOException {
        port.close();
    }

    @Test
    void anErrorWhileSomebodyIsTurnedAwayIsNotTheEndOfListening() throws IOException {
        new Acceptor(
                        port,
                        new Acceptor.Taker() {
                            @Override
                            public void take(SocketChannel socket) {
                                taken.incrementAndGet();
                            }

                            @Override
                            public void relieve() {
                                if (turnedAway.incrementAndGet() == 1) {
                                    throw new IllegalStateException("nothing can be spared");
                                }
                            }

                            @Override
                            public void turnAway(SocketChannel socket) {
                                throw new NoClassDefFoundError("what is needed now");
                            }
                        })
                .start();
        Eventually.until(
                "somebody is taken",
                () -> {
                    try (var client = SocketChannel.open(port.getLocalAddress())) {
                        return client.isConnected() && taken.get() > 0;
                    } catch (IOException e) {
                        return false;
                    }
                });
        assertThat(turnedAway).hasValue(FAULTS);
    }
}

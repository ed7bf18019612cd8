package dev.ringback.net.http.door;

import dev.ringback.net.http.HttpLimits;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** A port that is listened on, with all connections that came by it and the watch over them. */
public final class Door {

    // Reconnecting clients come in bursts; a full backlog costs them a second each.
    private static final int BACKLOG = 1024;
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final long LOOK = 2_000_000L;

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private final Connections connections;
    private final Doorman doorman;

    private Door(
            ServerSocketChannel channel,
            InetSocketAddress address,
            Connections connections,
            Doorman doorman) {
        this.channel = channel;
        this.address = address;
        this.connections = connections;
        this.doorman = doorman;
    }

    /** What is spoken on connections. */
    @FunctionalInterface
    public interface Protocol {

        /** The library's end of a connection, which reads and writes through its guard. */
        ServerConnection on(ConnectionGuard guard);
    }

    /** What is said to the heads of requests for which there is no place or no thread. */
    public interface Words {

        /** The bytes of the answer to a probe; empty when the request is for somebody else. */
        Optional<byte[]> probe(String head);

        /** The bytes of the answer to others. */
        byte[] noPlace(String head);
    }

    /**
     * Opens one.
     *
     * @param host name or address to bind
     * @param port 0 for any that is free
     * @param proxies addresses that stand for many clients, and are not bounded
     * @param nanos what its timeouts are measured by
     * @param words what is said to those for whom there is no place
     * @throws UncheckedIOException when the port cannot be had; the message is a sentence
     */
    public static Door open(
            String host,
            int port,
            HttpLimits limits,
            Predicate<InetAddress> proxies,
            LongSupplier nanos,
            Words words,
            Protocol protocol) {
        try {
            var doorman = new Doorman(waiting(limits), words, nanos);
            ServerSocketChannel channel = bound(host, port);
            var connections = new Connections(limits, nanos);
            var addresses = new Addresses(limits, proxies);
            var reception = new Reception(connections, addresses, protocol, doorman);
            var bound = (InetSocketAddress) channel.getLocalAddress();
            doorman.start();
            connections.start();
            new Acceptor(channel, reception).start();
            return new Door(channel, bound, connections, doorman);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen: " + e.getMessage(), e);
        }
    }

    /** Connections beyond all others that are looked at, to answer probes and turn others away. */
    private static int waiting(HttpLimits limits) {
        return Math.clamp(limits.crowd().connections() / 8, 4, Doorman.PLACES);
    }

    private static ServerSocketChannel bound(String host, int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return channel.bind(new InetSocketAddress(host, port), BACKLOG);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new UncheckedIOException(
                    "cannot listen on port %d of %s: %s".formatted(port, host, e.getMessage()),
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    /** What is bound: a port of one address, or of the wildcard for all of the machine. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Lets nobody in any more, lets requests that run finish, and closes their connections. Those
     * that are not done when the time is over are cut.
     */
    public void close(Duration drain) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(Door.class.getName())
                    .log(System.Logger.Level.WARNING, "the port cannot be closed", e);
        }
        connections.drain();
        if (!awaitEmpty(drain)) {
            connections.cutAll();
            boolean _ = awaitEmpty(CLOSING);
        }
        doorman.stop();
        connections.stop();
    }

    private boolean awaitEmpty(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!connections.isEmpty()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK);
        }
        return connections.isEmpty();
    }
}

package dev.ringback.net.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A listener on one port that answers HTTP/1.1 requests by its routes. */
public final class HttpServer {

    // Reconnecting clients come in bursts; a full backlog costs them a second each.
    private static final int BACKLOG = 1024;
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final long LOOK = 2_000_000L;

    private final ServerSocketChannel channel;
    private final int port;
    private final Connections connections;
    private final Listener listener;
    private final Doorman doorman;

    private HttpServer(
            ServerSocketChannel channel,
            int port,
            Connections connections,
            Listener listener,
            Doorman doorman) {
        this.listener = listener;
        this.channel = channel;
        this.port = port;
        this.connections = connections;
        this.doorman = doorman;
    }

    /**
     * What requests are answered by.
     *
     * @param routes no two with the same method and pattern
     * @param otherwise what is said to requests that no route is for, asked for each; when empty,
     *     what is wrong with them
     */
    public record Service(List<Route> routes, Optional<Supplier<Refusal>> otherwise) {

        /** Routes, and nothing beside them. */
        public static Service of(List<Route> routes) {
            return new Service(routes, Optional.empty());
        }
    }

    /** Listens, with problem details for the errors that the listener finds itself. */
    public static HttpServer start(String host, int port, List<Route> routes, HttpLimits limits) {
        return start(host, port, routes, limits, Map.of());
    }

    /** Listens, and nobody hears of the errors that the listener finds itself. */
    public static HttpServer start(
            String host,
            int port,
            List<Route> routes,
            HttpLimits limits,
            Map<String, ErrorWords> words) {
        return start(host, port, Service.of(routes), limits, words, _ -> {}, System::nanoTime);
    }

    /** Listens, for every host and without trust in any proxy. */
    public static HttpServer start(
            String host,
            int port,
            Service service,
            HttpLimits limits,
            Map<String, ErrorWords> words,
            Consumer<Refusal> refused,
            LongSupplier nanos) {
        return start(host, port, service, limits, words, refused, nanos, Entrance.OPEN);
    }

    /**
     * Listens.
     *
     * @param host name or address to bind
     * @param port 0 for any that is free
     * @param service what it answers, until it is told otherwise
     * @param limits what bounds the listener
     * @param words by path prefix, the longest that fits: how surfaces word the listener's errors;
     *     {@code {name}} in a prefix stands for any one segment
     * @param refused hears of each of those errors
     * @param nanos what its timeouts are measured by
     * @param entrance who may come in
     * @throws UncheckedIOException when the port cannot be had; the message is a sentence
     */
    public static HttpServer start(
            String host,
            int port,
            Service service,
            HttpLimits limits,
            Map<String, ErrorWords> words,
            Consumer<Refusal> refused,
            LongSupplier nanos,
            Entrance entrance) {
        try {
            var dialects = new Dialects(words, refused);
            var listener = new Listener(service, dialects, limits, entrance.hosts());
            var doorman =
                    new Doorman(
                            limits.waitingAtTheDoor(),
                            new DoormanAnswers(listener, dialects),
                            nanos);
            ServerSocketChannel channel = bound(host, port);
            var connections = new Connections(limits, nanos);
            var addresses = new Addresses(limits, entrance.proxies());
            var http1 = new Http1(limits, dialects, listener, addresses, doorman);
            var reception = new Reception(connections, addresses, http1, doorman);
            int bound = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            doorman.start();
            connections.start();
            new Acceptor(channel, reception).start();
            return new HttpServer(channel, bound, connections, listener, doorman);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen: " + e.getMessage(), e);
        }
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

    /** Answers otherwise from now on, on the connections that are open as well. */
    public void serve(Service service) {
        listener.serve(service);
    }

    /** The port that is bound. */
    public int port() {
        return port;
    }

    /**
     * Stops accepting, lets requests that run finish, and closes their connections. Those that are
     * not done when the time is over are cut.
     */
    public void stop(Duration drain) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(HttpServer.class.getName())
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

package dev.ringback.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A listener on one port that answers HTTP/1.1 requests by its routes. */
public final class HttpServer {

    // Reconnecting clients come in bursts; a full backlog costs them a second each.
    private static final int BACKLOG = 1024;
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final WebServer server;
    private final Connections connections;
    private final Listener listener;

    private HttpServer(WebServer server, Connections connections, Listener listener) {
        this.server = server;
        this.connections = connections;
        this.listener = listener;
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
     * @throws UncheckedIOException when the port cannot be had; the message is a sentence
     */
    public static HttpServer start(
            String host,
            int port,
            Service service,
            HttpLimits limits,
            Map<String, ErrorWords> words,
            Consumer<Refusal> refused,
            LongSupplier nanos) {
        probe(host, port);
        var connections = new Connections(limits, nanos);
        var dialects = new Dialects(words, refused);
        var listener = new Listener(service, dialects, new HeldBodies(limits.budget()));
        var selector = new GuardedSelector(protocol(limits), connections, listener);
        WebServer server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .backlog(BACKLOG)
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        .maxTcpConnections(limits.maxConnections())
                        .maxConcurrentRequests(limits.maxRequests())
                        // Drained connections are cut by Connections, on the caller's time.
                        .shutdownGracePeriod(Duration.ofHours(1))
                        .idleConnectionPeriod(Duration.ofDays(1))
                        .idleConnectionTimeout(Duration.ofDays(2))
                        .putListenerSocketOption(StandardSocketOptions.SO_REUSEADDR, true)
                        .connectionOptions(
                                SocketOptions.builder()
                                        .tcpNoDelay(true)
                                        .socketKeepAlive(true)
                                        .build())
                        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                        .directHandlers(MalformedRequests.handlers(dialects))
                        .addConnectionSelector(selector)
                        .build();
        server.start();
        if (!server.isRunning()) {
            // Somebody was faster than the probe said.
            throw unavailable(host, port, new BindException("Address already in use"));
        }
        connections.start();
        return new HttpServer(server, connections, listener);
    }

    /** The library only logs that it cannot listen, with a trace, and goes on without. */
    private static void probe(String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw unavailable(host, port, e);
        }
    }

    private static UncheckedIOException unavailable(String host, int port, IOException why) {
        return new UncheckedIOException(
                "cannot listen on port %d of %s: %s".formatted(port, host, why.getMessage()), why);
    }

    /** Answers otherwise from now on, on the connections that are open as well. */
    public void serve(Service service) {
        listener.serve(service);
    }

    /** The port that is bound. */
    public int port() {
        return server.port();
    }

    /**
     * Stops accepting, lets requests that run finish, and closes their connections. Those that are
     * not done when the time is over are cut.
     */
    public void stop(Duration drain) {
        connections.drain();
        Thread stopping = Thread.ofVirtual().name("http-stop").start(server::stop);
        try {
            if (!stopping.join(drain)) {
                connections.cutAll();
                var _ = stopping.join(CLOSING);
            }
        } catch (InterruptedException interrupted) {
            connections.cutAll();
            Thread.currentThread().interrupt();
        } finally {
            connections.stop();
        }
    }

    private static Http1Config protocol(HttpLimits limits) {
        return Http1Config.builder()
                .maxPrologueLength(limits.maxRequestLine())
                .maxHeadersSize(limits.maxHeaders())
                .sendKeepAliveHeader(false)
                // The table decodes and checks paths itself, once.
                .validatePath(false)
                .validatePrologue(false)
                .validateResponseHeaders(false)
                .build();
    }
}

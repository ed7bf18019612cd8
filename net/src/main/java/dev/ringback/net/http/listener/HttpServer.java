package dev.ringback.net.http.listener;

import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.door.Door;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A listener on one port that answers HTTP/1.1 requests by its routes. */
public final class HttpServer {

    private final Door door;
    private final Listener listener;

    private HttpServer(Door door, Listener listener) {
        this.door = door;
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
        var dialects = new Dialects(words, refused);
        var listener = new Listener(service, dialects, limits, entrance);
        var http1 = new Http1(limits, dialects, listener);
        Door door =
                Door.open(
                        host,
                        port,
                        limits,
                        entrance.proxies(),
                        nanos,
                        new DoormanAnswers(listener, dialects),
                        http1::connection);
        return new HttpServer(door, listener);
    }

    /** Answers otherwise from now on, on the connections that are open as well. */
    public void serve(Service service) {
        listener.serve(service);
    }

    /** What is bound: a port of one address, or of the wildcard for all of the machine. */
    public InetSocketAddress address() {
        return door.address();
    }

    /** The port that is bound. */
    public int port() {
        return door.address().getPort();
    }

    /**
     * Stops accepting, lets requests that run finish, and closes their connections. Those that are
     * not done when the time is over are cut.
     */
    public void stop(Duration drain) {
        door.close(drain);
    }
}

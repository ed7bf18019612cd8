package dev.ringback.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A webhook receiver such as an application has one: answers, and keeps what arrived. */
final class DemoReceiver implements AutoCloseable {

    private static final String PATH = "/webhooks/inference";
    private static final int OK = 200;

    /** The demo looks at the first; what comes later, while its server is kept, is let go. */
    private static final int KEPT = 16;

    private final InstantSource clock;
    private final HttpServer server;
    private final BlockingQueue<Arrived> arrived = new ArrayBlockingQueue<>(KEPT);

    private DemoReceiver(HttpServer server, InstantSource clock) {
        this.clock = clock;
        this.server = server;
    }

    /**
     * A webhook.
     *
     * @param line the request line
     * @param headers values by name, in alphabetical order and lower case
     * @param body as it came
     * @param at when it was complete
     */
    record Arrived(String line, Map<String, List<String>> headers, String body, Instant at) {

        /** The bytes whose signature is verified; JSON is always UTF-8. */
        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Listens on a free port of the loopback interface. */
    static DemoReceiver open(InstantSource clock) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(address, 0);
        DemoReceiver receiver = new DemoReceiver(server, clock);
        server.createContext(PATH, receiver::answer);
        server.start();
        return receiver;
    }

    /** Where webhooks are to be sent. */
    URI uri() {
        InetSocketAddress address = server.getAddress();
        return URI.create(
                "http://%s:%d%s"
                        .formatted(address.getAddress().getHostAddress(), address.getPort(), PATH));
    }

    /** The next webhook; empty when none came in time. */
    Optional<Arrived> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Instant now = clock.instant();
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            exchange.getResponseHeaders().set("Access-Control-Allow-Methods", "POST, OPTIONS");
            exchange.getResponseHeaders().set("Access-Control-Allow-Headers", "Content-Type");
            exchange.sendResponseHeaders(OK, -1);
            if (exchange.getRequestMethod().equals("POST")) {
                var _ = arrived.offer(arrived(exchange, body, now));
            }
        }
    }

    private static Arrived arrived(HttpExchange exchange, byte[] body, Instant now) {
        var headers = new TreeMap<String, List<String>>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.computeIfAbsent(
                                        name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                                .addAll(values));
        String line =
                "%s %s %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI(),
                                exchange.getProtocol());
        return new Arrived(line, headers, new String(body, StandardCharsets.UTF_8), now);
    }
}

package dev.ringback.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that answers when it is told to. */
final class SlowReceiver implements AutoCloseable {

    private final HttpServer http;
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();

    private SlowReceiver(HttpServer http) {
        this.http = http;
    }

    static SlowReceiver start() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var receiver = new SlowReceiver(HttpServer.create(address, 0));
        receiver.http.createContext("/", receiver::receive);
        receiver.http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.http.start();
        return receiver;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] _ = exchange.getRequestBody().readAllBytes();
            requests.incrementAndGet();
            arrived.countDown();
            Eventually.open("the answer may be given", answer);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/hook";
    }

    /** Waits until a request is there, which is not answered yet. */
    void awaitRequest() {
        Eventually.open("a request", arrived);
    }

    /** Lets the requests be answered. */
    void answer() {
        answer.countDown();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        answer.countDown();
        http.stop(0);
    }
}

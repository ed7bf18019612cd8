package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that answers when it is told to. */
final class SlowReceiver implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

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
            boolean told = answer.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            exchange.sendResponseHeaders(told ? 200 : 500, -1);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/hook";
    }

    /** Waits until a request is there, which is not answered yet. */
    void awaitRequest() throws InterruptedException {
        assertThat(arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("a request").isTrue();
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

package dev.ringback.testkit.crash;

import dev.ringback.testkit.Eventually;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A receiver of webhooks on real sockets that takes its time, says yes to everything, and counts.
 */
public final class CountingReceiver implements AutoCloseable {

    private static final byte[] YES =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROBE =
            "OPTIONS / HTTP/1.1\r\nHost: probe\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final Arrivals arrivals = new Arrivals();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Supplier<Duration> pace;

    private record Head(String method, String path, Map<String, String> headers) {}

    private CountingReceiver(Supplier<Duration> pace) {
        this.pace = pace;
        try {
            listener = new ServerSocket(0, 4096, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("no listener", e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /**
     * Starts one.
     *
     * @param pace how long it takes for each request; called by many threads
     */
    public static CountingReceiver start(Supplier<Duration> pace) {
        return new CountingReceiver(pace);
    }

    /** Takes another time for each request from now on. */
    public void pace(Supplier<Duration> next) {
        pace = next;
    }

    /** Its URL with this path. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    /** What arrived. */
    public Arrivals arrivals() {
        return arrivals;
    }

    /**
     * Returns when all that a dead server had sent is read and counted. Connections are accepted in
     * order, so one made now is served after every other has been accepted; and each of those ends
     * when its last request is answered, since its peer is dead.
     */
    public void awaitQuiet() {
        try (var probe = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            probe.getOutputStream().write(PROBE);
            byte[] _ = probe.getInputStream().readNBytes(YES.length);
        } catch (IOException e) {
            throw new UncheckedIOException("the receiver does not answer", e);
        }
        Eventually.until("the dead server's connections end", open::isEmpty);
    }

    @Override
    public void close() {
        closed.countDown();
        closeQuietly(listener);
        open.forEach(CountingReceiver::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            Optional<Head> head = head(in);
            while (head.isPresent()) {
                answer(head.get(), in, out);
                head = head(in);
            }
        } catch (IOException _) {
            // The server was killed in the middle of it.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private void answer(Head head, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
        if (in.readNBytes(length).length < length) {
            throw new IOException("the body is not complete");
        }
        if (head.method().equals("POST")) {
            String event = head.headers().getOrDefault("webhook-id", "");
            Arrival arrival = arrivals.add(new Delivery(head.path(), event));
            boolean _ = closed.await(pace.get().toNanos(), TimeUnit.NANOSECONDS);
            arrival.answering(System.nanoTime());
        }
        out.write(YES);
        out.flush();
    }

    /** The next request's head; empty when the peer has closed the connection. */
    private static Optional<Head> head(InputStream in) throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return Optional.empty();
        }
        in.reset();
        String[] words = line(in).split(" ", 3);
        var headers = new HashMap<String, String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return Optional.of(new Head(words[0], words[1], headers));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the head is not complete");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).stripTrailing();
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a socket failed", e);
        }
    }
}

package dev.ringback.testkit.receiver;

import dev.ringback.testkit.Eventually;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP server on a real socket of the loopback interface that answers each request with a chosen
 * {@link Behaviour} and keeps what it received.
 */
public final class RudeReceiver implements AutoCloseable {

    private final ServerSocket listener;
    private final Optional<SSLContext> tls;
    private final Function<Received, Behaviour> choice;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Received> received = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private int connections;

    private RudeReceiver(Optional<SSLContext> tls, Function<Received, Behaviour> choice) {
        this.tls = tls;
        this.choice = choice;
        try {
            listener = new ServerSocket(0, 1_024, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("no listener", e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Starts one that does the same with every request. */
    public static RudeReceiver start(Behaviour behaviour) {
        return start(request -> behaviour);
    }

    /** Starts one that goes through a script and repeats its last line. */
    public static RudeReceiver start(Behaviour first, Behaviour... then) {
        return start(script(first, then));
    }

    /** Starts one that decides by what it received; requests are decided one after another. */
    public static RudeReceiver start(Function<Received, Behaviour> choice) {
        return new RudeReceiver(Optional.empty(), choice);
    }

    /** Starts one that speaks TLS with the given certificate. */
    public static RudeReceiver startTls(SSLContext identity, Behaviour behaviour) {
        return new RudeReceiver(Optional.of(identity), request -> behaviour);
    }

    private static Function<Received, Behaviour> script(Behaviour first, Behaviour... then) {
        List<Behaviour> lines = new ArrayList<>(List.of(then));
        lines.addFirst(first);
        return request -> lines.size() > 1 ? lines.removeFirst() : lines.getFirst();
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Its URL by address. */
    public URI url(String path) {
        return url("127.0.0.1", path);
    }

    /** Its URL by a name, which the client has to resolve to 127.0.0.1. */
    public URI url(String host, String path) {
        String scheme = tls.isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + host + ":" + port() + path);
    }

    /** What it received so far, in order. */
    public List<Received> received() {
        lock.lock();
        try {
            return List.copyOf(received);
        } finally {
            lock.unlock();
        }
    }

    /** How many connections it accepted so far. */
    public int connections() {
        lock.lock();
        try {
            return connections;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it has received so many requests, and returns all it has. */
    public List<Received> await(int count) {
        long nanos = Eventually.PATIENCE.toNanos();
        lock.lock();
        try {
            while (received.size() < count) {
                if (nanos <= 0) {
                    throw new AssertionError(
                            "received " + received.size() + " requests instead of " + count);
                }
                nanos = changed.awaitNanos(nanos);
            }
            return List.copyOf(received);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for requests", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closeQuietly(listener);
        open.forEach(RudeReceiver::closeQuietly);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                int number = nextConnection();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private int nextConnection() {
        lock.lock();
        try {
            return ++connections;
        } finally {
            lock.unlock();
        }
    }

    /** Serves until somebody hangs up; that is how most of these conversations are meant to end. */
    private void serve(Socket socket, int number) {
        try (socket) {
            Socket layer = layered(socket);
            InputStream in = new BufferedInputStream(layer.getInputStream());
            Rudeness rudeness = new Rudeness(socket, layer, in, this::pause);
            boolean again = true;
            while (again) {
                Optional<Received> request = RequestReader.read(in, number, serverName(layer));
                again = request.isPresent() && rudeness.act(chosen(request.get()));
            }
        } catch (IOException e) {
            // The peer is gone, or was sent away.
        } finally {
            open.remove(socket);
        }
    }

    private Socket layered(Socket socket) throws IOException {
        if (tls.isEmpty()) {
            return socket;
        }
        SSLSocket layer = (SSLSocket) tls.get().getSocketFactory().createSocket(socket, null, true);
        layer.setUseClientMode(false);
        layer.startHandshake();
        return layer;
    }

    private static Optional<String> serverName(Socket layer) {
        return layer instanceof SSLSocket secure ? RequestReader.name(secure) : Optional.empty();
    }

    private Behaviour chosen(Received request) {
        lock.lock();
        try {
            received.add(request);
            changed.signalAll();
            return choice.apply(request);
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass, less when the receiver is closed meanwhile. */
    private void pause(Duration duration) {
        lock.lock();
        try {
            long nanos = duration.toNanos();
            while (nanos > 0 && !listener.isClosed()) {
                nanos = changed.awaitNanos(Math.min(nanos, TimeUnit.SECONDS.toNanos(1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a socket failed", e);
        }
    }
}

package dev.ringback.testkit.upstream;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A stub of a model server. It plays one script per request, in order; when there are none left it
 * plays the last one again. Connections are kept alive, and there may be thousands.
 */
public final class StubUpstream implements AutoCloseable {

    private static final int BACKLOG = 4_096;

    private final ServerSocket server;
    private final Thread acceptor =
            Thread.ofVirtual().name("stub-upstream").unstarted(this::accept);
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final Queue<StubRequest> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger partings = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger busiest = new AtomicInteger();
    private volatile Script last = Script.says("Paris");

    private StubUpstream(ServerSocket server) {
        this.server = server;
    }

    /** Listens on a free port of the loopback address. */
    public static StubUpstream start() {
        return start(0);
    }

    /** Listens on that port of the loopback address. */
    public static StubUpstream start(int port) {
        try {
            var stub =
                    new StubUpstream(
                            new ServerSocket(port, BACKLOG, InetAddress.ofLiteral("127.0.0.1")));
            stub.acceptor.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says how the next requests are answered. */
    public StubUpstream plays(Script... next) {
        // Before the queue: of requests that come together, one may find it empty at once.
        last = next.length == 0 ? last : next[next.length - 1];
        scripts.addAll(List.of(next));
        return this;
    }

    /** Such as {@code http://127.0.0.1:40001/v1}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    /** What was received so far. */
    public List<StubRequest> asked() {
        return List.copyOf(asked);
    }

    /** How often each was asked, by the string that lies there in the body. */
    public Map<String, Integer> timesAsked(String... path) {
        return asked.stream()
                .flatMap(each -> each.json().at(path).text().stream())
                .collect(Collectors.toMap(id -> id, _ -> 1, Integer::sum));
    }

    /** The answers that were written to their end so far. */
    public List<Answered> answered() {
        return List.copyOf(answered);
    }

    /** How many requests are under way. */
    public int underWay() {
        return underWay.get();
    }

    /** How many requests were under way when there were most. */
    public int busiest() {
        return busiest.get();
    }

    /** How many connections were made to it. */
    public int connections() {
        return connections.get();
    }

    /** How many conversations ended because the peer went away. */
    public int partings() {
        return partings.get();
    }

    /** Refuses new connections and cuts the ones there are. */
    @Override
    public void close() {
        try {
            server.close();
            // A virtual thread may still accept a connection while the listener is being closed.
            acceptor.join();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().name("stub-answer").start(() -> converse(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            // An answer in several pieces must not wait for the peer's delayed acknowledgements.
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more && anotherComes(in)) {
                more = answer(read(in), new StubConnection(socket, in));
            }
        } catch (IOException gone) {
            partings.incrementAndGet();
        } finally {
            open.remove(socket);
        }
    }

    /** Whether another request comes, after it. */
    private boolean answer(StubRequest request, StubConnection conversation) throws IOException {
        Script script = scripts.poll();
        if (script == null) {
            script = last;
        }
        asked.add(request);
        int _ = busiest.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            script.play(request, conversation);
        } finally {
            underWay.decrementAndGet();
        }
        if (conversation.complete()) {
            answered.add(new Answered(request, conversation.lastByteAt()));
        }
        if (conversation.left()) {
            partings.incrementAndGet();
        }
        return conversation.complete()
                && !request.header("connection").orElse("").equalsIgnoreCase("close");
    }

    /** Peers may end a connection in any way while nothing is under way on it. */
    private static boolean anotherComes(InputStream in) {
        try {
            in.mark(1);
            boolean comes = in.read() >= 0;
            in.reset();
            return comes;
        } catch (IOException _) {
            return false;
        }
    }

    private static StubRequest read(InputStream in) throws IOException {
        String[] first = line(in).split(" ");
        if (first.length < 2) {
            throw new IOException("no request");
        }
        List<Header> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        int length = Header.first(headers, "content-length").map(Integer::parseInt).orElse(0);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the body is not complete");
        }
        return new StubRequest(first[0], first[1], headers, Payload.of(body));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("end of stream");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}

package dev.ringback.testkit.upstream;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stub of a model server. It plays one script per request, in order; when there are none left it
 * plays the last one again.
 */
public final class StubUpstream implements AutoCloseable {

    private final ServerSocket server;
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger partings = new AtomicInteger();
    private volatile Script last = Script.completion("Paris");

    private StubUpstream(ServerSocket server) {
        this.server = server;
    }

    /** Listens on a free port of the loopback address. */
    public static StubUpstream start() {
        try {
            var stub = new StubUpstream(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("stub-upstream").start(stub::accept);
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says how the next requests are answered. */
    public StubUpstream plays(Script... next) {
        scripts.addAll(List.of(next));
        return this;
    }

    /** Such as {@code http://127.0.0.1:40001/v1}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    /** What was received so far. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** How many conversations ended because the peer went away. */
    public int partings() {
        return partings.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("stub-answer").start(() -> answer(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Asked request = read(in);
            Script script = scripts.poll();
            if (script == null) {
                script = last;
            }
            last = script;
            asked.add(request);
            script.play(request, new Conversation(socket, in));
        } catch (IOException gone) {
            partings.incrementAndGet();
        }
    }

    private static Asked read(InputStream in) throws IOException {
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
        return new Asked(first[0], first[1], headers, Payload.of(in.readNBytes(length)));
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

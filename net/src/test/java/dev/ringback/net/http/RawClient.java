package dev.ringback.net.http;

import dev.ringback.testkit.Eventually;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends and reads bytes as they are. */
public final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
        in = new BufferedInputStream(socket.getInputStream());
    }

    public RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends so many bytes, which say nothing. */
    public RawClient sendBytes(int count) throws IOException {
        byte[] some = new byte[64 * 1024];
        for (int left = count; left > 0; left -= some.length) {
            socket.getOutputStream().write(some, 0, Math.min(left, some.length));
        }
        return this;
    }

    /** Sends nothing more. */
    public RawClient finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Breaks off, so that whatever the server sends from now on finds nobody. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The next line without its line break; {@code "<end>"} at the end. */
    public String line() throws IOException {
        var line = new StringBuilder();
        int b = in.read();
        if (b < 0) {
            return "<end>";
        }
        while (b >= 0 && b != '\n') {
            if (b != '\r') {
                line.append((char) b);
            }
            b = in.read();
        }
        return line.toString();
    }

    /** The head of the next answer. */
    public String head() throws IOException {
        var head = new StringBuilder();
        for (String line = line(); !line.isEmpty() && !line.equals("<end>"); line = line()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    /** The next so many bytes. */
    public String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Everything until the server closes. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package dev.ringback.server.generations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that asks and may leave before it has the answer. */
final class Leaver implements AutoCloseable {

    private final Socket socket;

    /** Connects and posts. */
    Leaver(Surface surface, String path, String body) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), surface.port());
            String request =
                    """
                    POST %s HTTP/1.1\r
                    Host: a\r
                    Authorization: Bearer key-a\r
                    Content-Length: %d\r
                    \r
                    %s\
                    """
                            .formatted(path, body.length(), body);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads so many bytes of the answer. */
    String read(int bytes) {
        try {
            return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

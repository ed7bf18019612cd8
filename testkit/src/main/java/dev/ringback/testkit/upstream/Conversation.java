package dev.ringback.testkit.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The stub's side of one connection. */
public final class Conversation {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Conversation(Socket socket, InputStream in) throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = socket.getOutputStream();
    }

    /** An answer in one piece. */
    public void whole(int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        head(status, contentType, "Content-Length: " + bytes.length);
        out.write(bytes);
        out.flush();
    }

    /** The head of an event stream. */
    public void beginStream() throws IOException {
        head(200, "text/event-stream; charset=utf-8", "Transfer-Encoding: chunked");
    }

    /** One event of the stream. */
    public void data(String data) throws IOException {
        piece("data: " + data + "\n\n");
    }

    /** Any text within the stream. */
    public void piece(String text) throws IOException {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        raw(Integer.toHexString(length) + "\r\n" + text + "\r\n");
    }

    /** The stream's end, in good order. */
    public void endStream() throws IOException {
        raw("0\r\n\r\n");
    }

    private void head(int status, String contentType, String framing) throws IOException {
        raw("HTTP/1.1 %d Whatever\r\n".formatted(status));
        raw("Content-Type: %s\r\n%s\r\n".formatted(contentType, framing));
        raw("Connection: close\r\n\r\n");
    }

    /** Bytes as they are. */
    public void raw(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Blocks until the peer has closed the connection. */
    public void awaitHangUp() {
        try {
            long _ = in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException reset) {
            // That is a way to hang up, too.
            cut();
        }
    }

    /** Closes the connection in the middle of whatever it is. */
    public void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close a socket", e);
        }
    }
}

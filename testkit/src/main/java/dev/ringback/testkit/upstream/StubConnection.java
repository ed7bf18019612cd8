package dev.ringback.testkit.upstream;

import dev.ringback.kernel.model.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The stub's side of one exchange on a connection. */
public final class StubConnection {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private long lastByteAt;
    private boolean complete;
    private boolean left;

    StubConnection(Socket socket, InputStream in) throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = socket.getOutputStream();
    }

    /** An answer in one piece. */
    public void whole(int status, String contentType, String body, Header... more)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var answer = new ByteArrayOutputStream(bytes.length + 200);
        answer.writeBytes(utf8(head(status, contentType, bytes.length, more)));
        answer.writeBytes(bytes);
        write(answer.toByteArray());
        complete = true;
    }

    /** The head of an answer, and nothing else yet. */
    public void head(int status, String contentType, int length) throws IOException {
        raw(head(status, contentType, length, new Header[0]));
    }

    private static String head(int status, String contentType, int length, Header[] more) {
        var head = new StringBuilder("HTTP/1.1 %d Whatever\r\n".formatted(status));
        head.append("Content-Type: ").append(contentType).append("\r\n");
        for (Header each : more) {
            head.append(each.name()).append(": ").append(each.value()).append("\r\n");
        }
        return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
    }

    /** The head of an event stream. */
    public void beginStream() throws IOException {
        raw(
                """
                HTTP/1.1 200 Whatever\r
                Content-Type: text/event-stream; charset=utf-8\r
                Transfer-Encoding: chunked\r
                \r
                """);
    }

    /** One event of the stream. */
    public void data(String data) throws IOException {
        piece("data: " + data + "\n\n");
    }

    /** One event of the stream, named where its grammar does so. */
    public void event(Answers.Piece event) throws IOException {
        piece(text(event));
    }

    static String text(Answers.Piece event) {
        String name = event.type().map(type -> "event: " + type + "\n").orElse("");
        return name + "data: " + event.data() + "\n\n";
    }

    /** Any text within the stream. */
    public void piece(String text) throws IOException {
        raw(Integer.toHexString(utf8(text).length) + "\r\n" + text + "\r\n");
    }

    /** The stream's end, in good order. */
    public void endStream() throws IOException {
        raw("0\r\n\r\n");
        complete = true;
    }

    /** Bytes as they are. */
    public void raw(String text) throws IOException {
        write(utf8(text));
    }

    private void write(byte[] bytes) throws IOException {
        lastByteAt = System.nanoTime();
        out.write(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Lets time pass. Holds no platform thread, and is deaf meanwhile. */
    public void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Blocks until the peer has closed the connection. */
    public void awaitHangUp() {
        try {
            long _ = in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // A reset is a way to hang up, too.
        }
        left = true;
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

    /** When the last bytes so far were about to be written. */
    long lastByteAt() {
        return lastByteAt;
    }

    /** Whether an answer was written to its end, so that another request may follow. */
    boolean complete() {
        return complete && !socket.isClosed();
    }

    /** Whether the peer was seen to go away. */
    boolean left() {
        return left;
    }
}

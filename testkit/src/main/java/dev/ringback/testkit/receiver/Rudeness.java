package dev.ringback.testkit.receiver;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The bytes, silences and hang-ups behind each {@link Behaviour}, on one connection. */
final class Rudeness {

    private static final String LONG = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Consumer<Duration> pause;

    /**
     * @param socket the TCP connection
     * @param layer the same, or TLS on top of it
     */
    Rudeness(Socket socket, Socket layer, InputStream in, Consumer<Duration> pause)
            throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = layer.getOutputStream();
        this.pause = pause;
    }

    /** Acts, and tells whether the connection is good for another request. */
    boolean act(Behaviour behaviour) throws IOException {
        return switch (behaviour) {
            case Behaviour.Answer(int status, List<Header> headers, Payload body) ->
                    answer(status, headers, body);
            case Behaviour.AnswerThenClose(int status) -> {
                answer(status, List.of(), Payload.EMPTY);
                yield false;
            }
            case Behaviour.Chunked chunked -> chunks(chunked);
            case Behaviour.Raw(Payload bytes, boolean close) -> {
                out.write(bytes.bytes());
                out.flush();
                yield !close && stall();
            }
            case Behaviour.StallBeforeHead stall -> stall();
            case Behaviour.DripBody(Duration interval) -> drip(interval);
            case Behaviour.EndlessBody endless -> flood();
            case Behaviour.Junk junk -> {
                send("\u0000\u0001 this is not the protocol you are looking for\r\n\r\n");
                yield false;
            }
            case Behaviour.ResetMidBody reset -> {
                send(LONG + "half");
                socket.setSoLinger(true, 0);
                socket.close();
                yield false;
            }
            case Behaviour.HangUp hangUp -> false;
            case Behaviour.Redirect(String location) ->
                    answer(302, List.of(new Header("Location", location)), Payload.EMPTY);
            case Behaviour.RetryAfter(int status, String value) ->
                    answer(status, List.of(new Header("Retry-After", value)), Payload.EMPTY);
            case Behaviour.Gone gone -> answer(410, List.of(), Payload.EMPTY);
        };
    }

    private boolean answer(int status, List<Header> headers, Payload body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String length = "Content-Length: " + body.size() + "\r\n\r\n";
        bytes.writeBytes((head(status, headers) + length).getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body.bytes());
        out.write(bytes.toByteArray());
        out.flush();
        return true;
    }

    private boolean chunks(Behaviour.Chunked chunked) throws IOException {
        send(head(chunked.status(), chunked.headers()) + "Transfer-Encoding: chunked\r\n\r\n");
        for (String chunk : chunked.chunks()) {
            int size = chunk.getBytes(StandardCharsets.UTF_8).length;
            send(Integer.toHexString(size) + "\r\n" + chunk + "\r\n");
        }
        send("0\r\n\r\n");
        return true;
    }

    /** Reads, and so notices when the peer gives up. */
    private boolean stall() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        return false;
    }

    private boolean drip(Duration interval) throws IOException {
        send(LONG);
        for (int i = 0; i < 100_000; i++) {
            pause.accept(interval);
            send("x");
        }
        return true;
    }

    private boolean flood() throws IOException {
        send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "400\r\n" + "x".repeat(0x400) + "\r\n";
        while (!socket.isClosed()) {
            send(chunk);
        }
        return false;
    }

    private static String head(int status, List<Header> headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        for (Header header : headers) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return head.toString();
    }

    private void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}

package dev.ringback.server.crash;

import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bare connections to a server, from any address of this machine, that stay until all leave. */
final class Crowd implements AutoCloseable {

    static final String HALF_HEAD = "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-";
    static final String HALF_BODY =
            "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + Site.KEY
                    + "\r\nContent-Length: 9\r\n\r\n[{";

    private final URI server;
    private final List<Socket> sockets = new ArrayList<>();

    Crowd(URI server) {
        this.server = server;
    }

    /** One more comes from an address, and says something. */
    void come(String from, String text) throws IOException {
        sockets.add(said(from, text));
    }

    private Socket said(String from, String text) throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.setSoTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Waits until the server has ended all of them. */
    void awaitEnd() {
        for (Socket socket : sockets) {
            try {
                byte[] _ = socket.getInputStream().readAllBytes();
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the server lets one stay", e);
            } catch (IOException reset) {
                // That is an end, too.
            }
        }
    }

    /** Whether a newcomer that asks for a path is answered so. */
    boolean isAnswered(String from, String path, int status) {
        try (Socket socket = said(from, request(path))) {
            return answer(socket).startsWith("HTTP/1.1 " + status);
        } catch (IOException e) {
            return false;
        }
    }

    /** What so many newcomers that ask at the same time are answered. */
    List<String> answers(String from, String path, int count) throws IOException {
        var asking = new ArrayList<Socket>();
        var answers = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            asking.add(said(from, request(path)));
        }
        for (Socket socket : asking) {
            try (socket) {
                answers.add(answer(socket));
            }
        }
        return answers;
    }

    private static String request(String path) {
        return String.join(
                "\r\n",
                "GET " + path + " HTTP/1.1",
                "Host: x",
                "Authorization: Bearer " + Site.KEY,
                "Connection: close",
                "",
                "");
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** All of them leave. */
    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }
}

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A kept connection to a server, or to an app. */
final class Client implements AutoCloseable {

    private final URI server;
    private final String key;
    private final Socket socket;
    private final InputStream in;

    Client(URI server, String key) throws IOException {
        this.server = server;
        this.key = key;
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Message post(String path, String body, String status) throws IOException {
        return ask("POST", path, body, status);
    }

    Message get(String path) throws IOException {
        return ask("GET", path, "", "200");
    }

    private Message ask(String method, String path, String body, String status)
            throws IOException {
        String request =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + server.getAuthority()
                        + "\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Message answer = Message.read(in);
        if (!answer.head().startsWith("HTTP/1.1 " + status)) {
            throw new IOException(answer.head() + answer.body());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

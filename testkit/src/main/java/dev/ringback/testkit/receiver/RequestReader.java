package dev.ringback.testkit.receiver;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;

/** The reader of requests: strict about line ends, so that a client that is not shows. */
final class RequestReader {

    private RequestReader() {}

    /** The next request; empty when the peer closed the connection instead of sending one. */
    static Optional<Received> read(InputStream in, int connection, Optional<String> serverName)
            throws IOException {
        String start = line(in);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = start.split(" ", -1);
        if (parts.length != 3) {
            throw new IOException("not a request: " + start);
        }
        List<Header> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("not a header: " + line);
            }
            headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        int length = Header.first(headers, "Content-Length").map(Integer::parseInt).orElse(0);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the body is not complete");
        }
        return Optional.of(
                new Received(
                        connection,
                        parts[0],
                        parts[1],
                        List.copyOf(headers),
                        Payload.of(body),
                        serverName));
    }

    /** The name that the client asked for in the TLS handshake. */
    static Optional<String> name(SSLSocket socket) {
        return socket.getSession() instanceof ExtendedSSLSession session
                ? session.getRequestedServerNames().stream()
                        .filter(SNIHostName.class::isInstance)
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .findFirst()
                : Optional.empty();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                throw new IOException("a line ends without a carriage return");
            }
            if (next == '\r') {
                if (in.read() != '\n') {
                    throw new IOException("a carriage return within a line");
                }
                break;
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}

package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one address may have open, as an operator sets it. */
class PeersOverHttpTest {

    private static final int BOUND = 3;
    private static final String HALF =
            "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n";
    private static final String WHOLE =
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private static final String PROBE = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket sent(URI server, String request) throws IOException {
        var socket = new Socket(server.getHost(), server.getPort());
        sockets.add(socket);
        socket.setSoTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private String answer(URI server, String request) throws IOException {
        byte[] answer = sent(server, request).getInputStream().readAllBytes();
        return new String(answer, StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> bounded(String proxy) {
        return Map.of(
                "connections-per-address",
                List.of(Integer.toString(BOUND)),
                "trusted-proxies",
                List.of("10.0.0.7", proxy));
    }

    @Test
    void oneAddressIsToldInWordsThatItHasTooManyConnections() throws IOException {
        try (Ringback ringback = Ringback.start(bounded("127.0.0.2"))) {
            for (int i = 0; i < BOUND; i++) {
                Socket _ = sent(ringback.uri(), HALF);
            }

            assertThat(answer(ringback.uri(), WHOLE))
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: ", "Too many connections are open");
            assertThat(answer(ringback.uri(), PROBE)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aTrustedProxyMayHaveAsManyAsThereAre() throws IOException {
        try (Ringback ringback = Ringback.start(bounded("127.0.0.0/30"))) {
            for (int i = 0; i < 20 * BOUND; i++) {
                Socket _ = sent(ringback.uri(), HALF);
            }

            assertThat(answer(ringback.uri(), WHOLE)).startsWith("HTTP/1.1 401");
        }
    }
}

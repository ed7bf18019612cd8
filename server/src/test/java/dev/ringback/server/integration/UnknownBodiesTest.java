package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Of a request that may not be made nothing is read but its head. */
class UnknownBodiesTest {

    private static final Ringback RINGBACK = Ringback.start(Map.of());

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    /** The status of the answer to a head whose body never comes. */
    private static String answer(String route, String headers) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), RINGBACK.admin().server().getPort())) {
            socket.setSoTimeout(Math.toIntExact(Eventually.PATIENCE.toMillis()));
            String head =
                    route.replaceAll("\\{[a-z]+}", "x")
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n"
                            + headers
                            + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            return String.valueOf(in.readLine());
        }
    }

    @Test
    void withoutAGoodKeyNoBodyIsAwaitedOnAnyRoute() throws IOException {
        for (String route : Routes.all()) {
            if (route.startsWith("POST") || route.startsWith("P")) {
                assertThat(answer(route, "")).as(route).contains(" 401 ");
                assertThat(answer(route, "Authorization: Bearer rb_nonsense\r\n"))
                        .as(route)
                        .contains(" 401 ");
            }
        }
        assertThat(answer("POST /v1/files", "")).contains(" 401 ");
        assertThat(answer("POST /demo/v1/chat/completions", "")).contains(" 401 ");
    }

    @Test
    void norOfAKeyThatMayNotSendIt() throws IOException {
        Tenant tenant = RINGBACK.tenant();
        String key =
                tenant.api().post("/api/v1/keys", "{'scopes':['read']}").expect(201).text("key");
        for (String route : List.of("POST /api/v1/events", "POST /v1/chat/completions")) {
            assertThat(answer(route, "Authorization: Bearer " + key + "\r\n")).contains(" 403 ");
        }
    }
}

package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.testkit.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What functions publish, heard by WebSockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealtimeOverHttpTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private Ringback ringback;
    private Api api;

    @BeforeAll
    void start() {
        ringback = Ringback.startDev(Map.of());
        api = ringback.admin();
    }

    @AfterAll
    void stop() {
        client.close();
        ringback.close();
    }

    /** What one hears. */
    private static final class Ear implements WebSocket.Listener {

        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            heard.add("pong " + message.remaining());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add("closed " + status);
            return null;
        }
    }

    private String token(String channel, String topic) {
        return api.post(
                        "/v1/realtime/token",
                        "[{'channel':'%s','name':'%s','kind':'run'}]".formatted(channel, topic))
                .expect(201)
                .text("jwt");
    }

    private WebSocket listen(String token, Ear ear) {
        URI http = api.server().resolve("/v1/realtime/connect?token=" + token);
        return client.newWebSocketBuilder()
                .buildAsync(URI.create("ws" + http.toString().substring("http".length())), ear)
                .join();
    }

    private void publish(String channel, String topic, String message) {
        api.post("/v1/realtime/publish?channel=" + channel + "&topic=" + topic, message)
                .expect(200);
    }

    @Test
    void whatIsPublishedIsHeardHoweverLongItIs() {
        Ear ear = new Ear();
        WebSocket socket = listen(token("a", "t"), ear);

        publish("a", "other", "1");
        publish("a", "t", "{'n':1}");
        publish("a", "t", "'" + "ü".repeat(100) + "'");
        publish("a", "t", "'" + "x".repeat(100_000) + "'");

        Eventually.until("all are heard", () -> ear.heard.size() == 3);
        assertThat(ear.heard.get(0))
                .contains("\"channel\":\"a\"", "\"data\":{\"n\":1}", "\"kind\":\"data\"");
        assertThat(ear.heard.get(1)).contains("ü".repeat(100));
        assertThat(ear.heard.get(2)).contains("x".repeat(100_000));
        socket.abort();
    }

    @Test
    void aPingIsAnsweredAndALeaveToo() {
        Ear ear = new Ear();
        WebSocket socket = listen(token("b", "t"), ear);

        socket.sendPing(ByteBuffer.wrap(new byte[100])).join();
        Eventually.until("it is answered", () -> ear.heard.contains("pong 100"));
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "enough").join();

        Eventually.until("it is closed", () -> ear.heard.contains("closed 1001"));
    }

    @Test
    void nobodyListensWithoutATokenOrByAnythingElse() {
        assertThatThrownBy(() -> listen("none", new Ear()))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));

        api.get("/v1/realtime/connect?token=none").expect(401);
        api.get("/v1/realtime/connect?token=" + token("c", "t")).expect(426);
    }

    @Test
    void whatCannotBePublishedOrListenedToSaysWhy() {
        assertThat(api.post("/v1/realtime/publish?topic=t", "1").expect(400).text("error"))
                .startsWith("channel:");
        assertThat(api.post("/v1/realtime/publish?channel=c", "1").expect(400).text("error"))
                .startsWith("topic:");
        assertThat(
                        api.post(
                                        "/v1/realtime/publish?channel=c&topic=t",
                                        "'" + "x".repeat(512 << 10) + "'")
                                .expect(413)
                                .text("error"))
                .contains("524288");
        assertThat(api.post("/v1/realtime/token", "[]").expect(400).text("error"))
                .contains("one channel");
    }
}

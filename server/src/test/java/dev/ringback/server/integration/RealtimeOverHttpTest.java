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
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
        client.shutdownNow();
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

    /** A function whose step waits until it is let go. */
    private static PlayedApp app(CountDownLatch go, String last) {
        return new PlayedApp()
                .function(
                        "told",
                        "{'event':'told'}",
                        body -> {
                            try {
                                go.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return PlayedApp.has(body, "one")
                                    ? last.startsWith("{'name'")
                                            ? PlayedApp.threw(last)
                                            : PlayedApp.returned(last)
                                    : PlayedApp.ran("one", "'first'");
                        });
    }

    private String run(String event) {
        Eventually.until("there is a run", () -> !runs(event).isEmpty());
        return runs(event).get(0).path("id").asString();
    }

    private JsonNode runs(String event) {
        return api.get("/api/v1/runs?event=" + event).expect(200).json().path("data");
    }

    private String send() {
        return api.post("/api/v1/events", "{'type':'told','data':{}}").expect(202).text("id");
    }

    private void listenToARun(String last, String came) {
        var go = new CountDownLatch(1);
        try (PlayedApp _ = app(go, last).register(api)) {
            String run = run(send());
            Ear steps = new Ear();
            Ear one = new Ear();
            Ear end = new Ear();
            List<WebSocket> sockets =
                    List.of(
                            listen(token(run, "$step"), steps),
                            listen(token(run, "one"), one),
                            listen(token(run, "$run"), end));

            go.countDown();

            Eventually.until("its end is told", () -> end.heard.size() == 1);
            Eventually.until("its step is told", () -> steps.heard.size() == 1);
            Eventually.until("and by its name", () -> one.heard.size() == 1);
            JsonNode told = JsonMapper.shared().readTree(end.heard.getFirst());
            assertThat(told.path("kind").asString()).isEqualTo("run");
            assertThat(told.path("topic").asString()).isEqualTo("$run");
            assertThat(told.path("channel").asString()).isEqualTo(run);
            assertThat(told.path("run_id").asString()).isEqualTo(run);
            assertThat(told.path("fn_slug").asString()).isEqualTo("app-told");
            assertThat(told.path("data").toString()).contains(came);
            assertThat(steps.heard.getFirst())
                    .contains("\"kind\":\"step\"", "\"data\":\"first\"", "\"topic\":\"$step\"");
            assertThat(one.heard.getFirst())
                    .contains("\"kind\":\"step\"", "\"data\":\"first\"", "\"topic\":\"one\"");

            Ear late = new Ear();
            WebSocket after = listen(token(run, "$run"), late);
            Eventually.until("whoever is late hears it, too", () -> late.heard.size() == 1);
            assertThat(late.heard.getFirst()).contains(came);
            after.abort();
            sockets.forEach(WebSocket::abort);
        }
    }

    @Test
    void whoListensToARunHearsWhatItsStepsAndItComeTo() {
        listenToARun("{'n':1}", "{\"n\":1}");
    }

    @Test
    void aRunThatFailsTellsItsError() {
        listenToARun(
                "{'name':'Oh','message':'no luck'}", "\"message\":\"no luck\",\"name\":\"Oh\"}");
    }
}

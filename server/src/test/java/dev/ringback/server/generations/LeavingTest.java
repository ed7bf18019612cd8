package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that leave before they have their answer. */
class LeavingTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM = ",\"stream\":true";
    private static final String PLAIN = Asking.body(Operation.CHAT, "");
    private static final String STREAMED = Asking.body(Operation.CHAT, STREAM);
    private static final String ADDRESSED = Asking.addressed(Operation.CHAT, "");
    private static final String STREAMED_ADDRESSED = Asking.addressed(Operation.CHAT, STREAM);

    private final StubUpstream stub = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        var upstream =
                Upstream.of("gpu", stub.baseUrl(), Optional.empty())
                        .withLimits(new Upstream.Limits(4, 0, Duration.ofSeconds(60)));
        surface = new Surface(directory, upstream);
        surface.knows("AhALzdz8S", new EndpointState.Enabled());
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    @Test
    void whenTheClientLeavesItsRequestIsBrokenOffAndItsPlaceIsFree() {
        stub.plays(Script.silence());
        for (String body : List.of(PLAIN, STREAMED)) {
            try (var _ = new Leaver(surface, CHAT, body)) {
                Eventually.until("the upstream is asked", () -> stub.underWay() == 1);
            }
            Eventually.until("the upstream is left alone", () -> stub.underWay() == 0);
        }
        stub.plays(Script.says("Paris"));
        for (int i = 0; i < 4; i++) {
            assertThat(surface.post(CHAT, PLAIN).statusCode()).isEqualTo(200);
        }
        assertThat(stub.partings()).isEqualTo(2);
    }

    @Test
    void aClientThatLeavesWhileItWaitsForAPlaceDoesNotGetIt() {
        var held = new CountDownLatch(1);
        stub.plays(Script.after(held, Script.says("Paris")));
        List<CompletableFuture<Integer>> inside = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            inside.add(later(() -> surface.post(CHAT, PLAIN).statusCode()));
        }
        Eventually.until("all places are taken", () -> stub.underWay() == 4);
        int alarms = surface.time.pendingAlarms();
        try (var _ = new Leaver(surface, CHAT, PLAIN)) {
            Eventually.until("one waits", () -> surface.time.pendingAlarms() == alarms + 1);
        }
        Eventually.until("it waits no more", () -> surface.time.pendingAlarms() == alarms);
        held.countDown();
        assertThat(inside).allMatch(each -> Eventually.get("each", each) == 200);
        assertThat(stub.asked()).hasSize(4);
    }

    @Test
    void whenAWebhookIsNamedTheRequestGoesOnWithoutItsClient() {
        var left = new CountDownLatch(1);
        stub.plays(Script.after(left, Script.says("Paris")));
        try (var _ = new Leaver(surface, CHAT, ADDRESSED)) {
            Eventually.until("the upstream is asked", () -> stub.underWay() == 1);
        }
        left.countDown();
        Eventually.until("the end is announced", () -> !surface.events().isEmpty());
        assertThat(surface.events().getFirst().payload().text())
                .contains("\"state\":\"Success\"")
                .contains("Paris");
    }

    @Test
    void whenTheClientLeavesTheUpstreamIsClosedThoughItBeSilent() {
        stub.plays((_, conversation) -> {
            conversation.beginStream();
            conversation.data(Script.chunk("Par"));
            conversation.awaitHangUp();
        });
        try (var client = new Leaver(surface, CHAT, STREAMED)) {
            assertThat(client.read(200)).contains("200 OK");
            Eventually.until("the upstream is asked", () -> stub.underWay() == 1);
        }
        Eventually.until("the upstream is left alone", () -> stub.underWay() == 0);
        assertThat(stub.partings()).isEqualTo(1);
    }

    @Test
    void whenAWebhookIsNamedTheStreamGoesOnWithoutItsClient() {
        var left = new CountDownLatch(1);
        stub.plays((_, conversation) -> {
            conversation.beginStream();
            conversation.data(Script.chunk("Par"));
            Eventually.open("left", left);
            for (int i = 0; i < 10_000; i++) {
                conversation.data(Script.chunk("is"));
            }
            conversation.data(Script.lastChunk());
            conversation.data("[DONE]");
            conversation.endStream();
        });
        try (var client = new Leaver(surface, CHAT, STREAMED_ADDRESSED)) {
            assertThat(client.read(200)).contains("200 OK");
        }
        left.countDown();
        Eventually.until("the end is announced", () -> !surface.events().isEmpty());
        assertThat(surface.events().getFirst().payload().text())
                .contains("\"state\":\"Success\"")
                .contains("Paris" + "is".repeat(9_999) + "\"");
    }

    private static <T> CompletableFuture<T> later(Supplier<T> task) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> result.completeAsync(task, Runnable::run));
        return result;
    }
}

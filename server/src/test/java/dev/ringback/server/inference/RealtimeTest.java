package dev.ringback.server.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.LaneId;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.endpoints.Secret;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealtimeTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String ADDRESSED =
            PLAIN.replace("\"m\",", "\"m\",\"metadata\":{\"webhook_id\":\"AhALzdz8S\"},");

    private final StubUpstream stub = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        var upstream =
                new Upstream(
                        "gpu",
                        stub.baseUrl(),
                        Optional.of(new Secret("sk-1")),
                        4,
                        Duration.ofSeconds(3));
        surface = new Surface(directory, upstream);
        surface.knows("AhALzdz8S", new EndpointState.Enabled());
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    private String announced(HttpResponse<String> response) {
        String id = response.headers().firstValue(Realtime.GENERATION_ID).orElseThrow();
        return surface.completed(id).orElseThrow().payload().text();
    }

    @Test
    void theAnswerIsPassedOnAndNothingIsAnnounced() {
        HttpResponse<String> response = surface.post(CHAT, PLAIN);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).startsWith("{\"id\":\"chatcmpl-1\"").contains("Paris");
        assertThat(surface.events()).isEmpty();
        assertThat(stub.asked().getFirst().body().text()).isEqualTo(PLAIN);
        assertThat(stub.asked().getFirst().header("Authorization")).contains("Bearer sk-1");
    }

    @Test
    void aNamedWebhookIsOnDiskBeforeTheAnswerIsSent() {
        HttpResponse<String> response = surface.post(CHAT, ADDRESSED);
        String event = announced(response);
        String id = response.headers().firstValue(Realtime.GENERATION_ID).orElseThrow();
        assertThat(event)
                .startsWith("{\"id\":\"%s\",\"state\":\"Success\"".formatted(id))
                .contains("\"response\":{\"id\":\"%s\"".formatted(id));
        assertThat(surface.calls("delivery"))
                .extracting(Call::lane)
                .containsExactly(new LaneId("AhALzdz8S"));
        assertThat(surface.get("/v1/generation/" + id).body()).isEqualTo(event);
        assertThat(stub.asked().getFirst().body().text()).isEqualTo(PLAIN);
    }

    @Test
    void anErrorOfTheUpstreamIsPassedOnOnceAndAnnounced() {
        stub.plays(Script.busy(7));
        HttpResponse<String> response = surface.post(CHAT, ADDRESSED);
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
        assertThat(response.body()).contains("slow down");
        assertThat(announced(response))
                .contains("\"stateMessage\":\"upstream answered 429: slow down\"");
        assertThat(stub.asked()).hasSize(1);
    }

    @Test
    void thatTheUpstreamRefusesOurKeyIsNotBlamedOnTheClient() {
        stub.plays(Script.error(401, "bad key"));
        HttpResponse<String> response = surface.post(CHAT, PLAIN);
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("upstream answered 401: bad key");
    }

    @Test
    void anUpstreamThatHangsUpIsABadGatewayAndOneThatIsSilentATimeout() {
        stub.plays(Script.hangUp(), Script.silence());
        assertThat(surface.post(CHAT, PLAIN).statusCode()).isEqualTo(502);
        HttpResponse<String> late = surface.post(CHAT, PLAIN);
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("\"code\":\"upstream_timeout\"");
    }

    @Test
    void anUnknownWebhookIsRefusedAndNothingRuns() {
        HttpResponse<String> response =
                surface.post(CHAT, ADDRESSED.replace("AhALzdz8S", "nowhere00"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"metadata.webhook_id\"");
        assertThat(stub.asked()).isEmpty();
    }
}

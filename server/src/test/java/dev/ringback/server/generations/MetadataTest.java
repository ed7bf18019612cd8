package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata is echoed here, and told to model servers only when they take it. */
class MetadataTest {

    private static final String METADATA =
            ",\"metadata\":{\"webhook_id\":\"" + Asking.WEBHOOK + "\",\"custom_id\":\"req-001\"}";
    private static final String REFUSED =
            "The 'metadata' parameter is only allowed when 'store' is enabled.";

    /** As OpenAI has it. */
    private static final Script STRICT =
            (asked, conversation) -> {
                boolean wrong =
                        !asked.path().endsWith("/responses")
                                && !asked.json().at("store").is(true)
                                && asked.body().text().contains("\"metadata\"");
                (wrong ? Script.error(400, REFUSED) : Script.says("Paris"))
                        .play(asked, conversation);
            };

    private final StubUpstream stub = StubUpstream.start().plays(STRICT);
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        surface = surface(false);
    }

    private Surface surface(boolean metadata) {
        var upstream = Upstream.of("gpu", stub.baseUrl(), Optional.empty()).withMetadata(metadata);
        return new Surface(directory, upstream).knows(Asking.WEBHOOK, new EndpointState.Enabled());
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    private static JsonTree read(String json) {
        return JsonTree.read(Payload.of(json)).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void aJobThatSaysWhoseItIsSucceedsAndEchoesIt(Operation operation) {
        for (String base : List.of("/v1/slow", "/v1/async")) {
            JsonTree generation =
                    read(
                            surface.post(
                                            base + operation.path() + "?wait=30s",
                                            Asking.body(operation, METADATA))
                                    .body());
            assertThat(generation.at("stateMessage").plain()).isEqualTo("Success");
            assertThat(generation.find("/request/metadata/custom_id").plain()).isEqualTo("req-001");
        }
    }

    @ParameterizedTest
    @EnumSource
    void soDoMembersOfGroupsAndAnswersWithAWebhook(Operation operation) {
        String body = Asking.body(operation, METADATA);
        JsonTree group =
                read(
                        surface.post(
                                        "/v1/slow/group" + operation.path() + "?wait=30s",
                                        "{\"requests\":[" + body + "," + body + "]}")
                                .body());
        assertThat(group.at("generations").elements())
                .extracting(each -> each.at("state").plain())
                .containsExactly("Success", "Success");
        assertThat(surface.post(Asking.path(operation), body).statusCode()).isEqualTo(200);
        assertThat(surface.post(Asking.path(operation), Asking.body(operation, METADATA)).body())
                .doesNotContain("only allowed");
    }

    @Test
    void withStoreItGoesAlong() {
        String body = Asking.body(Operation.CHAT, METADATA + ",\"store\":true");
        assertThat(surface.post("/v1/slow/chat/completions?wait=30s", body).body())
                .contains("\"state\":\"Success\"");
        assertThat(stub.asked().getLast().body().text())
                .contains("\"metadata\":{\"custom_id\":\"req-001\"}")
                .contains("\"store\":true")
                .doesNotContain("webhook_id");
    }

    @Test
    void anUpstreamThatIsSaidToTakeItGetsIt() {
        surface.close();
        surface = surface(true);
        HttpResponse<String> _ =
                surface.post(
                        "/v1/slow/embeddings?wait=30s",
                        Asking.body(Operation.EMBEDDINGS, METADATA));
        assertThat(stub.asked().getLast().body().text())
                .contains("\"metadata\":{\"custom_id\":\"req-001\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v1/slow"})
    void aWebhookBesideTheOtherFieldsIsToldToo(String base) {
        String body = Asking.body(Operation.CHAT, ",\"webhook_id\":\"" + Asking.WEBHOOK + "\"");
        assertThat(surface.post(base + "/chat/completions?wait=30s", body).statusCode())
                .isEqualTo(200);
        assertThat(surface.calls("delivery"))
                .extracting(call -> call.lane().value())
                .containsExactly(Asking.WEBHOOK);
        assertThat(stub.asked().getFirst().body().text()).doesNotContain("webhook_id");
        String unknown = body.replace(Asking.WEBHOOK, "nowhere00");
        assertThat(surface.post(base + "/chat/completions", unknown).body())
                .contains("\"param\":\"webhook_id\"")
                .contains("\"code\":\"webhook_not_found\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/slow/chat/completions"})
    void whatWouldCallNobodyIsRefusedBeforeAnythingRuns(String path) {
        for (String field : List.of("webhook_url", "callback_url", "webhook_idd")) {
            String body = Asking.body(Operation.CHAT, ",\"" + field + "\":\"https://a.example\"");
            assertThat(surface.post(path, body).statusCode()).isEqualTo(400);
            assertThat(surface.post(path, body).body()).contains("\"param\":\"" + field + "\"");
        }
        assertThat(stub.asked()).isEmpty();
        assertThat(surface.events()).isEmpty();
    }

    @Test
    void anUpstreamWithoutAModelIsNotAsked() {
        surface.close();
        surface =
                new Surface(
                        directory,
                        Upstream.of("a", stub.baseUrl(), Optional.empty()),
                        Upstream.of("b", stub.baseUrl(), Optional.empty()));
        for (String model : List.of("a/", "b/", "a/ ")) {
            String body = Asking.body(Operation.CHAT, "").replace("\"m\"", "\"" + model + "\"");
            assertThat(surface.post("/v1/slow/chat/completions", body).body())
                    .contains("\"param\":\"model\"");
        }
        assertThat(stub.asked()).isEmpty();
    }
}

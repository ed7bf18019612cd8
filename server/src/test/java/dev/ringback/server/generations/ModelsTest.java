package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {

    private final StubUpstream one = StubUpstream.start();
    private final StubUpstream two = StubUpstream.start();
    @TempDir private Path directory;

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static Script listing(String id) {
        return Script.json(
                200,
                "{\"object\":\"list\",\"data\":[{\"id\":\"%s\",\"object\":\"model\",\"x\":1}]}"
                        .formatted(id));
    }

    private Surface surface() {
        return new Surface(
                directory,
                Upstream.of("one", one.baseUrl(), Optional.empty()),
                Upstream.of("two", two.baseUrl(), Optional.empty()));
    }

    @Test
    void theListsAreMergedUnderNamesThatLeadBack() {
        one.plays(listing("llama"));
        two.plays(listing("qwen"));
        try (Surface surface = surface()) {
            assertThat(surface.get("/v1/models").body())
                    .isEqualTo(
                            """
                            {"object":"list","data":[{"id":"one/llama","object":"model","x":1},\
                            {"id":"two/qwen","object":"model","x":1}]}\
                            """);
            two.plays(Script.completion("Paris"));
            String body = "{\"model\":\"two/qwen\",\"messages\":[{\"role\":\"user\"}]}";
            assertThat(surface.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
            assertThat(two.asked().getLast().body().text()).contains("\"model\":\"qwen\"");
        }
    }

    @Test
    void aListIsAskedForOnceAMinute() {
        one.plays(listing("llama"));
        two.plays(listing("qwen"));
        try (Surface surface = surface()) {
            String first = surface.get("/v1/models").body();
            surface.time.advance(Duration.ofSeconds(59));
            assertThat(surface.get("/v1/models").body()).isEqualTo(first);
            assertThat(one.asked()).hasSize(1);
            surface.time.advance(Duration.ofSeconds(1));
            assertThat(surface.get("/v1/models").body()).isEqualTo(first);
            assertThat(one.asked()).hasSize(2);
        }
    }

    @Test
    void anUpstreamThatListsNothingIsLeftOut() {
        one.plays(Script.error(500, "boom"));
        two.plays(listing("qwen"));
        try (Surface surface = surface()) {
            assertThat(surface.get("/v1/models").body())
                    .contains("two/qwen")
                    .doesNotContain("boom");
        }
    }

    @Test
    void whenNoUpstreamListsAnythingThatIsAnErrorAndSoonAskedAgain() {
        one.plays(Script.hangUp());
        two.plays(Script.json(200, "{}"), listing("qwen"));
        try (Surface surface = surface()) {
            HttpResponse<String> response = surface.get("/v1/models");
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).contains("no upstream lists its models");
            surface.time.advance(Duration.ofSeconds(4));
            assertThat(surface.get("/v1/models").statusCode()).isEqualTo(502);
            assertThat(two.asked()).hasSize(1);
            surface.time.advance(Duration.ofSeconds(1));
            assertThat(surface.get("/v1/models").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void oneModelIsShownUnderTheNameInTheListHoweverItsSlashesAreWritten() {
        one.plays(listing("meta/llama-3/fp8"));
        two.plays(listing("qwen"));
        try (Surface surface = surface()) {
            String shown = "{\"id\":\"one/meta/llama-3/fp8\",\"object\":\"model\",\"x\":1}";
            for (String path :
                    List.of(
                            "one/meta/llama-3/fp8",
                            "one%2Fmeta%2Fllama-3%2Ffp8",
                            "one/meta%2fllama-3/fp8")) {
                HttpResponse<String> response = surface.get("/v1/models/" + path);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(shown);
            }
            assertThat(surface.get("/v1/models/two/qwen").body()).contains("\"two/qwen\"");
            assertThat(one.asked()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "two/llama", "two%2fqwen%2f", "a/b/c/d"})
    void aModelThatIsNotListedIsNotFound(String id) {
        one.plays(listing("llama"));
        two.plays(listing("qwen"));
        try (Surface surface = surface()) {
            HttpResponse<String> response = surface.get("/v1/models/" + id);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body())
                    .contains("\"param\":\"model\"", "\"code\":\"model_not_found\"");
        }
    }

    @Test
    void theDemoModelsAreListedAndShown() {
        try (Surface surface = new Surface(directory)) {
            assertThat(surface.get("/v1/models").body())
                    .contains("\"demo/echo\"", "\"demo/embed\"", "\"demo/slow\"", "\"demo/fail\"");
            assertThat(surface.get("/v1/models/demo/embed").body())
                    .startsWith("{\"id\":\"demo/embed\",\"object\":\"model\"");
        }
    }
}

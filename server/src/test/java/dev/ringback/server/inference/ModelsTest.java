package dev.ringback.server.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}

package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Model servers that are none, and a server that has none. */
class UpstreamChecksTest {

    private static final String CHAT = "{'model':'%s','messages':[{'role':'user','content':'hi'}]}";

    private static JsonNode upstreams(Api api) {
        return api.get("/api/v1/upstreams").expect(200).json().path("data");
    }

    private static Map<String, List<String>> flags(String... upstreams) {
        Map<String, List<String>> flags = new HashMap<>();
        flags.put("allow-private-network", List.of("true"));
        flags.put("upstream", List.of(upstreams));
        return flags;
    }

    /** Where a model server was. */
    private static String gone() {
        try (var closed = StubUpstream.start()) {
            return closed.baseUrl().toString();
        }
    }

    @Test
    void eachSaysWhetherItCanBeUsedAndWhyNot() {
        try (var good = StubUpstream.start();
                var keyless = StubUpstream.start().plays(Script.error(401, "no key"));
                var foreign = StubUpstream.start().plays(Script.json(200, "<html>hello</html>"))) {
            String gone = gone();
            String root = good.baseUrl().toString().replace("/v1", "");
            try (Ringback ringback =
                    Ringback.start(
                            flags(
                                    "good=" + good.baseUrl(),
                                    "keyless=" + keyless.baseUrl(),
                                    "foreign=" + foreign.baseUrl(),
                                    "closed=" + gone,
                                    "root=" + root + "/nowhere"))) {
                JsonNode all = upstreams(ringback.admin());
                assertThat(all.findValuesAsString("name"))
                        .containsExactly("good", "keyless", "foreign", "closed", "root");
                assertThat(all.findValuesAsString("health"))
                        .containsExactly("well", "wrong", "wrong", "wrong", "wrong");
                assertThat(all.at("/0/models").toString()).isEqualTo("[\"stub-1\"]");
                assertThat(all.at("/0/problem").isNull()).isTrue();
                assertThat(all.at("/0/url").asString()).isEqualTo(good.baseUrl().toString());
                assertThat(all.at("/0/max_in_flight").asInt()).isEqualTo(64);
                assertThat(all.at("/1/problem").asString()).contains("refuses the key", "401");
                assertThat(all.at("/2/problem").asString()).contains("is no model server");
                assertThat(all.at("/3/problem").asString()).contains("cannot be reached", gone);
                assertThat(all.at("/4/problem").asString()).contains("ends with /v1");
                assertThat(upstreams(ringback.tenant().api()).at("/0/url").isNull()).isTrue();
            }
        }
    }

    @Test
    void aServerWithoutAnyOffersTheDemoModelsOnlyAndSaysHowToNameOne() {
        try (Ringback ringback = Ringback.start(Map.of())) {
            Api api = ringback.tenant().api();
            for (String path : List.of("/v1/chat/completions", "/v1/slow/chat/completions")) {
                api.post(path, CHAT.formatted("demo/echo")).expect(200);
                assertThat(api.post(path, CHAT.formatted("gpt-4o")).expect(404).body().text())
                        .contains("gpt-4o", "demo/echo", "--upstream NAME=URL");
            }
            assertThat(upstreams(api).at("/0/name").asString()).isEqualTo("demo");
        }
    }
}

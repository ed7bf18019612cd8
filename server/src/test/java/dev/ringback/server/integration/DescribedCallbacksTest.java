package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the API shows of upstreams that call back is what its description says. */
class DescribedCallbacksTest {

    @AutoClose private final PlayedUpstream played = PlayedUpstream.start(new PlayedReplicate());
    @AutoClose private final Ringback ringback = Ringback.start(flags());
    private final Api api = ringback.tenant().api();

    private Map<String, List<String>> flags() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("upstream", List.of("far=" + played.baseUrl()));
        flags.put("upstream-kind", List.of("far=replicate"));
        return flags;
    }

    private JsonNode description() {
        return api.read("/api/openapi.json").json();
    }

    private JsonNode source() {
        api.post(
                        "/v1/slow/chat/completions",
                        "{'model':'owner/name','messages':[{'role':'user','content':'hi'}]}")
                .expect(200);
        assertThat(played.next().callback()).isPresent();
        return api.read("/api/v1/sources").json().at("/data/0");
    }

    @Test
    void aSourceSaysWhichUpstreamCallsBackToIt() {
        JsonNode source = source();
        assertThat(source.path("upstream").asString()).isEqualTo("far");
        String own = "{'provider':'stripe','secrets':['%s']}".formatted(ReceivingSite.SECRET);
        assertThat(api.post("/api/v1/sources", own).expect(201).json().has("upstream")).isFalse();
    }

    @Test
    void anUpstreamSaysOfWhichKindItIs() {
        JsonNode upstream = api.read("/api/v1/upstreams").json().at("/data/0");
        assertThat(
                        description()
                                .at("/components/schemas/Upstream/properties/kind/enum")
                                .valueStream()
                                .map(JsonNode::asString))
                .contains(upstream.path("kind").asString(), "direct", "fal", "openai", "ringback");
        assertThat(upstream.path("health").asString()).isEqualTo("well");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, ''",
        "DELETE, ''",
        "POST, /enable",
        "POST, /disable",
        "POST, /rotate-token",
        "POST, /secrets"
    })
    void whatNobodyMayDoToItsSourceIsDescribedAsSuch(String method, String action) {
        String path = "/api/v1/sources/" + source().path("id").asString() + action;
        Answer answer =
                switch (method) {
                    case "PATCH" -> api.patch(path, "{'name':'mine'}");
                    case "DELETE" -> api.delete(path);
                    default ->
                            api.post(
                                    path,
                                    action.equals("/secrets")
                                            ? "{'secret':'%s'}".formatted(PlayedSignature.SECRET)
                                            : "");
                };

        assertThat(answer.status()).as(answer.body().text()).isEqualTo(409);
        assertThat(answer.text("code")).isEqualTo("not_possible");
        String described = "/paths/~1api~1v1~1sources~1{id}" + action.replace("/", "~1");
        assertThat(
                        description()
                                .at(described + "/" + method.toLowerCase(Locale.ROOT))
                                .path("responses")
                                .propertyNames())
                .contains("409");
    }
}

package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.api.Described;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is put into a query and means nothing there is refused by name, on every route. */
class KnownQueriesTest {

    /** Those who ask here put into URLs what they like: providers, SDKs of functions, probes. */
    private static final List<String> OTHERS =
            List.of(
                    "/in/",
                    "/e/",
                    "/invoke/",
                    "/fn/",
                    "/dev",
                    "/v0/",
                    "/v1/events",
                    "/v1/runs",
                    "/v1/signals",
                    "/v1/cancellations",
                    "/v1/checkpoint",
                    "/v1/http/",
                    "/v1/realtime/",
                    "/v1/webhooks",
                    "/v1/chat/completions",
                    "/v1/completions",
                    "/v1/embeddings",
                    "/health",
                    "/ready",
                    "/metrics",
                    "/api/openapi.json");

    @AutoClose private final Ringback ringback = Ringback.start(Ringback.PRIVATE);
    private final Api api = ringback.tenant().api();
    private final String source =
            api.post("/api/v1/sources", "{'provider':'github','secrets':['s']}")
                    .expect(201)
                    .text("id");

    private static Stream<String> judged() {
        return Described.operations().stream()
                .filter(each ->
                        OTHERS.stream()
                                .noneMatch(each.substring(each.indexOf(' ') + 1)::startsWith));
    }

    private Answer ask(String operation, String query) {
        String[] parts = operation.split(" ", 2);
        String path =
                parts[1].replace("/api/v1/sources/{id}", "/api/v1/sources/" + source)
                        .replaceAll("\\{[a-z]+}", "x");
        boolean bare = parts[0].equals("GET") || parts[0].equals("DELETE");
        return api.call(parts[0], path + query, bare ? Payload.EMPTY : Payload.of("{}"));
    }

    @Test
    void aParameterThatNobodyKnowsIsRefusedOnEveryRoute() {
        List<String> taken = new ArrayList<>();
        judged().forEach(operation -> {
            Answer answer = ask(operation, "?qwxyz=1");
            if (answer.status() / 100 != 4 || !answer.body().text().contains("qwxyz")) {
                taken.add(operation + " " + answer.status() + " " + answer.body().text());
            }
        });
        assertThat(taken).isEmpty();
    }

    @Test
    void aParameterThatIsDescribedIsKnownAndAMistypedOneIsTold() {
        List<String> wrong = new ArrayList<>();
        judged().forEach(operation ->
                names(operation)
                        .forEach(name -> {
                            if (ask(operation, "?" + name + "=")
                                    .body()
                                    .text()
                                    .matches("(?s).*" + name + "[^.]{0,4} is not known.*")) {
                                wrong.add(operation + " knows no " + name);
                            }
                            if (!ask(operation, "?" + name + "x=1")
                                    .body()
                                    .text()
                                    .contains("did you mean " + name + "?")) {
                                wrong.add(operation + " tells nothing of " + name);
                            }
                        }));
        assertThat(wrong).isEmpty();
    }

    private static Stream<String> names(String operation) {
        String path = operation.substring(operation.indexOf(' ') + 1);
        JsonNode described = Described.operation(operation);
        return Stream.of(described, Described.document().path("paths").path(path))
                .flatMap(each -> each.path("parameters").valueStream())
                .map(each ->
                        each.has("$ref")
                                ? Described.document().at(each.path("$ref").asString().substring(1))
                                : each)
                .filter(each -> each.path("in").asString().equals("query"))
                .map(each -> each.path("name").asString());
    }

    @Test
    void whatIsForResponsesAloneIsRefusedElsewhere() {
        String chat =
                "{'model':'demo/echo','messages':[{'role':'user','content':'hi'}],'background':%s}";
        Answer refused = api.post("/v1/chat/completions", chat.formatted("true")).expect(400);
        assertThat(refused.body().text()).contains("/v1/slow/chat/completions");
        api.post("/v1/chat/completions", chat.formatted("false")).expect(200);
    }

    @Test
    void aWrongKeyIsToldInOpenAisWord() {
        Answer refused = api.with("rb_nonsense").get("/v1/models").expect(401);
        assertThat(refused.json().at("/error/code").asString()).isEqualTo("invalid_api_key");
    }
}

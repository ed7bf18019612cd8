package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Scope;
import dev.ringback.server.endpoints.Format;
import dev.ringback.testkit.Eventually;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RoutesTest {

    /** They are asked by POST, for their bodies, and change nothing. */
    private static final Set<String> QUESTIONS =
            Set.of(
                    "POST /api/v1/filters/try",
                    "POST /api/v1/sources/{id}/rejected/recheck",
                    "POST /api/v1/sources/{id}/transform/try");

    private static final String OPEN = "/api/openapi.json";

    @Test
    void theDocumentNamesWhatEveryRouteMayAnswer() {
        try (var rig = new ApiRig()) {
            for (Route route : rig.api.routes()) {
                Set<String> usual =
                        route.pattern().equals(OPEN) ? Set.of() : Set.of("401", "403", "429");
                Set<String> ofBodies =
                        route.method().equals("GET") ? Set.of() : Set.of("413", "415");
                String operation = route.method() + " " + route.pattern();
                assertThat(Described.operation(operation).path("responses").propertyNames())
                        .as(operation)
                        .containsAll(usual)
                        .containsAll(ofBodies);
            }
        }
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() {
        JsonNode document = Described.document();
        List<JsonNode> references = document.findValues("$ref");
        assertThat(references).isNotEmpty();
        for (JsonNode reference : references) {
            String pointer = reference.stringValue().substring(1);
            assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
        }
    }

    @Test
    void theDocumentListsEveryFormat() {
        assertThat(
                        Described.document()
                                .at("/components/schemas/EndpointFormat/enum")
                                .valueStream()
                                .map(JsonNode::stringValue))
                .containsExactlyElementsOf(
                        Arrays.stream(Format.values()).map(Format::word).toList());
    }

    @Test
    void withoutAKeyNothingIsAnsweredButTheDocument() {
        try (var rig = new ApiRig()) {
            for (Route route : rig.api.routes()) {
                if (route.pattern().equals(OPEN)) {
                    continue;
                }
                for (String key : List.of("", "rb_nonsense")) {
                    var answer = rig.call(route.method(), path(route, "x"), key, "{}");
                    assertThat(answer.status()).as(route.pattern()).isEqualTo(401);
                    assertThat(answer.headers()).containsKey("WWW-Authenticate");
                    assertThat(answer.headers())
                            .containsEntry("Content-Type", "application/problem+json");
                }
            }
        }
    }

    @Test
    void eachRouteDemandsItsScope() {
        try (var rig = new ApiRig()) {
            Map<Scope, String> keys = new TreeMap<>();
            for (Scope scope : Scope.values()) {
                keys.put(scope, rig.key(scope));
            }
            for (Route route : rig.api.routes()) {
                if (route.pattern().equals(OPEN)) {
                    continue;
                }
                Set<Scope> expected = enough(route);
                for (Scope scope : Scope.values()) {
                    var answer =
                            rig.call(
                                    route.method(),
                                    path(route, "x"),
                                    keys.getOrDefault(scope, ""),
                                    "{}");
                    boolean lacks =
                            answer.status() == 403 && answer.text("code").equals("missing_scope");
                    assertThat(lacks)
                            .as("%s on %s %s", scope, route.method(), route.pattern())
                            .isEqualTo(!expected.contains(scope));
                }
            }
        }
    }

    private static Set<Scope> enough(Route route) {
        String operation = route.method() + " " + route.pattern();
        if (route.pattern().startsWith("/api/v1/keys")
                || (route.pattern().startsWith("/api/v1/projects")
                        && !route.method().equals("GET"))) {
            return Set.of(Scope.ADMIN);
        }
        if (operation.equals("POST /api/v1/events")) {
            return Set.of(Scope.ADMIN, Scope.WRITE, Scope.INGEST);
        }
        return route.method().equals("GET") || QUESTIONS.contains(operation)
                ? Set.of(Scope.ADMIN, Scope.WRITE, Scope.READ)
                : Set.of(Scope.ADMIN, Scope.WRITE);
    }

    @Test
    void aForeignKeyFindsNothingAndChangesNothing() {
        try (var rig = new ApiRig()) {
            Map<String, String> ids = new HashMap<>();
            ids.put("endpoints", rig.endpoint(""));
            ids.put("events", rig.event("a.b"));
            rig.awaitCount(StateName.SUCCEEDED, 1);
            ids.put("deliveries", rig.deliveries(1).getFirst().id().toString());
            ids.put("replays", rig.post("/api/v1/replays", "{\"filter\":{}}").text("id"));
            ids.put("keys", rig.post("/api/v1/keys", "{\"scopes\":[\"read\"]}").text("id"));
            ids.put("projects", "default");
            ids.put("jobs", rig.job("job-1", "m"));
            // No app is here: of apps and runs ForeignKeyTest and RunsOverHttpTest try it.
            ids.put("runs", "01HF7YAT000000000000000001");
            ids.put("apps", "shop");
            ids.put("functions", "shop-pay");
            String source = "{\"provider\":\"github\",\"secrets\":[\"s3cret\"]}";
            ids.put("sources", rig.post("/api/v1/sources", source).text("id"));
            Eventually.until(
                    "the replay is done",
                    () -> rig.get("/api/v1/replays").bytes().text().contains("\"done\""));
            String foreign = foreignKey(rig);
            String before = everything(rig);

            for (Route route : rig.api.routes()) {
                // The catalogue of providers is everybody's.
                if (!route.pattern().contains("{id}") || route.pattern().contains("/providers/")) {
                    continue;
                }
                String group = group(route);
                String target = path(route, ids.getOrDefault(group, ""));
                var answer = rig.call(route.method(), target, foreign, "{}");
                assertThat(answer.status()).as("%s %s", route.method(), target).isEqualTo(404);
            }
            for (String group : ids.keySet()) {
                var page = rig.call("GET", "/api/v1/" + group, foreign, "").json();
                assertThat(page.toString()).doesNotContain(ids.getOrDefault(group, "-"));
            }
            for (String filter :
                    List.of("endpoint=" + ids.get("endpoints"), "event=" + ids.get("events"))) {
                var page = rig.call("GET", "/api/v1/deliveries?" + filter, foreign, "").json();
                assertThat(page.path("data").size()).isZero();
            }
            var byId = rig.call("GET", "/api/v1/events?id=" + ids.get("events"), foreign, "");
            assertThat(byId.json().path("data").size()).isZero();
            var replay =
                    rig.call(
                            "POST",
                            "/api/v1/replays",
                            foreign,
                            "{\"filter\":{\"endpoint\":\"" + ids.get("endpoints") + "\"}}");
            assertThat(replay.faultyFields()).containsExactly("filter.endpoint");
            assertThat(everything(rig)).isEqualTo(before);
        }
    }

    private static String foreignKey(ApiRig rig) {
        String project = rig.post("/api/v1/projects", "{\"name\":\"other\"}").text("id");
        return rig.key(new ProjectId(project), Scope.ADMIN);
    }

    private static String everything(ApiRig rig) {
        var text = new StringBuilder();
        for (String list :
                List.of("endpoints", "events", "jobs", "deliveries", "replays", "keys")) {
            text.append(rig.get("/api/v1/" + list).bytes().text());
        }
        return text.toString();
    }

    @Test
    void aKeyOfTheInstanceActsInTheProjectThatTheHeaderNames() {
        try (var rig = new ApiRig()) {
            String project = rig.post("/api/v1/projects", "{\"name\":\"other\"}").text("id");
            var there = new Header("X-Ringback-Project", project);
            String made =
                    rig.post("/api/v1/endpoints", "{\"url\":\"https://a.test/\"}", there)
                            .text("id");
            assertThat(rig.get("/api/v1/endpoints/" + made).status()).isEqualTo(404);
            assertThat(rig.call("GET", "/api/v1/endpoints/" + made, rig.admin, "", there).status())
                    .isEqualTo(200);
            var nowhere = new Header("X-Ringback-Project", "prj_none");
            assertThat(rig.call("GET", "/api/v1/endpoints", rig.admin, "", nowhere).status())
                    .isEqualTo(404);
            String plain = rig.key(Scope.ADMIN);
            assertThat(rig.call("GET", "/api/v1/endpoints", plain, "", there).status())
                    .isEqualTo(403);
            assertThat(rig.call("POST", "/api/v1/projects", plain, "{\"name\":\"x\"}").status())
                    .isEqualTo(403);
        }
    }

    @Test
    void aRevokedKeyOpensNothingAtOnce() {
        try (var rig = new ApiRig()) {
            var made = rig.post("/api/v1/keys", "{\"name\":\"ci\",\"scopes\":[\"read\"]}");
            String text = made.text("key");
            assertThat(rig.call("GET", "/api/v1/events", text, "").status()).isEqualTo(200);
            String path = "/api/v1/keys/" + made.text("id");
            assertThat(rig.get(path).bytes().text()).doesNotContain(text);
            assertThat(rig.call("DELETE", path, rig.admin, "").status()).isEqualTo(204);
            assertThat(rig.call("GET", "/api/v1/events", text, "").status()).isEqualTo(401);
            assertThat(rig.call("DELETE", path, rig.admin, "").status()).isEqualTo(204);
            assertThat(rig.get(path).text("revoked_at")).isEqualTo("2026-06-01T12:00:00.000Z");
        }
    }

    /** What a route is about; webhooks are what Inngest calls sources. */
    private static String group(Route route) {
        String[] parts = route.pattern().split("/");
        String word = parts[1].equals("api") ? parts[3] : parts[2];
        return word.equals("webhooks") ? "sources" : word;
    }

    private static String path(Route route, String id) {
        return route.pattern().replace("{id}", id);
    }
}

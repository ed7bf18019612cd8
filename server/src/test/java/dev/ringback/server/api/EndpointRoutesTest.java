package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Failing;
import dev.ringback.server.events.OperationalTypes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EndpointRoutesTest {

    private static final String PATH = "/api/v1/endpoints";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"url\":\"http://plain.test/\" | url",
                "\"url\":null | url",
                "\"url\":\"\" | url",
                "\"url\":7 | url",
                "\"nmae\":\"x\" | nmae",
                "\"name\":7 | name",
                "\"kind\":\"pigeon\" | kind",
                "\"event_types\":[] | event_types",
                "\"event_types\":\"*\" | event_types",
                "\"event_types\":[\"a\",\"b c\"] | event_types[1]",
                "\"filter\":\"type ==\" | filter",
                "\"filter\":\"1 + 1\" | filter",
                "\"format\":\"xml\" | format",
                "\"headers\":[] | headers",
                "\"headers\":{\"Host\":\"x\"} | headers.Host",
                "\"headers\":{\"webhook-id\":\"x\"} | headers.webhook-id",
                "\"headers\":{\"X-A\":\"a\\r\\nX-B: b\"} | headers.X-A",
                "\"headers\":{\"X-A\":7} | headers.X-A",
                "\"headers\":{\"X-A\":null} | headers.X-A",
                "\"headers\":{\"X-A\":\"1\",\"x-a\":\"2\"} | headers.x-a",
                "\"headers\":{\"X A\":\"1\"} | headers.X A",
                "\"ed25519\":\"yes\" | ed25519",
                "\"retry_schedule\":[\"5\"] | retry_schedule[0]",
                "\"retry_schedule\":[\"8d\"] | retry_schedule[0]",
                "\"retry_jitter\":0.6 | retry_jitter",
                "\"timeout_ms\":999 | timeout_ms",
                "\"timeout_ms\":120001 | timeout_ms",
                "\"timeout_ms\":1.5 | timeout_ms",
                "\"max_in_flight\":0 | max_in_flight",
                "\"max_in_flight\":1001 | max_in_flight",
                "\"rate_per_second\":-1 | rate_per_second",
                "\"ordering\":\"lifo\" | ordering",
                "\"order\":\"lifo\" | order",
                "\"order\":\"fifo\",\"ordering\":\"subject\" | order",
                "\"readiness_check\":1 | readiness_check",
                "\"state\":\"paused\" | state",
            })
    void aWrongSettingIsNamedAndNothingIsStored(String setting, String field) {
        try (var rig = new ApiRig()) {
            String url = setting.startsWith("\"url\"") ? "" : "\"url\":\"https://a.test/\",";
            var created = rig.post(PATH, "{" + url + setting + "}");
            assertThat(created.status()).isEqualTo(422);
            assertThat(created.faultyFields()).containsExactly(field);
            assertThat(rig.endpoints.size()).isZero();

            String id = rig.endpoint("");
            var changed = rig.patch(PATH + "/" + id, "{" + setting + "}");
            assertThat(changed.faultyFields()).containsExactly(field);
            assertThat(rig.get(PATH + "/" + id).json().path("revision").intValue()).isEqualTo(1);
        }
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        try (var rig = new ApiRig()) {
            var answer = rig.post(PATH, "{\"timeout_ms\":1,\"nmae\":1}");
            assertThat(answer.faultyFields())
                    .containsExactlyInAnyOrder("url", "timeout_ms", "nmae");
            assertThat(rig.post(PATH, "{").status()).isEqualTo(400);
            assertThat(rig.post(PATH, "[]").status()).isEqualTo(400);
        }
    }

    @Test
    void theSecretIsShownOnceAndHeaderValuesNever() {
        try (var rig = new ApiRig()) {
            var made =
                    rig.post(
                            PATH,
                            """
                            {"url":"https://a.test/","secret":"%s","headers":{"X-Token":"t0ken"}}\
                            """
                                    .formatted(SECRET));
            assertThat(made.status()).isEqualTo(201);
            assertThat(made.text("secret")).isEqualTo(SECRET);
            String path = PATH + "/" + made.text("id");
            for (var answer : List.of(rig.get(path), rig.get(PATH), rig.patch(path, "{}"))) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.bytes().text()).doesNotContain(SECRET, "t0ken");
                assertThat(answer.bytes().text()).contains("X-Token");
            }
            assertThat(
                            rig.post(
                                            PATH,
                                            "{\"url\":\"https://a.test/\",\"secret\":\"whsec_c2hvcnQ=\"}")
                                    .faultyFields())
                    .containsExactly("secret");
        }
    }

    @Test
    void aPatchChangesWhatItNamesAndNullBringsTheDefaultBack() {
        try (var rig = new ApiRig()) {
            String path = PATH + "/" + rig.endpoint(",\"name\":\"a\",\"timeout_ms\":5000");
            var changed =
                    rig.patch(
                            path,
                            """
                            {"timeout_ms":null,"retry_schedule":["500ms","90s","2h","1d"],
                             "event_types":["a.*"],"ed25519":true,"ordering":"fifo",
                             "skip_superseded":true}\
                            """);
            assertThat(changed.text("name")).isEqualTo("a");
            assertThat(changed.json().path("timeout_ms").intValue()).isEqualTo(30_000);
            assertThat(changed.json().path("retry_schedule").toString())
                    .isEqualTo("[\"500ms\",\"90s\",\"2h\",\"24h\"]");
            assertThat(changed.text("public_key")).startsWith("whpk_");
            assertThat(changed.text("ordering")).isEqualTo("fifo");
            assertThat(changed.json().path("skip_superseded").booleanValue()).isTrue();
            assertThat(rig.get(path).bytes()).isEqualTo(changed.bytes());
            assertThat(rig.patch(path, "{\"ordering\":\"subject\"}").text("ordering"))
                    .isEqualTo("subject");
            assertThat(rig.patch(path, "{\"order\":\"fifo\"}").text("ordering")).isEqualTo("fifo");
            assertThat(
                            rig.patch(path, "{\"order\":\"subject\",\"ordering\":\"subject\"}")
                                    .text("ordering"))
                    .isEqualTo("subject");
            var again = rig.patch(path, "{\"ed25519\":null,\"retry_schedule\":null}");
            assertThat(again.json().path("public_key").isNull()).isTrue();
            assertThat(again.json().path("retry_schedule").size()).isEqualTo(9);
        }
    }

    @Test
    void inferenceFormatsRetryAsInferenceNetDoes() {
        try (var rig = new ApiRig()) {
            String path = PATH + "/" + rig.endpoint(",\"format\":\"inference\"");
            assertThat(rig.get(path).json().path("retry_schedule").toString())
                    .isEqualTo("[\"5s\",\"25s\",\"125s\"]");
        }
    }

    @Test
    void ifMatchGuardsAgainstOverwritingAnothersChange() {
        try (var rig = new ApiRig()) {
            String path = PATH + "/" + rig.endpoint("");
            String tag = rig.get(path).headers().getOrDefault("ETag", "");
            var seen = new Header("If-Match", tag);
            assertThat(rig.patch(path, "{\"name\":\"b\"}", seen).status()).isEqualTo(200);
            assertThat(rig.patch(path, "{\"name\":\"c\"}", seen).status()).isEqualTo(412);
            assertThat(rig.call("DELETE", path, rig.admin, "", seen).status()).isEqualTo(412);
            assertThat(rig.get(path).text("name")).isEqualTo("b");
        }
    }

    @Test
    void whoKnowsItAsItIsIsToldNoMore() {
        try (var rig = new ApiRig()) {
            String path = PATH + "/" + rig.endpoint("");
            for (String known : List.of("\"1\"", "W/\"1\"", "\"7\", \"1\"", "*")) {
                var header = new Header("If-None-Match", known);
                var answer = rig.call("GET", path, rig.admin, "", header);
                assertThat(answer.status()).as(known).isEqualTo(304);
                assertThat(answer.headers()).containsEntry("ETag", "\"1\"");
            }
            var other = new Header("If-None-Match", "\"2\"");
            assertThat(rig.call("GET", path, rig.admin, "", other).status()).isEqualTo(200);
        }
    }

    @Test
    void aPatchThatChangesNothingIsNoEdit() {
        try (var rig = new ApiRig()) {
            String path = PATH + "/" + rig.endpoint(",\"name\":\"a\",\"event_types\":[\"x.*\"]");
            JsonNode before = rig.get(path).json();
            rig.time.advance(Duration.ofMinutes(1));
            for (String same :
                    List.of(
                            "{}",
                            "{\"name\":\"a\"}",
                            "{\"event_types\":[\"x.*\"]}",
                            "{\"headers\":{}}",
                            "{\"timeout_ms\":30000,\"filter\":\"\",\"retry_jitter\":0.1}")) {
                var answer = rig.patch(path, same);
                assertThat(answer.status()).as(same).isEqualTo(200);
                assertThat(answer.json()).as(same).isEqualTo(before);
            }
            assertThat(rig.get(path).headers()).containsEntry("ETag", "\"1\"");
            rig.patch(path, "{\"name\":\"b\"}");
            assertThat(rig.get(path).headers()).containsEntry("ETag", "\"2\"");
        }
    }

    @Test
    void aPatchOfHeadersChangesThoseThatItNames() {
        try (var rig = new ApiRig()) {
            String id =
                    rig.endpoint(
                            ",\"headers\":{\"Authorization\":\"Bearer"
                                    + " t\",\"X-A\":\"1\",\"X-C\":\"3\"}");
            String path = PATH + "/" + id;
            rig.patch(path, "{\"headers\":{\"X-B\":\"2\",\"x-a\":\"one\",\"X-C\":null}}");
            assertThat(headers(rig, id))
                    .containsExactlyInAnyOrder("Authorization=Bearer t", "x-a=one", "X-B=2");

            assertThat(rig.patch(path, "{\"headers\":{\"X-Nobody\":null}}").status())
                    .isEqualTo(422);
            assertThat(rig.patch(path, "{\"headers\":{}}").status()).isEqualTo(200);
            assertThat(headers(rig, id)).hasSize(3);

            StringBuilder many = new StringBuilder("\"X-0\":\"0\"");
            for (int i = 1; i < 30; i++) {
                many.append(",\"X-%d\":\"%d\"".formatted(i, i));
            }
            assertThat(rig.patch(path, "{\"headers\":{" + many + "}}").status()).isEqualTo(422);
            assertThat(headers(rig, id)).hasSize(3);

            rig.patch(path, "{\"headers\":null}");
            assertThat(headers(rig, id)).isEmpty();
        }
    }

    private static List<String> headers(ApiRig rig, String id) {
        return rig.endpoints.find(ProjectId.DEFAULT, id).orElseThrow().headers().stream()
                .map(each -> each.name() + "=" + each.value().reveal())
                .toList();
    }

    @Test
    void theTagOutlivesWhatBecomesOfDeliveries() {
        try (var rig = new ApiRig()) {
            String id = rig.endpoint("");
            String path = PATH + "/" + id;
            Endpoint made = rig.endpoints.find(ProjectId.DEFAULT, id).orElseThrow();
            Endpoint failing = made.failing(Failing.from(rig.time.now()));
            rig.endpoints.applied(failing);
            rig.endpoints.applied(failing.recovered());
            var seen = new Header("If-Match", "\"1\"");

            assertThat(rig.get(path).headers()).containsEntry("ETag", "\"1\"");
            assertThat(rig.get(path).json().path("revision").intValue()).isEqualTo(1);
            assertThat(rig.patch(path, "{\"name\":\"b\"}", seen).status()).isNotEqualTo(412);
        }
    }

    @Test
    void aRotatedSecretGoesOnSigningUntilTheOverlapIsOver() {
        try (var rig = new ApiRig()) {
            String id = rig.endpoint(",\"secret\":\"" + SECRET + "\"");
            var rotated = rig.post(PATH + "/" + id + "/rotate-secret", "{\"overlap_seconds\":60}");
            assertThat(rotated.text("secret")).startsWith("whsec_").isNotEqualTo(SECRET);
            Endpoint endpoint = rig.endpoints.find(ProjectId.DEFAULT, id).orElseThrow();
            assertThat(endpoint.secrets()).hasSize(2);
            assertThat(endpoint.secrets().getLast().secret().reveal()).isEqualTo(SECRET);
            assertThat(endpoint.secrets().getLast().expiresAt())
                    .contains(rig.time.now().plusSeconds(60));
            rig.time.advance(Duration.ofSeconds(61));
            rig.post(PATH + "/" + id + "/rotate-secret", "{\"overlap_seconds\":0}");
            assertThat(rig.endpoints.find(ProjectId.DEFAULT, id).orElseThrow().secrets())
                    .hasSize(1);
        }
    }

    @Test
    void aTestIsDeliveredToThatEndpointOnly() {
        try (var rig = new ApiRig()) {
            rig.endpoint("");
            String id = rig.endpoint(",\"event_types\":[\"never\"]");
            var answer = rig.post(PATH + "/" + id + "/test", "{\"message\":\"hello\"}");
            assertThat(answer.status()).isEqualTo(202);
            rig.awaitCount(StateName.SUCCEEDED, 1);
            var delivery = rig.get("/api/v1/deliveries/" + answer.text("delivery"));
            assertThat(delivery.text("endpoint")).isEqualTo(id);
            assertThat(delivery.text("event_type")).isEqualTo("webhook.test");
            assertThat(rig.get("/api/v1/events/" + answer.text("event")).json().path("data"))
                    .hasToString("{\"message\":\"hello\"}");
        }
    }

    @Test
    void aPausedEndpointLetsDeliveriesWaitAndADisabledOneGetsNone() {
        try (var rig = new ApiRig()) {
            String path = PATH + "/" + rig.endpoint("");
            assertThat(rig.post(path + "/pause", "").text("state")).isEqualTo("paused");
            rig.event("a");
            assertThat(rig.count(StateName.WAITING)).isEqualTo(1);
            var disabled = rig.post(path + "/disable", "{\"reason\":\"moved\"}");
            assertThat(disabled.text("state_reason")).isEqualTo("moved");
            rig.event("a");
            assertThat(rig.deliveries(10)).hasSize(1);
            assertThat(
                            rig.get(path + "/stats")
                                    .json()
                                    .path("deliveries")
                                    .path("waiting")
                                    .intValue())
                    .isEqualTo(1);
            rig.post(path + "/enable", "{}");
            rig.awaitCount(StateName.SUCCEEDED, 1);
        }
    }

    @Test
    void aDeletedEndpointIsGoneAndGetsNothing() {
        try (var rig = new ApiRig()) {
            String path = PATH + "/" + rig.endpoint("");
            assertThat(rig.call("DELETE", path, rig.admin, "").status()).isEqualTo(204);
            assertThat(rig.get(path).status()).isEqualTo(404);
            assertThat(rig.call("DELETE", path, rig.admin, "").status()).isEqualTo(404);
            rig.event("a");
            assertThat(rig.deliveries(10)).isEmpty();
        }
    }

    @Test
    void pagesListEachEndpointOnce() {
        try (var rig = new ApiRig()) {
            for (int i = 0; i < 7; i++) {
                rig.endpoint("");
                rig.time.advance(Duration.ofMillis(i % 2));
            }
            assertThat(Pages.ids(rig, PATH + "?limit=3")).hasSize(7).doesNotHaveDuplicates();
            for (String bad : List.of("cursor=x", "limit=0", "limit=101", "limit=a", "page=2")) {
                var answer = rig.get(PATH + "?" + bad);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.faultyFields()).containsExactly(bad.split("=")[0]);
            }
        }
    }

    @Test
    void fewEndpointsMayNameWhatGoesWrong() {
        try (var rig = new ApiRig()) {
            String naming = ",\"event_types\":[\"*\",\"delivery.dead\"]";
            String last = "";
            for (int i = 0; i < OperationalTypes.MAX_NAMING; i++) {
                last = rig.endpoint(naming);
            }
            String other = rig.endpoint("");
            String one = "{\"url\":\"https://receiver.test/\"" + naming + "}";
            assertThat(rig.post("/api/v1/endpoints", one).status()).isEqualTo(409);
            // From an earlier release, which had no such bound.
            rig.endpoints.applied(EndpointDraft.of("old").types("delivery.*").make());

            var refused = rig.post("/api/v1/endpoints", one);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("detail")).contains("20 endpoints", "delivery.dead");
            String path = "/api/v1/endpoints/";
            assertThat(rig.patch(path + other, "{\"event_types\":[\"endpoint.*\"]}").status())
                    .isEqualTo(409);
            assertThat(rig.patch(path + last, "{\"name\":\"one of them\"}").status())
                    .isEqualTo(200);
        }
    }
}

package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Apps and functions over the native API. */
class AppsOverHttpTest {

    private static final Ringback RINGBACK =
            Ringback.start(
                    Map.of(
                            "allow-private-network", List.of("true"),
                            "signing-key", List.of("00ff"),
                            "allow-unsupported", List.of("true")));

    private final Api api = RINGBACK.tenant().api();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    /** An app on a real socket that tells its functions, unsigned, whoever asks. */
    private static RudeReceiver site(String name, String... functions) {
        return RudeReceiver.start(request -> {
            String url = "http://" + request.header("Host").orElseThrow() + "/api/inngest";
            return new Behaviour.Answer(
                    200,
                    List.of(new Header("x-inngest-sdk", "inngest-js:v4.24.0")),
                    Payload.of(told(name, url, functions).replace("appName", "app_id")));
        });
    }

    private static String told(String name, String url, String... functions) {
        var all = new StringBuilder();
        for (String function : functions) {
            all.append(all.isEmpty() ? "" : ",")
                    .append(
                            """
                            {"id":"%1$s-%2$s","name":"%2$s","triggers":[{"event":"a/%2$s","expression":"event.data.n > 1"},{"cron":"0 9 * * *"}],
                             "debounce":{"period":"5s"},"steps":{"step":{"id":"step","name":"step","runtime":{"type":"http","url":"%3$s?fnId=%1$s-%2$s&stepId=step"}}}}
                            """
                                    .formatted(name, function, url));
        }
        return "{\"appName\":\"%s\",\"url\":\"%s\",\"sdk\":\"js:v4.24.0\",\"framework\":\"express\",\"functions\":[%s]}"
                .formatted(name, url, all);
    }

    private static String url(RudeReceiver site) {
        return site.url("localhost", "/api/inngest").toString();
    }

    @Test
    void whetherWaitsLookBackIsSaidOfAnAppWhateverItTells() {
        api.post("/fn/register", told("shop", "http://app.example/api", "pay")).expect(200);
        assertThat(api.get("/api/v1/apps/shop").json().path("waits_look_back").asBoolean())
                .isTrue();

        Answer changed = api.patch("/api/v1/apps/shop", "{'waits_look_back':false}").expect(200);
        assertThat(changed.json().path("waits_look_back").asBoolean()).isFalse();
        api.patch("/api/v1/apps/shop", "{'waits_look_back':false}").expect(200);
        api.post("/fn/register", told("shop", "http://app.example/api", "pay", "ship")).expect(200);

        JsonNode app = api.get("/api/v1/apps/shop").json();
        assertThat(app.path("waits_look_back").asBoolean()).isFalse();
        assertThat(app.path("functions")).hasSize(2);
        assertThat(
                        api.patch("/api/v1/apps/shop", "{'waits_look_back':1}")
                                .expect(422)
                                .faultyFields())
                .containsExactly("waits_look_back");
        assertThat(api.patch("/api/v1/apps/shop", "{'url':'x'}").expect(422).faultyFields())
                .containsExactly("url");
        api.patch("/api/v1/apps/none", "{'waits_look_back':true}").expect(404);
    }

    private Answer added(String url) {
        return api.post("/api/v1/apps", "{'url':'" + url + "'}").expect(201);
    }

    @Test
    void anAppThatRegisteredIsShownWithItsFunctions() {
        api.post("/fn/register", told("shop", "http://app.example/api", "pay", "ship")).expect(200);

        JsonNode page = api.get("/api/v1/apps").expect(200).json();
        assertThat(page.path("data")).hasSize(1);
        JsonNode app = page.at("/data/0");
        assertThat(app.path("id").asString()).isEqualTo("shop");
        assertThat(app.path("url").asString()).isEqualTo("http://app.example/api");
        assertThat(app.path("sdk").asString()).isEqualTo("js:v4.24.0");
        assertThat(app.path("framework").asString()).isEqualTo("express");
        assertThat(app.path("status").asString()).isEqualTo("synced");
        assertThat(app.path("reason").isNull()).isTrue();
        assertThat(app.path("configured").asBoolean()).isFalse();
        assertThat(app.path("functions").toString()).isEqualTo("[\"shop-pay\",\"shop-ship\"]");
        assertThat(app.path("warnings").get(0).asString())
                .isEqualTo("shop-pay: debounce is not served yet: each event would start a run");
        assertThat(api.get("/api/v1/apps/shop").expect(200).json()).isEqualTo(app);

        String functions = "/api/v1/functions?limit=1";
        Eventually.until(
                "it is known when it starts next",
                () -> api.get(functions).json().at("/data/0/triggers/1").has("next_at"));
        JsonNode first = api.get(functions).expect(200).json();
        JsonNode function = first.at("/data/0");
        assertThat(function.path("id").asString()).isEqualTo("shop-pay");
        assertThat(function.path("app").asString()).isEqualTo("shop");
        assertThat(function.at("/triggers/0").toString())
                .isEqualTo("{\"event\":\"a/pay\",\"condition\":\"event.data.n > 1\"}");
        assertThat(function.at("/triggers/1/cron").asString()).isEqualTo("0 9 * * *");
        assertThat(function.at("/triggers/1/next_at").asString()).contains("T09:00:00");
        assertThat(function.path("attempts").asInt()).isEqualTo(5);
        assertThat(function.at("/configuration/debounce/period").asString()).isEqualTo("5s");
        String next = "/api/v1/functions?cursor=" + first.path("next_cursor").asString();
        assertThat(api.get(next).json().at("/data/0/id").asString()).isEqualTo("shop-ship");
        assertThat(api.get("/api/v1/functions/shop-pay").expect(200).json()).isEqualTo(function);
        api.get("/api/v1/functions/shop-none").expect(404);
    }

    @Test
    void anAppIsAskedAtTheUrlThatSomebodyNamesAndSaysWhatIsWrong() {
        try (var site = site("named", "f")) {
            Answer added = added(url(site));
            assertThat(added.text("status")).isEqualTo("refused");
            // In production an answer has to be signed.
            assertThat(added.text("reason")).contains("x-inngest-signature is missing");
            Answer again = api.post("/api/v1/apps/" + added.text("id") + "/sync", "").expect(200);
            assertThat(again.text("status")).isEqualTo("refused");
            assertThat(site.received()).hasSize(2);
            assertThat(site.received().getFirst().header("x-inngest-signature")).isPresent();
            api.delete("/api/v1/apps/" + added.text("id")).expect(204);
            assertThat(api.get("/api/v1/apps").json().path("data")).isEmpty();
        }
    }

    @Test
    void anAppThatIsNotThereIsKeptWithTheReason() {
        RudeReceiver gone = site("gone");
        gone.close();
        Answer added = added(url(gone));
        assertThat(added.text("status")).isEqualTo("unreachable");
        assertThat(added.text("reason")).contains(url(gone) + " could not be reached");
        assertThat(added.json().path("functions")).isEmpty();
        assertThat(api.get("/api/v1/apps").json().at("/data/0")).isEqualTo(added.json());
    }

    @Test
    void badInputNamesTheField() {
        for (String body : List.of("{}", "{'url':7}", "{'url':'ftp://a'}", "{'url':'no'}")) {
            assertThat(api.post("/api/v1/apps", body).expect(422).faultyFields())
                    .containsExactly("url");
        }
        api.post("/api/v1/apps/none/sync", "").expect(404);
        api.delete("/api/v1/apps/none").expect(404);
        api.post("/api/v1/functions/none/pause", "").expect(404);
        api.get("/api/v1/functions?app=x").expect(400);
    }

    @Test
    void aFunctionIsPausedAndResumed() {
        String told = told("shop", "http://app.example/api", "pay");
        api.post("/fn/register", told).expect(200);
        String path = "/api/v1/functions/shop-pay";
        for (int i = 0; i < 2; i++) {
            assertThat(paused(api.post(path + "/pause", ""))).isTrue();
            assertThat(paused(api.get(path))).isTrue();
        }
        api.post("/fn/register", told).expect(200);
        assertThat(paused(api.get(path))).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThat(paused(api.post(path + "/resume", ""))).isFalse();
            assertThat(paused(api.get(path))).isFalse();
        }
    }

    private static boolean paused(Answer function) {
        return function.expect(200).json().path("paused").asBoolean();
    }

    @Test
    void anAppThatTheServerWasStartedWithIsAskedAtOnceAndStays() {
        try (var site = site("started", "f");
                var server =
                        Ringback.startDev(
                                Map.of(
                                        "app", List.of(url(site)),
                                        "allow-unsupported", List.of("true")))) {
            Tenant.until(
                    "the app is synced",
                    () -> server.admin().get("/api/v1/apps/started").status() == 200);
            JsonNode app = server.admin().get("/api/v1/apps/started").json();
            assertThat(app.path("configured").asBoolean()).isTrue();
            assertThat(app.path("status").asString()).isEqualTo("synced");
            Answer refused = server.admin().delete("/api/v1/apps/started").expect(409);
            assertThat(refused.text("detail")).contains("--app");
            assertThat(
                            server.admin()
                                    .post("/api/v1/apps", "{'url':'" + url(site) + "'}")
                                    .expect(201)
                                    .text("id"))
                    .isEqualTo("started");
        }
    }
}

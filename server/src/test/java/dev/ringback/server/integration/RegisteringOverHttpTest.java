package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps that register by themselves, in the ways of each SDK. */
class RegisteringOverHttpTest {

    private static final String HEX = "0123456789abcdef0123456789abcdef";
    private static final String HASH =
            "223e0a160af9da0a03e6dd2c4719c56f5d66a633cbe84e78aaa9f3735865522a";
    private static final Ringback PRODUCTION =
            Ringback.start(
                    Map.of(
                            "signing-key",
                            List.of("signkey-prod-" + HEX),
                            "signing-key-fallback",
                            List.of("ab".repeat(16)),
                            "event-key",
                            List.of("an_event_key")));
    private static final Ringback WITHOUT_KEY = Ringback.start(Map.of());
    private static final Ringback DEV = Ringback.startDev(Map.of());

    @AfterAll
    static void stop() {
        PRODUCTION.close();
        WITHOUT_KEY.close();
        DEV.close();
    }

    private static String app(String name, String function) {
        return """
        {"url":"http://localhost:3000/%1$s","deployType":"ping","framework":"express",
         "appName":"%1$s","sdk":"js:v4.24.0","v":"0.1","capabilities":{"trust_probe":"v1"},"functions":[
         {"id":"%1$s-f","name":"F",%2$s"steps":{"step":{"id":"step","name":"step","runtime":{"type":"http",
          "url":"http://localhost:3000/%1$s?fnId=%1$s-f&stepId=step"}}}}]}
        """
                .formatted(name, function);
    }

    private static String triggered(String name, String event) {
        return app(name, "\"triggers\":[{\"event\":\"" + event + "\"}],");
    }

    private static Answer register(Ringback at, String bearer, String body, Header... more) {
        return at.admin().with(bearer).post("/fn/register", body, more);
    }

    private static String kind(Answer answer) {
        return answer.headers().firstValue("x-inngest-server-kind").orElse("none");
    }

    @Test
    void anAppRegistersWhileDevelopingWithoutAnyKey() {
        Answer first = register(DEV, "undefined", triggered("dev1", "a")).expect(200);
        assertThat(first.json().path("ok").asBoolean()).isTrue();
        assertThat(first.json().path("modified").asBoolean()).isTrue();
        assertThat(kind(first)).isEqualTo("dev");
        Answer second = register(DEV, "", triggered("dev1", "a")).expect(200);
        assertThat(second.json().path("modified").asBoolean()).isFalse();
        assertThat(second.text("app_id")).isEqualTo(first.text("app_id")).hasSize(36);
        assertThat(second.text("sync_id")).isNotEqualTo(first.text("sync_id")).hasSize(36);

        Answer dev = DEV.admin().with("").get("/dev").expect(200);
        assertThat(dev.text("mode")).isEqualTo("dev");
        assertThat(dev.json().path("functions").findValuesAsString("slug")).contains("dev1-f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "signkey-prod-" + HASH,
                "signkey-test-" + HASH,
                HASH,
                "signkey-prod-" + HEX,
                HEX,
                "abababababababababababababababab"
            })
    void inProductionAnAppShowsTheKeyInTheWayOfItsSdk(String bearer) {
        Answer taken = register(PRODUCTION, bearer, triggered("prod", "a")).expect(200);
        assertThat(kind(taken)).isEqualTo("cloud");
        assertThat(PRODUCTION.admin().with(bearer).get("/dev").expect(200).text("mode"))
                .isEqualTo("production");
    }

    @Test
    void anApiKeyIsAsGoodAndActsInItsProject() {
        Tenant tenant = PRODUCTION.tenant();
        register(PRODUCTION, tenant.api().key(), triggered("tenants", "a")).expect(200);
        assertThat(functions(tenant.api())).containsExactly("tenants-f");
        assertThat(functions(PRODUCTION.admin())).doesNotContain("tenants-f");
    }

    private static List<String> functions(Api api) {
        return api.get("/dev").expect(200).json().path("functions").findValuesAsString("slug");
    }

    @ParameterizedTest
    @ValueSource(strings = {"undefined", "signkey-prod-00ff", "an_event_key", "rb_nonsense"})
    void aWrongKeyIsNamed(String bearer) {
        Answer refused = register(PRODUCTION, bearer, triggered("x", "a"));
        if (bearer.equals("an_event_key")) {
            assertThat(refused.expect(403).text("error")).contains("lacks the scope write");
        } else {
            assertThat(refused.expect(401).text("error"))
                    .contains("INNGEST_SIGNING_KEY", "RINGBACK_SIGNING_KEY", "event key");
        }
        assertThat(kind(refused)).isEqualTo("cloud");
    }

    @Test
    void aServerWithoutAKeySaysWhichSettingItNeeds() {
        Answer refused = register(WITHOUT_KEY, "signkey-prod-" + HASH, triggered("x", "a"));
        assertThat(refused.expect(401).text("error")).contains("RINGBACK_SIGNING_KEY");
        assertThat(refused.json().path("status").asInt()).isEqualTo(401);
    }

    @Test
    void aPageOfAnotherSiteRegistersNothing() {
        Header strange = new Header("Origin", "https://evil.example");
        assertThat(register(DEV, "", triggered("x", "a"), strange).expect(401).text("error"))
                .contains("other sites");
        Header near = new Header("Origin", "http://localhost:3000");
        register(DEV, "", triggered("near", "a"), near).expect(200);
    }

    @Test
    void anAppElsewhereRegistersByAnApiKeyAlone() {
        Header far = new Header("X-Forwarded-For", "203.0.113.7");
        assertThat(register(DEV, "", triggered("x", "a"), far).expect(401).text("error"))
                .contains("own machine", "API key");
        Tenant tenant = DEV.tenant();
        register(DEV, tenant.api().key(), triggered("far", "a"), far).expect(200);
        assertThat(functions(tenant.api())).containsExactly("far-f");
    }

    @Test
    void anAppThatExpectsAnotherKindOfServerIsTold() {
        Header expected = new Header("x-inngest-expected-server-kind", "cloud");
        assertThat(register(DEV, "", triggered("x", "a"), expected).expect(400).text("error"))
                .startsWith("Expected server kind cloud, got dev");
        register(PRODUCTION, HASH, triggered("kind", "a"), expected).expect(200);
    }

    @Test
    void whatIsRefusedIsSaidWithItsFunctionAndField() {
        Answer refused =
                register(DEV, "", app("bad", "\"triggers\":[{\"cron\":\"* * * * * *\"}],"))
                        .expect(400);
        assertThat(refused.text("error"))
                .isEqualTo("function bad-f, triggers 1: cron \"* * * * * *\" has 6 fields, not 5");
        assertThat(register(DEV, "", "[]").expect(400).text("error")).contains("JSON object");
        Answer expression =
                register(
                                DEV,
                                "",
                                app(
                                        "bad",
                                        "\"triggers\":[{\"event\":\"a\",\"expression\":\"event.data.(\"}],"))
                        .expect(400);
        assertThat(expression.text("error")).startsWith("function bad-f, triggers 1: expression");
        Answer unserved =
                register(DEV, "", app("bad", "\"rateLimit\":{\"limit\":1,\"period\":\"1m\"},"))
                        .expect(400);
        assertThat(unserved.text("error")).contains("rateLimit", "--allow-unsupported");
    }

    @Test
    void theSdkOfPythonIsUnderstoodThoughItWritesKeysInLowerCase() {
        String python = triggered("py", "a").replace("appName", "appname");
        register(PRODUCTION, HASH, python).expect(200);
        assertThat(functions(PRODUCTION.admin())).contains("py-f");
    }

    @Test
    void theOperatorsKeyForEventsSendsThemAndDoesNothingElse() {
        String event = "[{'name':'a','data':{}}]";
        Api stranger = PRODUCTION.admin().with("");
        stranger.post("/e/an_event_key", event).expect(200);
        stranger.post("/e/another_key", event).expect(401);
        Api events = PRODUCTION.admin().with("an_event_key");
        events.post("/api/v1/events", "{'type':'a','data':{}}").expect(202);
        events.get("/api/v1/events").expect(403);
    }
}

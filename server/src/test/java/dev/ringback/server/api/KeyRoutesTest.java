package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.server.access.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRoutesTest {

    private static final String KEYS = "/api/v1/keys";

    private final ApiRig rig = new ApiRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private ApiRig.Answer made(String more) {
        var answer = rig.post(KEYS, "{\"scopes\":[\"read\"]" + more + "}");
        assertThat(answer.status()).as(answer.bytes().text()).isEqualTo(201);
        return answer;
    }

    private ApiRig.Answer patched(ApiRig.Answer key, String change) {
        return rig.patch(path(key), change);
    }

    private static String path(ApiRig.Answer key) {
        return KEYS + "/" + key.text("id");
    }

    private int looks(String key) {
        int status = rig.call("GET", "/api/v1/events", key, "").status();
        assertThat(status).isIn(200, 429);
        return status;
    }

    @Test
    void aKeyIsMadeWithALimitThatIsShownAndHolds() {
        var key = made(",\"rate_limit\":2");
        assertThat(key.json().path("rate_limit").intValue()).isEqualTo(2);
        assertThat(rig.get(path(key)).json().path("rate_limit").intValue()).isEqualTo(2);
        assertThat(rig.get(KEYS).json().path("data"))
                .filteredOn(each -> each.path("id").equals(key.json().path("id")))
                .extracting(each -> each.path("rate_limit").intValue())
                .containsExactly(2);
        String text = key.text("key");
        assertThat(looks(text)).isEqualTo(200);
        assertThat(looks(text)).isEqualTo(200);
        var refused = rig.call("GET", "/api/v1/events", text, "");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("rate_limit_exceeded");
        assertThat(refused.text("detail")).contains("2 requests a minute");
        assertThat(refused.headers())
                .containsEntry("Retry-After", "30")
                .containsEntry("x-ratelimit-remaining", "0");
    }

    @Test
    void withoutALimitThereIsNone() {
        for (var key : new ApiRig.Answer[] {made(""), made(",\"rate_limit\":null")}) {
            assertThat(key.json().path("rate_limit").isNull()).isTrue();
            var answer = rig.call("GET", "/api/v1/events", key.text("key"), "");
            assertThat(answer.headers()).doesNotContainKey("x-ratelimit-limit");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000001", "1.5", "\"250\"", "true"})
    void aFoolishLimitIsRefusedByName(String limit) {
        String field = "\"rate_limit\":" + limit;
        var refused = rig.post(KEYS, "{\"scopes\":[\"read\"]," + field + "}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.faultyFields()).containsExactly("rate_limit");
        var key = made(",\"rate_limit\":7");
        var unchanged = patched(key, "{" + field + "}");
        assertThat(unchanged.status()).isEqualTo(422);
        assertThat(unchanged.faultyFields()).containsExactly("rate_limit");
        assertThat(rig.get(path(key)).json().path("rate_limit").intValue()).isEqualTo(7);
    }

    @Test
    void limitAndNameAreChangedEachByItself() {
        var key = made(",\"name\":\"ci\",\"rate_limit\":1");
        String text = key.text("key");
        assertThat(looks(text)).isEqualTo(200);
        assertThat(looks(text)).isEqualTo(429);
        var renamed = patched(key, "{\"name\":\"build\"}");
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.text("name")).isEqualTo("build");
        assertThat(renamed.json().path("rate_limit").intValue()).isEqualTo(1);
        assertThat(looks(text)).isEqualTo(429);
        var freed = patched(key, "{\"rate_limit\":null}");
        assertThat(freed.json().path("rate_limit").isNull()).isTrue();
        assertThat(freed.text("name")).isEqualTo("build");
        assertThat(looks(text)).isEqualTo(200);
        assertThat(patched(key, "{\"rate_limit\":1000000,\"name\":null}").status()).isEqualTo(200);
        var shown = rig.get(path(key)).json();
        assertThat(shown.path("rate_limit").intValue()).isEqualTo(1_000_000);
        assertThat(shown.path("name").stringValue()).isEmpty();
        assertThat(patched(key, "{\"scopes\":[\"admin\"]}").faultyFields())
                .containsExactly("scopes");
    }

    @Test
    void aKeyThatIsRevokedOrUnknownIsNotChanged() {
        var key = made("");
        assertThat(rig.call("DELETE", path(key), rig.admin, "").status()).isEqualTo(204);
        var refused = patched(key, "{\"rate_limit\":5}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("revoked");
        assertThat(rig.patch(KEYS + "/key_none", "{\"rate_limit\":5}").status()).isEqualTo(404);
    }

    @Test
    void onlyAKeyOfTheInstanceChangesAnother() {
        var instance = made(",\"instance\":true");
        String admin = rig.key(Scope.ADMIN);
        String change = "{\"rate_limit\":5}";
        assertThat(rig.call("PATCH", path(instance), admin, change).status()).isEqualTo(403);
        assertThat(rig.call("PATCH", path(made("")), admin, change).status()).isEqualTo(200);
        assertThat(patched(instance, change).status()).isEqualTo(200);
    }

    @Test
    void aRepeatedRequestCountsLikeAnyOther() {
        var key = rig.post(KEYS, "{\"scopes\":[\"admin\"],\"rate_limit\":60}").text("key");
        var once = new Header("Idempotency-Key", "a");
        String body = "{\"scopes\":[\"read\"]}";
        var first = rig.call("POST", KEYS, key, body, once);
        var again = rig.call("POST", KEYS, key, body, once);
        assertThat(again.bytes()).isEqualTo(first.bytes());
        assertThat(first.headers()).containsEntry("x-ratelimit-remaining", "9");
        assertThat(again.headers())
                .containsEntry("x-ratelimit-remaining", "8")
                .containsEntry("Idempotent-Replayed", "true");
    }
}

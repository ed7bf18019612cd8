package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.json.Moments;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key tells of itself, how it ends, and that nobody locks everybody out. */
class KeyLifeTest {

    private static final String KEYS = "/api/v1/keys";
    private static final String EVENTS = "/api/v1/events";

    private final ApiRig rig = new ApiRig();
    private final Clock clock = rig.time;

    @AfterEach
    void close() {
        rig.close();
    }

    private ApiRig.Answer made(String body) {
        var answer = rig.post(KEYS, body.replace('\'', '"'));
        assertThat(answer.status()).as(answer.bytes().text()).isEqualTo(201);
        return answer;
    }

    private ApiRig.Answer admin(String more) {
        return made("{'scopes':['admin']" + more + "}");
    }

    private ApiRig.Answer delete(String path) {
        return rig.call("DELETE", path, rig.admin, "");
    }

    private ApiRig.Answer in(String project, String method, String path, String body) {
        return rig.call(method, path, rig.admin, body, new Header("X-Ringback-Project", project));
    }

    private static String path(ApiRig.Answer key) {
        return KEYS + "/" + key.text("id");
    }

    @Test
    void aKeyIsKnownByItsLastCharacters() {
        var key = made("{'scopes':['read']}");
        assertThat(key.text("hint")).hasSize(4);
        assertThat(key.text("key")).endsWith(key.text("hint"));
        assertThat(rig.get(path(key)).text("hint")).isEqualTo(key.text("hint"));
    }

    @Test
    void aKeyTellsWhenItWasUsedAndNothingBefore() {
        var key = made("{'scopes':['ingest']}");
        assertThat(rig.get(path(key)).json().path("last_used_at").isNull()).isTrue();
        rig.time.advance(Duration.ofHours(1));
        Instant used = clock.now();
        // A request that its scope does not allow is a use as well.
        assertThat(rig.call("GET", EVENTS, key.text("key"), "").status()).isEqualTo(403);
        rig.time.advance(Duration.ofHours(1));
        assertThat(rig.get(path(key)).text("last_used_at")).isEqualTo(Moments.text(used));
    }

    @Test
    void aKeyThatExpiresIsRefusedFromThenOnAndSaysWhy() {
        Instant end = clock.now().plus(Duration.ofDays(1));
        var key = made("{'scopes':['read'],'expires_at':'" + end + "'}");
        assertThat(key.text("expires_at")).isEqualTo(Moments.text(end));
        rig.time.advance(Duration.ofDays(1).minusMillis(1));
        assertThat(rig.call("GET", EVENTS, key.text("key"), "").status()).isEqualTo(200);
        rig.time.advance(Duration.ofMillis(1));
        var refused = rig.call("GET", EVENTS, key.text("key"), "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("code")).isEqualTo("expired_key");
        assertThat(refused.text("detail")).contains("expired at " + end);
        assertThat(rig.get(path(key)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'2020-01-01T00:00:00Z'", "'tomorrow'", "17", "'2026-01-01'"})
    void anEndThatIsNoneIsRefusedByName(String end) {
        String body = "{'scopes':['read'],'expires_at':" + end + "}";
        var refused = rig.post(KEYS, body.replace('\'', '"'));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.faultyFields()).containsExactly("expires_at");
    }

    @Test
    void theLastAdminKeyOfTheInstanceIsNeverRevoked() {
        var refused = delete(KEYS + "/key_bootstrap");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("last_admin_key");
        assertThat(refused.text("detail")).contains("make another");
        // Keys that end by themselves, or may do less, or open one project only, are no other.
        Instant end = clock.now().plus(Duration.ofDays(1));
        admin(",'instance':true,'expires_at':'" + end + "'");
        made("{'scopes':['write'],'instance':true}");
        admin("");
        assertThat(delete(KEYS + "/key_bootstrap").status()).isEqualTo(409);
        var other = admin(",'instance':true");
        assertThat(delete(KEYS + "/key_bootstrap").status()).isEqualTo(204);
        var last = rig.call("DELETE", path(other), other.text("key"), "");
        assertThat(last.status()).isEqualTo(409);
        assertThat(rig.call("GET", EVENTS, other.text("key"), "").status()).isEqualTo(200);
    }

    @Test
    void theLastAdminKeyOfAProjectDoesNotRevokeItselfButOneOfTheInstanceDoes() {
        String project = rig.post("/api/v1/projects", "{\"name\":\"p\"}").text("id");
        var only = in(project, "POST", KEYS, "{\"scopes\":[\"admin\"]}");
        String text = only.text("key");
        assertThat(rig.call("DELETE", path(only), text, "").status()).isEqualTo(409);
        var second = rig.call("POST", KEYS, text, "{\"scopes\":[\"admin\"]}");
        assertThat(second.status()).isEqualTo(201);
        assertThat(rig.call("DELETE", path(only), text, "").status()).isEqualTo(204);
        assertThat(in(project, "DELETE", path(second), "").status()).isEqualTo(204);
    }

    @Test
    void keysAreListedTheNewestFirst() {
        rig.time.advance(Duration.ofSeconds(1));
        String first = made("{'scopes':['read']}").text("id");
        rig.time.advance(Duration.ofSeconds(1));
        String second = made("{'scopes':['read']}").text("id");
        assertThat(rig.get(KEYS).json().path("data"))
                .extracting(each -> each.path("id").asString())
                .containsExactly(second, first, "key_bootstrap");
    }

    @Test
    void whoShowsNoKeyAtAllIsToldHow() {
        for (String header : new String[] {"Basic ZGV2Og==", "dev", "Token x"}) {
            var refused = rig.call("GET", EVENTS, "", "", new Header("Authorization", header));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text("detail")).contains("Bearer rb_");
        }
    }
}

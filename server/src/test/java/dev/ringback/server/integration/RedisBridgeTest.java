package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.server.Host;
import dev.ringback.testkit.receiver.RedisServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Deliveries into a stream of a real Redis are deliveries like others. */
class RedisBridgeTest {

    private static final String ENDPOINTS = "/api/v1/endpoints";

    private Ringback ringback;
    private Tenant tenant;
    private RedisServer redis;

    @BeforeEach
    void start() {
        assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
        redis = RedisServer.start("--requirepass", "open-sesame");
        ringback = Ringback.start(Ringback.PRIVATE);
        tenant = ringback.tenant();
    }

    @AfterEach
    void stop() {
        if (ringback != null) {
            ringback.close();
            redis.close();
        }
    }

    private String url() {
        return "redis://127.0.0.1:" + redis.port();
    }

    private Hook hook(String settings) {
        return tenant.hook(url(), settings);
    }

    private Hook orders(String more) {
        return hook(
                "{'kind':'redis','stream':'orders','credentials':{'password':'open-sesame'}"
                        + more
                        + "}");
    }

    /** The fields and values of all entries. */
    private List<String> entries() {
        return redis.ask("AUTH open-sesame", "XRANGE orders - +").lines().toList();
    }

    @Test
    void anEventBecomesAnEntryWithItsIdAndItsBody() {
        Hook hook = orders(",'headers':{'X-Team':'blue'}");
        String event = tenant.publish("order.paid");
        JsonNode delivery = tenant.delivery(event, hook, "succeeded");

        List<String> entries = entries();
        assertThat(entries)
                .containsSubsequence("content-type", "application/json")
                .containsSubsequence("webhook-id", event)
                .containsSubsequence("x-team", "blue");
        assertThat(entries).contains("webhook-signature", "webhook-timestamp");
        assertThat(entries.getLast()).contains("\"type\":\"order.paid\"").contains("\"n\":1");
        assertThat(Tenant.lastAttempt(delivery).path("status").asInt()).isEqualTo(200);
        assertThat(Tenant.lastAttempt(delivery).toString())
                .contains(entries.getFirst())
                .doesNotContain("sesame");
    }

    @Test
    void theEndpointIsShownWithoutItsCredentials() {
        Hook hook = orders(",'credentials':{'username':'default','password':'open-sesame'}");
        Answer shown = tenant.api().get(hook.path()).expect(200);

        assertThat(shown.text("kind")).isEqualTo("redis");
        assertThat(shown.text("url")).isEqualTo(url());
        assertThat(shown.text("stream")).isEqualTo("orders");
        assertThat(shown.json().path("has_credentials").asBoolean()).isTrue();
        assertThat(shown.json().path("readiness_check").asBoolean()).isFalse();
        assertThat(shown.json().toString()).doesNotContain("sesame");
        assertThat(tenant.api().get(ENDPOINTS).json().toString()).contains("\"redis\"");
        tenant.delivery(tenant.publish("order.paid"), hook, "succeeded");
    }

    @Test
    void aRefusalIsToldAndTriedAgainUntilItIsMended() {
        Hook hook = hook("{'kind':'redis','stream':'orders'," + Hook.PATIENT + "}");
        String event = tenant.publish("order.paid");
        JsonNode refused = tenant.attempted(event, hook, 2);
        assertThat(Tenant.lastAttempt(refused).path("status").asInt()).isEqualTo(401);
        assertThat(Tenant.lastAttempt(refused).toString()).contains("unauthenticated");

        tenant.api().patch(hook.path(), "{'credentials':{'password':'open-sesame'}}").expect(200);
        tenant.delivery(event, hook, "succeeded");
        assertThat(entries()).contains(event);
    }

    @Test
    void whatIsDeadIsReplayedIntoTheStream() {
        Hook hook = orders(",'retry_schedule':[]");
        redis.stop();
        String event = tenant.publish("order.paid");
        JsonNode dead = tenant.delivery(event, hook, "dead");
        assertThat(Tenant.lastAttempt(dead).toString()).contains("connect_failed");
        redis.restart();

        tenant.api()
                .post(
                        "/api/v1/replays",
                        "{'filter':{'endpoint':'" + hook.id() + "','state':'dead'}}")
                .expect(202);
        Tenant.until("it is there", () -> entries().contains(event));
    }

    @Test
    void itIsTheSameAfterARestart() {
        Hook hook = orders("");
        ringback = ringback.restarted(Ringback.PRIVATE, Host.MACHINE);
        tenant = new Tenant(ringback.admin().with(tenant.api().key()));
        String event = tenant.publish("order.paid");

        tenant.delivery(event, hook, "succeeded");
        assertThat(entries()).contains(event);
    }

    @Test
    void anotherStreamOfTheSameServerIsAnotherPlace() {
        Hook hook = orders("");
        tenant.api().patch(hook.path(), "{'stream':'late orders?&'}").expect(200);
        String event = tenant.publish("order.paid");
        tenant.delivery(event, hook, "succeeded");

        assertThat(entries()).isEmpty();
        assertThat(redis.ask("AUTH open-sesame", "XLEN \"late orders?&\"")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'kind':'redis','url':'redis://r.example'|stream",
                "'kind':'redis','url':'redis://r.example','stream':''|stream",
                "'kind':'redis','url':'https://r.example','stream':'s'|url",
                "'kind':'redis','url':'redis://u:p@r.example','stream':'s'|url",
                "'kind':'redis','url':'redis://r.example/x','stream':'s'|url",
                "'kind':'redis','url':'redis://r.example/0?a=b','stream':'s'|url",
                "'kind':'redis','url':'redis://r.example:5432','stream':'s'|url",
                "'kind':'redis','url':'redis://169.254.169.254','stream':'s'|url",
                "'kind':'http','url':'redis://r.example'|url",
                "'url':'redis://r.example'|url",
                "'url':'https://r.example','stream':'s'|stream",
                "'url':'https://r.example','credentials':{'password':'p'}|credentials",
                "'kind':'redis','url':'redis://r.example','stream':'s','credentials':'p'|credentials",
                "'kind':'redis','url':'redis://r.example','stream':'s','credentials':{}"
                        + "|credentials.password",
                "'kind':'redis','url':'redis://r.example','stream':'s','credentials':{"
                        + "'username':'a:b','password':'p'}|credentials.username",
                "'kind':'redis','url':'redis://r.example','stream':'s','credentials':{"
                        + "'password':'p','token':'t'}|credentials.token",
                "'kind':'redis','url':'redis://r.example','stream':'s','readiness_check':true"
                        + "|readiness_check",
                "'kind':'nats','url':'https://r.example'|kind"
            })
    void whatIsWrongIsToldByItsField(String fields, String wrong) {
        assertThat(tenant.api().post(ENDPOINTS, "{" + fields + "}").expect(422).faultyFields())
                .containsExactly(wrong);
    }

    @Test
    void anEndpointStaysWhatItWasMadeAs() {
        Hook hook = orders("");

        assertThat(
                        tenant.api()
                                .patch(hook.path(), "{'kind':'http','url':'https://r.example'}")
                                .expect(422)
                                .faultyFields())
                .containsExactlyInAnyOrder("kind", "url");
        tenant.api().patch(hook.path(), "{'kind':'redis','name':'orders'}").expect(200);
    }

    @Test
    void aQueueOnAPrivateNetworkIsReachedOnlyWhereThatIsAllowed() {
        try (var strict = Ringback.start(Map.of())) {
            for (String url : List.of("rediss://127.0.0.1:6379", "redis://r.example")) {
                assertThat(
                                strict.tenant()
                                        .api()
                                        .post(
                                                ENDPOINTS,
                                                "{'kind':'redis','stream':'s','url':'" + url + "'}")
                                        .expect(422)
                                        .faultyFields())
                        .containsExactly("url");
            }
        }
    }
}

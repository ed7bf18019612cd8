package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.testkit.receiver.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Streams of a real Redis as sources. */
class RedisSourceTest implements QueueSourceContract {

    private static RedisServer redis;
    private static Ringback ringback;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
        redis = RedisServer.start();
        redis.ask("ACL SETUSER ann on >open-sesame ~* +@all", "ACL SETUSER bob on >x ~none +@all");
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (redis != null) {
            ringback.close();
            redis.close();
        }
    }

    @Override
    public Ringback ringback() {
        return ringback;
    }

    @Override
    public String provider() {
        return "redis";
    }

    @Override
    public String queue(String name) {
        return of("ann", "open-sesame", name);
    }

    @Override
    public String forbidden() {
        return of("bob", "x", "orders");
    }

    private static String of(String user, String password, String stream) {
        return "{'url':'redis://127.0.0.1:%d/0','stream':'%s','credentials':{'username':'%s','password':'%s'}}"
                .formatted(redis.port(), stream, user, password);
    }

    @Override
    public void put(String queue, String id, String body) {
        redis.ask(
                "XADD %s * webhook-id %s body \"%s\""
                        .formatted(queue, id, body.replace("\"", "\\\"")));
    }

    @Override
    public long left(String queue) {
        String groups = redis.ask("XINFO GROUPS " + queue);
        String[] lines = groups.split("\n");
        long left = 0;
        for (int i = 0; i + 1 < lines.length; i++) {
            if (lines[i].equals("pending") || lines[i].equals("lag")) {
                left += Long.parseLong(lines[i + 1]);
            }
        }
        return left;
    }

    @Test
    void anEntryWithoutABodyIsAnObjectOfItsFields() {
        Tenant tenant = ringback.tenant();
        Answer source = source(tenant, queue("plain"), "");
        redis.ask("XADD plain 5-1 type order.paid amount 3");

        JsonNode event = events(tenant, source, 1).getFirst();
        assertThat(event.path("type").asString()).isEqualTo("order.paid");
        assertThat(event.path("idempotency_key").asString()).isEqualTo("5-1");
        assertThat(
                        tenant.api()
                                .get("/api/v1/events/" + event.path("id").asString())
                                .json()
                                .path("data")
                                .toString())
                .isEqualTo("{\"type\":\"order.paid\",\"amount\":\"3\"}");
    }
}

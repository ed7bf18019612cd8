package dev.ringback.server.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.KafkaServer;
import dev.ringback.testkit.receiver.RabbitServer;
import dev.ringback.testkit.receiver.RedisServer;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.receiver.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Queues over TLS whose certificates are of an authority that only their owner knows. */
class TlsQueuesTest {

    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final String UNKNOWN =
            "tls_failed: certificate is not trusted: its issuer is not known";

    @TempDir static Path directory;

    private static Ringback trusting;
    private static Ringback others;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(directory.resolve("trusted.pem"), AUTHORITY.pem());
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("trusted-certificates", List.of(file.toString()));
        trusting = Ringback.start(flags);
        others = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() {
        trusting.close();
        others.close();
    }

    private static String delivered(Tenant tenant, String url, String settings) {
        Hook hook = tenant.hook(url, settings);
        String event = tenant.publish("order.paid");
        tenant.delivery(event, hook, "succeeded");
        return event;
    }

    private static void assertIsNotTrusted(String url, String settings) {
        Tenant tenant = others.tenant();
        Hook hook = tenant.hook(url, settings.replaceFirst("}$", ",'retry_schedule':[]}"));
        JsonNode dead = tenant.delivery(tenant.publish("order.paid"), hook, "dead");
        assertThat(Tenant.lastAttempt(dead).path("error").asString()).isEqualTo(UNKNOWN);
    }

    /** Waits until what a source reads has become an event. */
    private static void assertIsRead(Tenant tenant, String settings) {
        tenant.api().post("/api/v1/sources", settings).expect(201);
        Tenant.until(
                "it is read",
                () ->
                        !tenant.api()
                                .get("/api/v1/events?type=read.back")
                                .expect(200)
                                .json()
                                .path("data")
                                .isEmpty());
    }

    @Test
    void redisIsReachedAndRead() {
        assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
        try (var redis = RedisServer.startTls(AUTHORITY.issue("localhost", directory))) {
            String url = "rediss://localhost:" + redis.securePort();
            String settings = "{'kind':'redis','stream':'orders'}";
            Tenant tenant = trusting.tenant();

            String event = delivered(tenant, url, settings);
            assertThat(redis.ask("XRANGE orders - +")).contains(event);
            assertIsNotTrusted(url, settings);

            redis.ask("XADD in * type read.back");
            assertIsRead(
                    tenant,
                    "{'provider':'redis','queue':{'url':'%s','stream':'in'}}".formatted(url));
        }
    }

    @Test
    void rabbitIsReachedAndRead() throws Exception {
        assumeTrue(RabbitServer.isInstalled(), RabbitServer.MISSING);
        try (var rabbit = RabbitQueues.of(RabbitServer.startTls(AUTHORITY), "", ".*", ".*")) {
            rabbit.create("orders");
            String url = "amqps://localhost:" + rabbit.server().securePort();
            String settings =
                    "{'kind':'rabbitmq','queue':'orders','credentials':"
                            + "{'username':'ann','password':'open-sesame'}}";
            Tenant tenant = trusting.tenant();

            String event = delivered(tenant, url, settings);
            assertThat(rabbit.channel().basicGet("orders", true).getProps().getMessageId())
                    .isEqualTo(event);
            assertIsNotTrusted(url, settings);

            rabbit.channel()
                    .basicPublish("", "orders", null, "{\"type\":\"read.back\"}".getBytes(UTF_8));
            assertIsRead(
                    tenant,
                    "{'provider':'rabbitmq','queue':{'url':'%s','queue':'orders','credentials':{'username':'ann','password':'open-sesame'}}}"
                            .formatted(url));
        }
    }

    @Test
    void kafkaIsReachedAndRead() throws Exception {
        try (var kafka = KafkaServer.startTls(AUTHORITY)) {
            String _ = kafka.topic("orders", 1);
            String place =
                    "'servers':['localhost:%d'],'topic':'orders'".formatted(kafka.securePort());
            String made = "{'kind':'kafka'," + place;
            Tenant tenant = trusting.tenant();
            tenant.api().post("/api/v1/endpoints", made + "}").expect(201);
            tenant.publish("order.paid");
            Tenant.until("it is there", () -> !tenant.deliveries("state=succeeded").isEmpty());

            Tenant stranger = others.tenant();
            stranger.api().post("/api/v1/endpoints", made + ",'retry_schedule':[]}").expect(201);
            stranger.publish("order.paid");
            Tenant.until("it is dead", () -> !stranger.deliveries("state=dead").isEmpty());
            assertThat(stranger.deliveries("state=dead").toString()).contains("tls_failed");

            tenant.api()
                    .post("/api/v1/sources", "{'provider':'kafka','queue':{" + place + "}}")
                    .expect(201);
            Tenant.until(
                    "it is read",
                    () ->
                            tenant.api()
                                            .get("/api/v1/events?type=order.paid")
                                            .json()
                                            .path("data")
                                            .size()
                                    > 1);
        }
    }

    @Test
    void soIsAWebServer() {
        try (var receiver = RudeReceiver.startTls(AUTHORITY.identity("localhost"), Behaviour.OK)) {
            String url = receiver.url("localhost", "/hook").toString();
            delivered(trusting.tenant(), url, "{}");
            assertIsNotTrusted(url, "{'name':'x'}");
        }
    }
}

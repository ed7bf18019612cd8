package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Deliveries to topics of a real Kafka are deliveries like others. */
class KafkaBridgeTest implements QueueBridgeContract {

    private static final String ENDPOINTS = "/api/v1/endpoints";

    private static KafkaServer kafka;
    private static Ringback ringback;

    private Tenant tenant;

    @BeforeAll
    static void start() throws Exception {
        kafka = KafkaServer.start();
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() throws Exception {
        ringback.close();
        kafka.close();
    }

    @BeforeEach
    void enter() {
        tenant = ringback.tenant();
    }

    @Override
    public Hook hook(Tenant whose, String topic, String more) {
        Answer made =
                whose.api()
                        .post(
                                ENDPOINTS,
                                "{'kind':'kafka','tls':false,'servers':['127.0.0.1:"
                                        + kafka.askingPort()
                                        + "'],'mechanism':'SCRAM-SHA-256','credentials':"
                                        + "{'username':'ann','password':'open-sesame'},'topic':'"
                                        + topic
                                        + "'"
                                        + more
                                        + "}")
                        .expect(201);
        return new Hook(made.text("id"), made.text("secret"));
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public Ringback ringback() {
        return ringback;
    }

    @Override
    public void create(String queue) {
        String _ = kafka.topic(queue, 1);
    }

    @Override
    public String taken(String queue) {
        return header(kafka.records(queue, 1).getFirst(), "webhook-id");
    }

    @Override
    public int statusOfNone() {
        return 404;
    }

    @Override
    public String wordsOfNone() {
        return "UNKNOWN_TOPIC_OR_PARTITION";
    }

    @Test
    void anEventBecomesARecordWithItsIdAndItsBody() {
        kafka.topic("orders", 3);
        Hook hook = hook(tenant, "orders", ",'headers':{'X-Team':'blue'}");
        String event =
                tenant.publishAll("{'type':'order.paid','subject':'order-1','data':{'n':1}}");
        JsonNode delivery = tenant.delivery(event, hook, "succeeded");

        ConsumerRecord<String, String> record = kafka.records("orders", 1).getFirst();
        assertThat(record.key()).isEqualTo("order-1");
        assertThat(record.value()).contains("\"type\":\"order.paid\"");
        assertThat(header(record, "webhook-id")).isEqualTo(event);
        assertThat(header(record, "x-team")).isEqualTo("blue");
        assertThat(Tenant.lastAttempt(delivery).path("status").asInt()).isEqualTo(200);
        assertThat(delivery.toString()).contains("orders-").doesNotContain("sesame", "Queue-Key");
    }

    @Test
    void theEndpointIsShownWithoutItsCredentials() {
        Hook hook = hook(tenant, "shown", "");
        Answer shown = tenant.api().get(hook.path()).expect(200);

        assertThat(shown.text("kind")).isEqualTo("kafka");
        assertThat(shown.text("topic")).isEqualTo("shown");
        assertThat(shown.json().path("servers").path(0).asString()).contains("127.0.0.1:");
        assertThat(shown.json().path("tls").asBoolean()).isFalse();
        assertThat(shown.json().path("has_credentials").asBoolean()).isTrue();
        assertThat(shown.json().toString()).doesNotContain("sesame");

        Answer moved =
                tenant.api()
                        .patch(
                                hook.path(),
                                "{'servers':['k.example:9093','l.example:9093'],'tls':true}")
                        .expect(200);
        assertThat(moved.text("url")).isEqualTo("kafkas://k.example:9093");
        assertThat(moved.text("topic")).isEqualTo("shown");
        assertThat(moved.text("mechanism")).isEqualTo("SCRAM-SHA-256");
    }

    @Test
    void itsServersMayBeOneTextWithCommas() {
        Answer made =
                tenant.api()
                        .post(
                                ENDPOINTS,
                                "{'kind':'kafka','topic':'t','servers':'k.example:9093,"
                                        + " l.example:9093'}")
                        .expect(201);
        assertThat(made.json().path("servers").toString())
                .isEqualTo("[\"k.example:9093\",\"l.example:9093\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'topic':'t'|servers",
                "'topic':'t','servers':[]|servers",
                "'topic':'t','servers':['k.example']|servers",
                "'topic':'t','servers':'k.example:9093,'|servers",
                "'topic':'t','servers':''|servers",
                "'topic':'t','servers':['k.example:6379']|servers",
                "'topic':'t','servers':['k.example:9093','a b:1']|servers",
                "'servers':['k.example:9093']|topic",
                "'topic':'a b','servers':['k.example:9093']|topic",
                "'topic':'t','servers':['k.example:9093'],'mechanism':'MD5'|mechanism",
                "'topic':'t','servers':['k.example:9093'],'url':'https://k.example'|url",
                "'topic':'t','servers':['k.example:9093'],'credentials':{'password':'p'}"
                        + "|credentials.username",
            })
    void whatIsWrongIsToldByItsField(String fields, String wrong) {
        assertThat(
                        tenant.api()
                                .post(ENDPOINTS, "{'kind':'kafka'," + fields + "}")
                                .expect(422)
                                .faultyFields())
                .containsExactly(wrong);
    }

    @Test
    void withoutTlsNobodyIsReachedOutsideOfDevelopment() throws Exception {
        try (var guarded = Ringback.start(Map.of())) {
            Tenant other = guarded.tenant();
            String fields = "{'kind':'kafka','topic':'t','tls':false,'servers':['k.example:9092']}";
            assertThat(other.api().post(ENDPOINTS, fields).expect(422).faultyFields())
                    .containsExactly("tls");
            String inside = "{'kind':'kafka','topic':'t','servers':['10.0.0.1:9093']}";
            assertThat(other.api().post(ENDPOINTS, inside).expect(422).faultyFields())
                    .containsExactly("servers");
        }
    }
}

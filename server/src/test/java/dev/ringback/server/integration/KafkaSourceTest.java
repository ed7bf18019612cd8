package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Topics of a real Kafka as sources. */
class KafkaSourceTest implements QueueSourceContract {

    private static KafkaServer kafka;
    private static Ringback ringback;

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

    @Override
    public Ringback ringback() {
        return ringback;
    }

    @Override
    public String provider() {
        return "kafka";
    }

    @Override
    public String queue(String name) {
        kafka.topic(name, 3);
        return of(name, kafka.askingPort());
    }

    @Override
    public String forbidden() {
        return of("no-such-topic", kafka.askingPort());
    }

    private static String of(String topic, int port) {
        return "{'servers':['127.0.0.1:%d'],'tls':false,'topic':'%s','group':'g-%s','mechanism':'SCRAM-SHA-512','credentials':{'username':'ann','password':'open-sesame'}}"
                .formatted(port, topic, topic);
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(kafka.producer());
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static ProducerRecord<String, String> record(String topic, String id, String body) {
        return record(topic, "k-" + id, id, body);
    }

    private static ProducerRecord<String, String> record(
            String topic, String key, String id, String body) {
        return identified(new ProducerRecord<>(topic, key, body), id);
    }

    private static ProducerRecord<String, String> identified(
            ProducerRecord<String, String> record, String id) {
        record.headers().add("webhook-id", id.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    @Override
    public void put(String queue, String id, String body) {
        try (var producer = producer(Map.of())) {
            var _ = producer.send(identified(new ProducerRecord<>(queue, body), id));
        }
    }

    @Override
    public long left(String queue) {
        try (Admin admin = Admin.create(kafka.client())) {
            Map<TopicPartition, OffsetSpec> latest =
                    Stream.of(0, 1, 2)
                            .map(each -> new TopicPartition(queue, each))
                            .collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest()));
            var ends = admin.listOffsets(latest).all().toCompletionStage().toCompletableFuture();
            var done =
                    admin.listConsumerGroupOffsets("g-" + queue)
                            .partitionsToOffsetAndMetadata()
                            .toCompletionStage()
                            .toCompletableFuture();
            long all = ends.join().values().stream().mapToLong(each -> each.offset()).sum();
            return all - done.join().values().stream().mapToLong(each -> each.offset()).sum();
        }
    }

    private Answer read(Tenant tenant, String topic) {
        return source(tenant, queue(topic), ",'type':'record'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void recordsMayBeCompressed(String how) {
        Tenant tenant = ringback.tenant();
        Answer source = read(tenant, "packed-" + how);
        try (var producer = producer(Map.of("compression.type", how, "linger.ms", 50))) {
            for (int i = 0; i < 20; i++) {
                var _ = producer.send(record("packed-" + how, "m" + i, "{\"n\":" + i + "}"));
            }
        }

        assertThat(events(tenant, source, 20)).hasSize(20);
    }

    @Test
    void whatATransactionTookBackIsNotTaken() {
        Tenant tenant = ringback.tenant();
        Answer source = read(tenant, "transactions");
        try (var producer = producer(Map.of("transactional.id", "t-1"))) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(record("transactions", "back", "{}"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            var _ = producer.send(record("transactions", "kept", "{}"));
            producer.commitTransaction();
        }

        List<JsonNode> events = events(tenant, source, 1);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().path("idempotency_key").asString()).isEqualTo("kept");
        assertThat(events.getFirst().path("subject").asString()).isEqualTo("k-kept");
    }

    @Test
    void whoeverNamesNoIdIsKnownByWhereItStands() {
        Tenant tenant = ringback.tenant();
        Answer source = read(tenant, "bare");
        try (var producer = producer(Map.of())) {
            var _ = producer.send(new ProducerRecord<>("bare", 0, null, "plain text"));
        }

        JsonNode event = events(tenant, source, 1).getFirst();
        assertThat(event.path("idempotency_key").asString()).isEqualTo("bare/0/0");
        assertThat(event.path("type").asString()).isEqualTo("record");
    }

    @Test
    void aKafkaThatComesBackIsReadAgain() throws Exception {
        try (var other = KafkaServer.start()) {
            other.topic("back", 1);
            Tenant tenant = ringback.tenant();
            Answer source = source(tenant, of("back", other.askingPort()), "");
            untilState(tenant, source, "reading");
            other.stop();
            untilState(tenant, source, "away");
            assertThat(shown(tenant, source).path("queue").path("problem").asString())
                    .containsAnyOf("connect_failed", "disconnected");
            other.startAgain();
            untilState(tenant, source, "reading");
        }
    }
}

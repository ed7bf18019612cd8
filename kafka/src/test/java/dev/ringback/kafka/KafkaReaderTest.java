package dev.ringback.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.queue.QueueAsk;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.receiver.KafkaServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records of topics of a real Kafka. */
class KafkaReaderTest {

    private KafkaServer kafka;
    private HttpWire http;

    @BeforeEach
    void start() throws Exception {
        kafka = KafkaServer.start();
        http =
                new HttpWire(
                        AddressGuard.allowingPrivate(),
                        _ -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                        SSLContext.getDefault(),
                        WireOptions.DEFAULT,
                        ManualTime.atNoon());
    }

    @AfterEach
    void stop() {
        http.close();
        kafka.close();
    }

    /** A reader, once Kafka knows who keeps its group. */
    private KafkaReader reader(String topic) {
        var reader = new AtomicReference<KafkaReader>();
        Eventually.until("it knows its groups", () -> succeeds(() -> reader.set(open(topic))));
        return reader.get();
    }

    private KafkaReader open(String topic) throws IOException, RefusedException {
        return KafkaReader.open(
                new QueueAsk(
                        http,
                        ProjectId.DEFAULT,
                        KafkaProtocol.url(
                                false, List.of("boot.test:" + kafka.port()), "PLAIN", topic),
                        Optional.empty(),
                        "group",
                        "reader",
                        new Hangup()));
    }

    private void put(String topic, int partition, int count, int size) {
        Map<String, Object> settings = new HashMap<>(kafka.producer());
        settings.put("linger.ms", 50);
        if (size > 1 << 20) {
            settings.put("compression.type", "gzip");
            settings.put("max.request.size", 100 << 20);
            settings.put("buffer.memory", 100L << 20);
        }
        try (var producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, partition, null, new byte[size]));
            }
        }
    }

    private static List<String> receipts(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::receipt).toList();
    }

    private static List<String> receipts(int partition, int from, int to) {
        return IntStream.range(from, to).mapToObj(each -> partition + ":" + each).toList();
    }

    @Test
    void whatCameTogetherIsNotAskedForAgain() throws Exception {
        kafka.topic("many", 1);
        put("many", 0, 250, 10);
        try (var reader = reader("many")) {
            assertThat(receipts(reader.next())).isEqualTo(receipts(0, 0, 100));
            kafka.stop();
            assertThat(receipts(reader.next())).isEqualTo(receipts(0, 100, 200));
            assertThat(receipts(reader.next())).isEqualTo(receipts(0, 200, 250));
            assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
        }
    }

    @Test
    void onePartitionThatHasMuchHoldsUpNoOther() throws Exception {
        kafka.topic("busy", 2);
        put("busy", 0, 6, 700_000);
        put("busy", 1, 6, 700_000);
        try (var reader = reader("busy")) {
            List<String> came = new ArrayList<>();
            while (came.size() < 12) {
                came.addAll(receipts(reader.next()));
            }
            // Whichever of them Kafka names first.
            assertThat(came.indexOf("1:0")).isLessThan(came.indexOf("0:3"));
            assertThat(came.indexOf("0:0")).isLessThan(came.indexOf("1:3"));
            assertThat(came).containsSubsequence(receipts(0, 0, 6));
            assertThat(came).containsSubsequence(receipts(1, 0, 6));
            assertThat(came).hasSize(12);
        }
    }

    @Test
    void whoeverKeepsTheGroupIsFoundAgainWhenTheConnectionBroke() throws Exception {
        kafka.topic("kept", 1);
        put("kept", 0, 3, 10);
        try (var reader = reader("kept")) {
            List<QueueMessage> messages = reader.next();
            kafka.stop();
            kafka.startAgain();
            Eventually.until("it knows its groups", () -> succeeds(() -> reader.done(messages)));
        }
        put("kept", 0, 1, 10);
        try (var again = reader("kept")) {
            assertThat(receipts(again.next())).containsExactly("0:3");
        }
    }

    /** Something that Kafka may refuse. */
    private interface Asking {
        void ask() throws IOException, RefusedException;
    }

    /** Whether it does; not when Kafka is not ready yet. */
    private static boolean succeeds(Asking asking) {
        try {
            asking.ask();
            return true;
        } catch (RefusedException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packs them; what is in there are records, or words about a transaction. */
    private static MemoryRecords packed(boolean words, Consumer<MemoryRecordsBuilder> content) {
        try (var builder =
                new MemoryRecordsBuilder(
                        ByteBuffer.allocate(1 << 20),
                        RecordBatch.CURRENT_MAGIC_VALUE,
                        Compression.gzip().build(),
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        1,
                        (short) 1,
                        0,
                        true,
                        words,
                        0,
                        100 << 20)) {
            content.accept(builder);
            return builder.build();
        }
    }

    private static void assertIsNotUnpacked(MemoryRecords records) {
        var fetch = new KafkaFetch("bomb", (_, _) -> true);

        assertThatThrownBy(() ->
                        fetch.hear(
                                new PartitionData().setPartitionIndex(0).setRecords(records),
                                new HashMap<>()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void whatUnpacksToMoreThanIsHeldIsNotUnpacked() {
        byte[] much = new byte[65 << 20];
        assertIsNotUnpacked(
                packed(false, records -> records.append(new SimpleRecord(0, null, much))));
        assertIsNotUnpacked(
                packed(
                        true,
                        words ->
                                words.appendControlRecord(
                                        0, ControlRecordType.ABORT, ByteBuffer.wrap(much))));
    }

    @Test
    void whatCameBeforeOneThatCannotBeReadIsTakenFirst() throws Exception {
        kafka.topic("mixed", 1);
        put("mixed", 0, 2, 10);
        put("mixed", 0, 1, 65 << 20);
        try (var reader = reader("mixed")) {
            assertThat(receipts(reader.next())).isEqualTo(receipts(0, 0, 2));
            assertThatThrownBy(reader::next)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be read");
        }
    }
}

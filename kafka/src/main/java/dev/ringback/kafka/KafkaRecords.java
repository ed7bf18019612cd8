package dev.ringback.kafka;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.queue.QueueProtocol;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.utils.Utils;

/**
 * Words requests as records. A record has a header for each header of the request, its name in
 * small letters; its key is what the event is about.
 */
final class KafkaRecords {

    /** The last version in which topics have names. */
    private static final int LATEST = 12;

    /** All replicas that are in step. */
    private static final short ALL = -1;

    private static final String ID = "webhook-id";
    private static final String TIMESTAMP = "webhook-timestamp";

    private KafkaRecords() {}

    /** Where a request goes: what has one key keeps its order, and an event its partition. */
    static int partition(Request request, int partitions) {
        String by = QueueProtocol.key(request).orElse(first(request, ID));
        return Utils.toPositive(Utils.murmur2(utf8(by))) % partitions;
    }

    /** Writes a request to a partition; empty when the broker does not lead it. */
    static Optional<Payload> written(KafkaTalk talk, String topic, int partition, Request request)
            throws IOException, RefusedException {
        var data =
                new ProduceRequestData.PartitionProduceData()
                        .setIndex(partition)
                        .setRecords(MemoryRecords.withRecords(Compression.NONE, record(request)));
        var topics = new ProduceRequestData.TopicProduceDataCollection();
        topics.add(
                new ProduceRequestData.TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(data)));
        ProduceResponse answer =
                talk.ask(
                        ProduceRequest.builder(
                                new ProduceRequestData()
                                        .setAcks(ALL)
                                        .setTimeoutMs(millis(request))
                                        .setTopicData(topics)),
                        LATEST,
                        ProduceResponse.class);
        for (var each : answer.data().responses()) {
            for (var own : each.partitionResponses()) {
                if (KafkaRefusals.isElsewhere(own.errorCode())) {
                    return Optional.empty();
                }
                KafkaRefusals.check(own.errorCode(), own.errorMessage());
                return Optional.of(
                        Payload.of("%s-%d@%d".formatted(topic, partition, own.baseOffset())));
            }
        }
        throw new IOException("the answer says nothing of the record");
    }

    private static int millis(Request request) {
        return (int) Math.min(Integer.MAX_VALUE, request.deadline().toMillis());
    }

    private static SimpleRecord record(Request request) {
        return new SimpleRecord(
                timestamp(first(request, TIMESTAMP)),
                QueueProtocol.key(request).map(KafkaRecords::utf8).orElse(null),
                request.body().bytes(),
                QueueProtocol.visible(request).stream()
                        .map(each ->
                                new RecordHeader(
                                        each.name().toLowerCase(Locale.ROOT), utf8(each.value())))
                        .toArray(RecordHeader[]::new));
    }

    private static long timestamp(String seconds) {
        return seconds.isEmpty() ? RecordBatch.NO_TIMESTAMP : Long.parseLong(seconds) * 1_000;
    }

    private static String first(Request request, String name) {
        return Header.first(request.headers(), name).orElse("");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

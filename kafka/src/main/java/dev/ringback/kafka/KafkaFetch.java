package dev.ringback.kafka;

import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;

/**
 * One question to a leader for records, and what it says: only those of transactions that were
 * committed.
 *
 * @param topic its name
 * @param came hears of each record that is wanted, and says whether it wants more
 */
record KafkaFetch(String topic, Hearing came) {

    /** The last version in which topics have names. */
    private static final int LATEST = 12;

    /** Bytes that are asked for; a batch that is larger comes whole. */
    private static final int BYTES = 1 << 20;

    /** Bytes of an answer at most. */
    private static final int LARGEST = 64 << 20;

    private static final Duration WAIT = Duration.ofMillis(500);

    /** Hears of records. */
    interface Hearing {
        boolean record(int partition, Record record);
    }

    /**
     * What a leader says.
     *
     * @param parts what there is, by partition
     * @param gone the partitions whose position is of records that are not there any more
     */
    record Answer(List<PartitionData> parts, Set<Integer> gone) {}

    /** Asks, from where each partition was left; those that come first are answered first. */
    Answer ask(KafkaTalk leader, List<Integer> partitions, Map<Integer, Long> positions)
            throws IOException, RefusedException {
        Map<TopicPartition, FetchRequest.PartitionData> wanted = new LinkedHashMap<>();
        for (int each : partitions) {
            wanted.put(
                    new TopicPartition(topic, each),
                    new FetchRequest.PartitionData(
                            Uuid.ZERO_UUID,
                            positions.getOrDefault(each, 0L),
                            FetchRequest.INVALID_LOG_START_OFFSET,
                            BYTES,
                            Optional.empty()));
        }
        FetchResponse answer =
                leader.ask(
                        FetchRequest.Builder.forConsumer(
                                        (short) LATEST, (int) WAIT.toMillis(), 1, wanted)
                                .isolationLevel(IsolationLevel.READ_COMMITTED)
                                .setMaxBytes(BYTES),
                        LATEST,
                        FetchResponse.class,
                        LARGEST);
        KafkaRefusals.check(answer.error().code(), null);
        List<PartitionData> parts = new ArrayList<>();
        Set<Integer> gone = new HashSet<>();
        for (var each : answer.data().responses()) {
            for (PartitionData own : each.partitions()) {
                if (Errors.forCode(own.errorCode()) == Errors.OFFSET_OUT_OF_RANGE) {
                    gone.add(own.partitionIndex());
                } else {
                    KafkaRefusals.check(own.errorCode(), null);
                    parts.add(own);
                }
            }
        }
        return new Answer(parts, gone);
    }

    /**
     * Hears what there is of a partition, from where it was left.
     *
     * @param positions moved on past all that was heard or is to be left out
     * @return whether that was all
     */
    boolean hear(PartitionData own, Map<Integer, Long> positions) throws IOException {
        int partition = own.partitionIndex();
        Deque<AbortedTransaction> aborted = aborted(own);
        Set<Long> off = new HashSet<>();
        try {
            for (RecordBatch batch : FetchResponse.recordsOrFail(own).batches()) {
                while (!aborted.isEmpty()
                        && aborted.getFirst().firstOffset() <= batch.lastOffset()) {
                    off.add(aborted.pop().producerId());
                }
                if (batch.isControlBatch()) {
                    if (isAbort(batch)) {
                        off.remove(batch.producerId());
                    }
                } else if (!batch.isTransactional() || !off.contains(batch.producerId())) {
                    if (!hear(batch, partition, positions)) {
                        return false;
                    }
                }
                positions.merge(partition, batch.nextOffset(), Math::max);
            }
            return true;
        } catch (KafkaException | IllegalStateException | IllegalArgumentException e) {
            throw new IOException("records that cannot be read: " + e.getMessage(), e);
        }
    }

    /** One after the other: a batch that is packed may be anything when it is not any more. */
    private static CloseableIterator<Record> records(RecordBatch batch) {
        return batch.streamingIterator(BufferSupplier.NO_CACHING, LARGEST);
    }

    private boolean hear(RecordBatch batch, int partition, Map<Integer, Long> positions)
            throws IOException {
        if (batch.magic() < RecordBatch.MAGIC_VALUE_V2 && batch.isCompressed()) {
            throw new IOException("packed records as Kafka wrote them before 0.11");
        }
        if (batch.nextOffset() <= positions.getOrDefault(partition, 0L)) {
            return true;
        }
        try (var records = records(batch)) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.offset() >= positions.getOrDefault(partition, 0L)) {
                    positions.put(partition, record.offset() + 1);
                    if (!came.record(partition, record)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private static Deque<AbortedTransaction> aborted(PartitionData own) {
        List<AbortedTransaction> all =
                Optional.ofNullable(own.abortedTransactions()).orElse(List.of());
        return new ArrayDeque<>(
                all.stream()
                        .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                        .toList());
    }

    private static boolean isAbort(RecordBatch batch) {
        try (var records = records(batch)) {
            return records.hasNext()
                    && ControlRecordType.parse(records.next().key()) == ControlRecordType.ABORT;
        }
    }
}

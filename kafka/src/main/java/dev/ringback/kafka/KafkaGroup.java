package dev.ringback.kafka;

import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.OffsetFetchResponse;

/**
 * A group in whose name a topic is read: how far that is stands with its coordinator.
 *
 * @param name of the group
 * @param topic that it reads
 */
record KafkaGroup(String name, String topic) {

    private static final int AS_IT_COMES = Short.MAX_VALUE;

    /** The last versions in which topics have names. */
    private static final int LATEST = 9;

    private static final byte OF_GROUPS = 0;
    private static final int NOT_A_MEMBER = -1;

    /** Who keeps the group. */
    KafkaPlace coordinator(KafkaTalk talk) throws IOException, RefusedException {
        FindCoordinatorResponse answer =
                talk.ask(
                        new FindCoordinatorRequest.Builder(
                                new FindCoordinatorRequestData()
                                        .setKeyType(OF_GROUPS)
                                        .setCoordinatorKeys(List.of(name))),
                        AS_IT_COMES,
                        FindCoordinatorResponse.class);
        for (var each : answer.coordinators()) {
            KafkaRefusals.check(each.errorCode(), each.errorMessage());
            return talk.place().beside(each.host(), each.port());
        }
        throw new IOException("the answer names no coordinator");
    }

    /** Where to go on in each partition; those where nothing was read yet are left out. */
    Map<Integer, Long> offsets(KafkaTalk coordinator, List<Integer> partitions)
            throws IOException, RefusedException {
        var topics = new OffsetFetchRequestTopics().setName(topic).setPartitionIndexes(partitions);
        var own = new OffsetFetchRequestGroup().setGroupId(name).setTopics(List.of(topics));
        var asked = new OffsetFetchRequestData().setRequireStable(true).setGroups(List.of(own));
        OffsetFetchResponse answer =
                coordinator.ask(
                        OffsetFetchRequest.Builder.forTopicNames(asked, false),
                        LATEST,
                        OffsetFetchResponse.class);
        var group = answer.group(name);
        KafkaRefusals.check(group.errorCode(), null);
        Map<Integer, Long> offsets = new TreeMap<>();
        for (var each : group.topics()) {
            for (var partition : each.partitions()) {
                KafkaRefusals.check(partition.errorCode(), null);
                if (partition.committedOffset() >= 0) {
                    offsets.put(partition.partitionIndex(), partition.committedOffset());
                }
            }
        }
        return offsets;
    }

    /** The first record that a partition still has. */
    long first(KafkaTalk leader, int partition) throws IOException, RefusedException {
        var asked =
                new ListOffsetsPartition()
                        .setPartitionIndex(partition)
                        .setTimestamp(ListOffsetsRequest.EARLIEST_TIMESTAMP);
        var topics = new ListOffsetsTopic().setName(topic).setPartitions(List.of(asked));
        ListOffsetsResponse answer =
                leader.ask(
                        ListOffsetsRequest.Builder.forConsumer(true, IsolationLevel.READ_COMMITTED)
                                .setTargetTimes(List.of(topics)),
                        AS_IT_COMES,
                        ListOffsetsResponse.class);
        for (var each : answer.topics()) {
            for (var own : each.partitions()) {
                KafkaRefusals.check(own.errorCode(), null);
                return own.offset();
            }
        }
        throw new IOException("the answer says nothing of the partition");
    }

    /** Says where to go on. */
    void commit(KafkaTalk coordinator, Map<Integer, Long> offsets)
            throws IOException, RefusedException {
        var topics =
                new OffsetCommitRequestTopic()
                        .setName(topic)
                        .setPartitions(
                                offsets.entrySet().stream().map(KafkaGroup::committed).toList());
        var data =
                new OffsetCommitRequestData()
                        .setGroupId(name)
                        .setGenerationIdOrMemberEpoch(NOT_A_MEMBER)
                        .setTopics(List.of(topics));
        OffsetCommitResponse answer =
                coordinator.ask(
                        OffsetCommitRequest.Builder.forTopicNames(data),
                        LATEST,
                        OffsetCommitResponse.class);
        for (var each : answer.data().topics()) {
            for (var own : each.partitions()) {
                KafkaRefusals.check(own.errorCode(), null);
            }
        }
    }

    private static OffsetCommitRequestPartition committed(Map.Entry<Integer, Long> next) {
        return new OffsetCommitRequestPartition()
                .setPartitionIndex(next.getKey())
                .setCommittedOffset(next.getValue())
                .setCommittedMetadata("");
    }
}

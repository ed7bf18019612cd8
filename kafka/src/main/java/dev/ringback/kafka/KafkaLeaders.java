package dev.ringback.kafka;

import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;

/**
 * Who leads the partitions of a topic.
 *
 * @param byPartition nobody, where somebody is being chosen
 */
record KafkaLeaders(Map<Integer, Optional<KafkaPlace>> byPartition) {

    private static final int LATEST = Short.MAX_VALUE;

    KafkaLeaders {
        byPartition = Map.copyOf(byPartition);
    }

    /** What a broker knows of a topic, which is not made by being asked for. */
    static KafkaLeaders learned(KafkaTalk talk, String topic) throws IOException, RefusedException {
        MetadataResponse answer =
                talk.ask(
                        new MetadataRequest.Builder(List.of(topic), false),
                        LATEST,
                        MetadataResponse.class);
        Map<Integer, Optional<KafkaPlace>> leaders = new TreeMap<>();
        for (MetadataResponseTopic each : answer.data().topics()) {
            KafkaRefusals.check(each.errorCode(), null);
            for (var partition : each.partitions()) {
                var leader = answer.data().brokers().find(partition.leaderId());
                leaders.put(
                        partition.partitionIndex(),
                        leader == null
                                ? Optional.empty()
                                : Optional.of(talk.place().beside(leader.host(), leader.port())));
            }
        }
        if (leaders.isEmpty()) {
            KafkaRefusals.check(Errors.UNKNOWN_TOPIC_OR_PARTITION.code(), null);
        }
        return new KafkaLeaders(leaders);
    }

    int partitions() {
        return byPartition.size();
    }

    /** Who leads a partition. */
    KafkaPlace of(int partition) throws RefusedException {
        return byPartition
                .getOrDefault(partition, Optional.empty())
                .orElseThrow(() ->
                        new RefusedException(
                                503, "LEADER_NOT_AVAILABLE: one is being chosen", false));
    }

    boolean has(KafkaPlace place) {
        return byPartition.containsValue(Optional.of(place));
    }
}

package dev.ringback.kafka;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.CheckedSocket;
import dev.ringback.net.wire.queue.QueueProtocol;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes requests to topics of Kafka, and waits until all replicas that are in step have them. A
 * broker that is named by another is dialled as any that a person names.
 */
public final class KafkaProtocol implements QueueProtocol<KafkaPlace, KafkaTalk> {

    /** The scheme of a URL. */
    public static final String PLAIN = "kafka";

    /** The scheme of a URL over TLS. */
    public static final String SECURE = "kafkas";

    /** Past it all are forgotten: cheaper than to remember which topics are still in use. */
    private static final int MOST = 1_000;

    private final Map<KafkaTopic, KafkaLeaders> leaders = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * The URL of a topic.
     *
     * @param secure over TLS
     * @param servers host and port of those that may be asked first
     */
    public static URI url(boolean secure, List<String> servers, String mechanism, String topic) {
        return KafkaTopic.url(secure, servers, mechanism, topic);
    }

    /** The leader if it is known, and then whoever may know it, each time another first. */
    @Override
    public List<KafkaPlace> places(Request request) {
        KafkaTopic topic = KafkaTopic.of(request);
        List<KafkaPlace> places = new ArrayList<>(topic.servers());
        Collections.rotate(places, turn.getAndIncrement());
        KafkaLeaders known = leaders.get(topic);
        if (known != null) {
            int partition = KafkaRecords.partition(request, known.partitions());
            known.byPartition()
                    .getOrDefault(partition, Optional.empty())
                    .ifPresent(places::addFirst);
        }
        return places;
    }

    @Override
    public URI dialled(KafkaPlace place) {
        return place.dialled();
    }

    @Override
    public KafkaTalk introduce(CheckedSocket socket, KafkaPlace place)
            throws IOException, RefusedException {
        return KafkaTalk.begin(socket, place);
    }

    @Override
    public Put<KafkaPlace> put(KafkaTalk talk, Request request)
            throws IOException, RefusedException {
        KafkaTopic topic = KafkaTopic.of(request);
        KafkaLeaders known = leaders.get(topic);
        if (known == null) {
            known = learned(talk, topic);
        }
        int partition = KafkaRecords.partition(request, known.partitions());
        KafkaPlace leader = known.of(partition);
        if (!leader.equals(talk.place())) {
            return new Put.Elsewhere<>(leader);
        }
        Optional<Payload> receipt = KafkaRecords.written(talk, topic.name(), partition, request);
        if (receipt.isPresent()) {
            return new Put.Taken<>(receipt.get());
        }
        // Whoever does not lead any more knows who does, or will soon.
        leaders.remove(topic);
        return new Put.Elsewhere<>(learned(talk, topic).of(partition));
    }

    private KafkaLeaders learned(KafkaTalk talk, KafkaTopic topic)
            throws IOException, RefusedException {
        KafkaLeaders known = KafkaLeaders.learned(talk, topic.name());
        if (leaders.size() >= MOST) {
            leaders.clear();
        }
        leaders.put(topic, known);
        return known;
    }

    @Override
    public void missed(KafkaPlace place) {
        leaders.values().removeIf(each -> each.has(place));
    }
}

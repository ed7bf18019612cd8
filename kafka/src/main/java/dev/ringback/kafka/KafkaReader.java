package dev.ringback.kafka;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.wire.queue.QueueAsk;
import dev.ringback.net.wire.queue.QueueLine;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.net.wire.queue.QueueReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.Record;
import org.jspecify.annotations.Nullable;

/**
 * Reads all partitions of a topic in the name of a group, which has no members: where it goes on
 * stands with the group's coordinator. It begins with the first records that are still there.
 */
public final class KafkaReader implements QueueReader {

    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** Messages and bytes that are held at a time; one that is larger is held alone. */
    private static final int MOST = 100;

    private static final long BYTES = 1 << 20;

    /** After so many questions it is looked whether there are more partitions. */
    private static final int LOOK_AGAIN = 500;

    private final QueueAsk ask;
    private final KafkaTopic topic;
    private final KafkaGroup group;
    private final Map<KafkaPlace, QueueLine<KafkaTalk>> lines = new HashMap<>();
    private final Map<Integer, Long> positions = new TreeMap<>();
    private final Deque<Map.Entry<KafkaPlace, List<Integer>>> turns = new ArrayDeque<>();
    private final Deque<PartitionData> unheard = new ArrayDeque<>();
    private KafkaLeaders leaders = new KafkaLeaders(Map.of());
    private Optional<KafkaPlace> keeper = Optional.empty();
    private int asked;

    private KafkaReader(QueueAsk ask) {
        this.ask = ask;
        this.topic = KafkaTopic.of(ask.url(), ask.login());
        this.group = new KafkaGroup(ask.group(), topic.name());
    }

    /** Connects to one of the servers, and finds out where to go on. */
    public static KafkaReader open(QueueAsk ask) throws IOException, RefusedException {
        var reader = new KafkaReader(ask);
        try {
            reader.begin();
            return reader;
        } catch (IOException | RefusedException e) {
            reader.close();
            throw e;
        }
    }

    private void begin() throws IOException, RefusedException {
        QueueLine<KafkaTalk> first = anyServer();
        leaders = first.ask(ANSWER, talk -> KafkaLeaders.learned(talk, topic.name()));
        List<Integer> all = List.copyOf(leaders.byPartition().keySet());
        positions.putAll(coordinator().ask(ANSWER, talk -> group.offsets(talk, all)));
        Map<KafkaPlace, List<Integer>> byLeader = new HashMap<>();
        for (int each : all) {
            KafkaPlace leader = leaders.of(each);
            byLeader.computeIfAbsent(leader, _ -> new ArrayList<>()).add(each);
            if (!positions.containsKey(each)) {
                positions.put(each, line(leader).ask(ANSWER, talk -> group.first(talk, each)));
            }
        }
        turns.addAll(byLeader.entrySet());
    }

    private QueueLine<KafkaTalk> anyServer() throws IOException, RefusedException {
        IOException problem = new IOException("there is no server");
        for (KafkaPlace server : topic.servers()) {
            try {
                return line(server);
            } catch (IOException e) {
                problem = e;
            }
        }
        throw problem;
    }

    private QueueLine<KafkaTalk> line(KafkaPlace place) throws IOException, RefusedException {
        QueueLine<KafkaTalk> known = lines.get(place);
        if (known != null) {
            return known;
        }
        QueueLine<KafkaTalk> line =
                QueueLine.open(ask, place.dialled(), socket -> KafkaTalk.begin(socket, place));
        lines.put(place, line);
        return line;
    }

    private QueueLine<KafkaTalk> coordinator() throws IOException, RefusedException {
        if (keeper.isEmpty()) {
            keeper = Optional.of(anyServer().ask(ANSWER, group::coordinator));
        }
        return line(keeper.get());
    }

    @Override
    public List<QueueMessage> next() throws IOException, RefusedException {
        List<QueueMessage> messages = new ArrayList<>();
        long[] bytes = {0};
        var fetch =
                new KafkaFetch(
                        topic.name(),
                        (partition, record) -> {
                            messages.add(message(partition, record));
                            bytes[0] += record.sizeInBytes();
                            return messages.size() < MOST && bytes[0] < BYTES;
                        });
        if (unheard.isEmpty()) {
            ask(fetch);
        }
        try {
            while (!unheard.isEmpty() && fetch.hear(unheard.getFirst(), positions)) {
                PartitionData _ = unheard.removeFirst();
            }
        } catch (IOException e) {
            // What came before it is taken first; then it is come upon again.
            if (messages.isEmpty()) {
                throw e;
            }
        }
        return messages;
    }

    private void ask(KafkaFetch fetch) throws IOException, RefusedException {
        checkPartitions();
        Map.Entry<KafkaPlace, List<Integer>> turn = turns.pop();
        turns.add(turn);
        QueueLine<KafkaTalk> leader = line(turn.getKey());
        KafkaFetch.Answer answer =
                leader.ask(ANSWER, talk -> fetch.ask(talk, turn.getValue(), positions));
        // One that has much fills the answer, so that each is the first in turn.
        Collections.rotate(turn.getValue(), -1);
        unheard.addAll(answer.parts());
        for (int each : answer.gone()) {
            // Kafka has thrown away what was not read yet: what is left is read.
            positions.put(each, leader.ask(ANSWER, talk -> group.first(talk, each)));
        }
    }

    private void checkPartitions() throws IOException, RefusedException {
        if (++asked % LOOK_AGAIN == 0) {
            KafkaLeaders now =
                    anyServer().ask(ANSWER, talk -> KafkaLeaders.learned(talk, topic.name()));
            if (now.partitions() != leaders.partitions()) {
                throw new IOException("the topic has other partitions now");
            }
        }
    }

    @Override
    public void done(List<QueueMessage> messages) throws IOException, RefusedException {
        Map<Integer, Long> next =
                messages.stream()
                        .map(each -> each.receipt().split(":", 2))
                        .collect(
                                Collectors.toMap(
                                        parts -> Integer.parseInt(parts[0]),
                                        parts -> Long.parseLong(parts[1]) + 1,
                                        Math::max));
        try {
            commit(next);
        } catch (IOException | RefusedException e) {
            // It closes what is seldom used, and may keep the group no more: it is looked for anew.
            close();
            lines.clear();
            keeper = Optional.empty();
            commit(next);
        }
    }

    private void commit(Map<Integer, Long> next) throws IOException, RefusedException {
        boolean _ =
                coordinator()
                        .ask(
                                ANSWER,
                                talk -> {
                                    group.commit(talk, next);
                                    return true;
                                });
    }

    private QueueMessage message(int partition, Record record) {
        String position = "%s/%d/%d".formatted(topic.name(), partition, record.offset());
        var headers =
                new QueueMessage.Headers()
                        .known(QueueMessage.ID, Optional.of(position))
                        .known(QueueMessage.KEY, Optional.of(text(bytes(record.key()))));
        for (Header each : record.headers()) {
            byte[] value = each.value();
            headers.add(each.key(), value == null ? new byte[0] : value);
        }
        return new QueueMessage(
                position,
                headers.all(),
                Payload.of(bytes(record.value())),
                partition + ":" + record.offset());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A value that is not there says that its key is no more. */
    private static byte[] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return new byte[0];
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        lines.values().forEach(QueueLine::close);
    }
}

package dev.ringback.redis;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.wire.queue.Portion;
import dev.ringback.net.wire.queue.QueueAsk;
import dev.ringback.net.wire.queue.QueueLine;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.net.wire.queue.QueueReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Reads a stream of Redis as a member of a group: first what it was given before and did not
 * acknowledge, then what is new.
 */
public final class RedisReader implements QueueReader {

    private static final int MOST = 100;
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String BODY = "body";
    private static final String NEW = ">";

    private final QueueLine<Jedis> line;
    private final QueueAsk ask;
    private final String stream;
    private final Portion portion = new Portion(MOST);
    private String after = "0";

    private RedisReader(QueueLine<Jedis> line, QueueAsk ask) {
        this.line = line;
        this.ask = ask;
        this.stream = RedisPlace.stream(ask.url());
    }

    /** Connects, and makes the group when there is none; it begins with the first entry. */
    public static RedisReader open(QueueAsk ask) throws IOException, RefusedException {
        RedisPlace place = RedisPlace.of(ask.url(), ask.login());
        QueueLine<Jedis> line =
                QueueLine.open(
                        ask,
                        place.dialled(),
                        socket -> new RedisProtocol().introduce(socket, place));
        var reader = new RedisReader(line, ask);
        try {
            reader.join();
            return reader;
        } catch (IOException | RefusedException e) {
            line.close();
            throw e;
        }
    }

    private void join() throws IOException, RefusedException {
        Object _ =
                line.ask(
                        ANSWER,
                        client -> {
                            try {
                                return said(
                                        client,
                                        Command.XGROUP,
                                        "CREATE",
                                        stream,
                                        ask.group(),
                                        "0",
                                        "MKSTREAM");
                            } catch (RefusedException e) {
                                // It is there, or somebody else has to make it.
                                boolean fine =
                                        String.valueOf(e.getMessage()).startsWith("BUSYGROUP")
                                                || e.status() == 403;
                                if (fine) {
                                    return "";
                                }
                                throw e;
                            }
                        });
    }

    @Override
    public List<QueueMessage> next() throws IOException, RefusedException {
        while (true) {
            List<Entry> entries = read();
            boolean isNew = after.equals(NEW);
            if (!isNew) {
                after = entries.isEmpty() ? NEW : entries.getLast().id();
            }
            List<String> gone = entries.stream().filter(Entry::isGone).map(Entry::id).toList();
            if (!gone.isEmpty()) {
                acknowledge(gone);
            }
            List<QueueMessage> messages =
                    entries.stream().filter(entry -> !entry.isGone()).map(this::message).toList();
            if (isNew || !messages.isEmpty()) {
                return portion.came(messages);
            }
        }
    }

    /**
     * An entry of a stream.
     *
     * @param fields none, where it was removed after it was given to somebody
     */
    private record Entry(String id, Map<String, byte[]> fields) {

        private boolean isGone() {
            return fields.isEmpty();
        }
    }

    private List<Entry> read() throws IOException, RefusedException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "GROUP",
                                ask.group(),
                                ask.reader(),
                                "COUNT",
                                Integer.toString(portion.next())));
        if (after.equals(NEW)) {
            words.addAll(List.of("BLOCK", Long.toString(WAIT.toMillis())));
        }
        words.addAll(List.of("STREAMS", stream, after));
        Object answer =
                line.ask(
                        ANSWER,
                        client -> said(client, Command.XREADGROUP, words.toArray(String[]::new)));
        return streams(answer)
                .map(entry -> new Entry(text(entry.get(0)), fields(list(entry.get(1)))))
                .toList();
    }

    @Override
    public void done(List<QueueMessage> messages) throws IOException, RefusedException {
        acknowledge(messages.stream().map(QueueMessage::receipt).toList());
    }

    private void acknowledge(List<String> ids) throws IOException, RefusedException {
        String[] words =
                Stream.concat(Stream.of(stream, ask.group()), ids.stream()).toArray(String[]::new);
        Object _ = line.ask(ANSWER, client -> said(client, Command.XACK, words));
    }

    @Override
    public void close() {
        line.close();
    }

    private static Object said(Jedis client, Command command, String... words)
            throws IOException, RefusedException {
        try {
            Object answer = client.sendCommand(command, words);
            return answer == null ? List.of() : answer;
        } catch (JedisDataException e) {
            throw RedisRefusals.of(e);
        } catch (JedisConnectionException e) {
            throw new IOException("the connection broke", e);
        }
    }

    /** The entries of the one stream that was asked for. */
    private static Stream<List<?>> streams(Object answer) {
        return list(answer).stream()
                .flatMap(each -> list(list(each).get(1)).stream())
                .map(RedisReader::list);
    }

    private static List<?> list(@Nullable Object answer) {
        return answer instanceof List<?> list ? list : List.of();
    }

    /** Where there is no field for the body, all of them are. */
    private QueueMessage message(Entry entry) {
        String id = entry.id();
        Map<String, byte[]> fields = entry.fields();
        var headers = new QueueMessage.Headers().known(QueueMessage.ID, Optional.of(id));
        byte[] body = fields.get(BODY);
        if (body == null) {
            var all = new JsonObject();
            fields.forEach((name, value) -> all.put(name, text(value)));
            return message(id, headers.add("content-type", "application/json"), all.payload());
        }
        fields.forEach((name, value) -> {
            if (!name.equals(BODY)) {
                headers.add(name, value);
            }
        });
        return message(id, headers, Payload.of(body));
    }

    private QueueMessage message(String id, QueueMessage.Headers headers, Payload body) {
        return new QueueMessage(stream + "/" + id, headers.all(), body, id);
    }

    private static Map<String, byte[]> fields(List<?> flat) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            if (flat.get(i + 1) instanceof byte[] value) {
                fields.put(text(flat.get(i)), value);
            }
        }
        return fields;
    }

    private static String text(@Nullable Object bytes) {
        return bytes instanceof byte[] known ? new String(known, StandardCharsets.UTF_8) : "";
    }
}

package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.functions.CanonicalJson;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Words what is published as SDKs read it.
 *
 * @param channel where
 * @param run the run that publishes, if one does
 */
record Messages(String channel, Optional<String> run) {

    private static final String DATA = "data";
    private static final String CHUNK = "chunk";
    private static final String BEGIN = "datastream-start";
    private static final String END = "datastream-end";

    /** A message. */
    Payload data(String topic, CanonicalJson data, Instant now) {
        return message(topic, DATA, data, Optional.empty(), now);
    }

    /** A stream of pieces begins. */
    Payload begin(String topic, String stream, Instant now) {
        return message(topic, BEGIN, CanonicalJson.of(stream), Optional.of(stream), now);
    }

    Payload chunk(String topic, String stream, String text, Instant now) {
        return message(topic, CHUNK, CanonicalJson.of(text), Optional.of(stream), now);
    }

    Payload end(String topic, String stream, Instant now) {
        return message(topic, END, CanonicalJson.of(stream), Optional.of(stream), now);
    }

    private Payload message(
            String topic, String kind, CanonicalJson data, Optional<String> stream, Instant now) {
        Map<String, CanonicalJson> message = new TreeMap<>();
        message.put("channel", CanonicalJson.of(channel));
        message.put("created_at", CanonicalJson.of(now.toString()));
        message.put("data", data);
        message.put("kind", CanonicalJson.of(kind));
        message.put("topic", CanonicalJson.of(topic));
        run.ifPresent(id -> message.put("run_id", CanonicalJson.of(id)));
        stream.ifPresent(id -> message.put("stream_id", CanonicalJson.of(id)));
        return Payload.of(CanonicalJson.object(message).bytes());
    }
}

package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.StepRecord;
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

    /** What a step has come to: what it returned, or the error. */
    Payload step(String topic, StepRecord step, Instant now) {
        return message(topic, "step", step.outcome(), Optional.empty(), now);
    }

    /** What a run has come to: what it returned, or the error; null when it was cancelled. */
    Payload run(Run run, Instant now) {
        CanonicalJson came =
                switch (run.state().end().orElseThrow()) {
                    case RunEnd.Completed(CanonicalJson result) -> result;
                    case RunEnd.Failed failed -> failed.error();
                    case RunEnd.Cancelled _ -> CanonicalJson.NULL;
                };
        Map<String, CanonicalJson> message = worded(Topics.RUN, "run", came, Optional.empty(), now);
        message.put("fn_id", CanonicalJson.of(run.function().toString()));
        message.put("fn_slug", CanonicalJson.of(run.slug()));
        return Payload.of(CanonicalJson.object(message).bytes());
    }

    private Payload message(
            String topic, String kind, CanonicalJson data, Optional<String> stream, Instant now) {
        return Payload.of(CanonicalJson.object(worded(topic, kind, data, stream, now)).bytes());
    }

    private Map<String, CanonicalJson> worded(
            String topic, String kind, CanonicalJson data, Optional<String> stream, Instant now) {
        Map<String, CanonicalJson> message = new TreeMap<>();
        message.put("channel", CanonicalJson.of(channel));
        message.put("created_at", CanonicalJson.of(now.toString()));
        message.put("data", data);
        message.put("kind", CanonicalJson.of(kind));
        message.put("topic", CanonicalJson.of(topic));
        run.ifPresent(id -> message.put("run_id", CanonicalJson.of(id)));
        stream.ifPresent(id -> message.put("stream_id", CanonicalJson.of(id)));
        return message;
    }
}

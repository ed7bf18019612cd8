package dev.ringback.server.demo;

import dev.ringback.net.json.Json;
import dev.ringback.server.openai.ModelRequest;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members that a completion and all its chunks have in common.
 *
 * @param id follows from the request's bytes
 * @param created in seconds
 * @param model as asked for
 * @param withUsage whether a stream ends with a chunk that tells the usage
 */
record CompletionHead(String id, long created, String model, boolean withUsage) {

    static CompletionHead of(String prefix, ModelRequest asked, Instant now) {
        return new CompletionHead(
                prefix + DemoTokens.digest(asked.body().bytes()),
                now.getEpochSecond(),
                asked.model(),
                asked.tree().path("stream_options").path("include_usage").booleanValue(false));
    }

    ObjectNode json(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    ObjectNode usageChunk(String object, ObjectNode usage) {
        ObjectNode chunk = json(object);
        chunk.putArray("choices");
        chunk.set("usage", usage);
        return chunk.put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    static ObjectNode usage(int asked, int answered) {
        return Json.object()
                .put("prompt_tokens", asked)
                .put("completion_tokens", answered)
                .put("total_tokens", asked + answered);
    }
}

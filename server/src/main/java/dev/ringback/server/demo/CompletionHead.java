package dev.ringback.server.demo;

import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.ModelRequest;
import java.time.Instant;
import java.util.List;

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
                asked.tree().at("stream_options").isTrue("include_usage"));
    }

    JsonObject json(String object) {
        return new JsonObject()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    JsonObject usageChunk(String object, JsonObject usage) {
        return json(object)
                .put("choices", List.of())
                .put("usage", usage)
                .put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    static JsonObject usage(int asked, int answered) {
        return new JsonObject()
                .put("prompt_tokens", asked)
                .put("completion_tokens", answered)
                .put("total_tokens", asked + answered);
    }
}

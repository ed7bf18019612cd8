package dev.ringback.server.integration;

import dev.ringback.net.json.JsonObject;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Replicate. Its callbacks are signed by {@link PlayedSignature#SECRET}, which it tells. */
record PlayedReplicate() implements PlayedWords {

    private static final Pattern ONE = Pattern.compile("/v1/predictions/([^/?]+)(/cancel)?");

    @Override
    public boolean handsOver(StubRequest asked) {
        return asked.method().equals("POST") && asked.path().endsWith("/predictions");
    }

    @Override
    public Optional<String> callback(StubRequest asked) {
        return asked.json().at("webhook").text();
    }

    @Override
    public boolean knowsKeys() {
        return false;
    }

    @Override
    public JsonObject taken(PlayedTask task) {
        return prediction(task);
    }

    @Override
    public Optional<String> id(StubRequest asked) {
        return PlayedWords.id(ONE, asked);
    }

    @Override
    public Script answer(StubRequest asked, PlayedTask task) {
        if (asked.path().endsWith("/cancel")) {
            task.callOff();
        }
        return PlayedUpstream.json(200, prediction(task));
    }

    @Override
    public Optional<Script> aside(StubRequest asked) {
        return asked.path().equals("/v1/webhooks/default/secret")
                ? Optional.of(
                        PlayedUpstream.json(
                                200, new JsonObject().put("key", PlayedSignature.SECRET)))
                : Optional.empty();
    }

    @Override
    public Told callback(PlayedTask task, Instant at, boolean forged) {
        return PlayedSignature.signed(
                "msg_" + task.id() + "_" + status(task), prediction(task).toString(), at, forged);
    }

    private static JsonObject prediction(PlayedTask task) {
        JsonObject json =
                new JsonObject()
                        .put("id", task.id())
                        .put("model", "owner/name")
                        .put("version", "hidden")
                        .put("input", task.request().at("input"))
                        .put("logs", "")
                        .putNull("output")
                        .putNull("error")
                        .put("data_removed", false)
                        .put("status", status(task))
                        .put("created_at", "2026-01-02T03:04:05.678Z");
        return switch (task.state()) {
            case PlayedTask.State.Running _, PlayedTask.State.Cancelled _ -> json;
            case PlayedTask.State.Succeeded(var output) ->
                    json.put("output", output)
                            .put("completed_at", "2026-01-02T03:04:06.789012Z")
                            .put(
                                    "metrics",
                                    new JsonObject()
                                            .put("input_token_count", 5)
                                            .put("output_token_count", 2));
            case PlayedTask.State.Failed(String message) -> json.put("error", message);
        };
    }

    private static String status(PlayedTask task) {
        return switch (task.state()) {
            case PlayedTask.State.Running _ -> "processing";
            case PlayedTask.State.Succeeded _ -> "succeeded";
            case PlayedTask.State.Failed _ -> "failed";
            case PlayedTask.State.Cancelled _ -> "canceled";
        };
    }
}

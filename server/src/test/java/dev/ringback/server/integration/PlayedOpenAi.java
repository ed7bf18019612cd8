package dev.ringback.server.integration;

import dev.ringback.net.json.JsonObject;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * OpenAI. Its callbacks are signed by {@link PlayedSignature#SECRET} and go where the test has them
 * registered. What an output is here is the text of the response, or the list of its items. What is
 * not asked for in the background is answered at once.
 */
record PlayedOpenAi() implements PlayedWords {

    private static final Pattern ONE = Pattern.compile("/v1/responses/([^/?]+)(/cancel)?");
    private static final long CREATED_AT = 1_767_323_045;

    @Override
    public boolean handsOver(StubRequest asked) {
        return asked.path().equals("/v1/responses") && asked.json().at("background").is(true);
    }

    @Override
    public Optional<String> callback(StubRequest asked) {
        return Optional.empty();
    }

    @Override
    public boolean knowsKeys() {
        return true;
    }

    @Override
    public JsonObject taken(PlayedTask task) {
        return response(task, "queued");
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
        return PlayedUpstream.json(200, response(task, "in_progress"));
    }

    @Override
    public Optional<Script> aside(StubRequest asked) {
        return Optional.of(Script.says("at once"));
    }

    /** {@inheritDoc} It is thin: the response is to be fetched. */
    @Override
    public Told callback(PlayedTask task, Instant at, boolean forged) {
        String status = status(task, "in_progress");
        JsonObject event =
                new JsonObject()
                        .put("id", "evt_" + task.id() + "_" + status)
                        .put("object", "event")
                        .put("created_at", at.getEpochSecond())
                        .put("type", "response." + status)
                        .put("data", new JsonObject().put("id", task.id()));
        return PlayedSignature.signed(
                "wh_" + task.id() + "_" + status, event.toString(), at, forged);
    }

    private static JsonObject response(PlayedTask task, String running) {
        JsonObject json =
                new JsonObject()
                        .put("id", task.id())
                        .put("object", "response")
                        .put("created_at", CREATED_AT)
                        .put("background", true)
                        .put("status", status(task, running))
                        .put("model", task.request().at("model"))
                        .putNull("error")
                        .putNull("usage")
                        .put("output", List.of());
        return switch (task.state()) {
            case PlayedTask.State.Running _, PlayedTask.State.Cancelled _ -> json;
            case PlayedTask.State.Succeeded(var output) ->
                    json.put("output", output.isText() ? List.of(message(output.plain())) : output)
                            .put(
                                    "usage",
                                    new JsonObject()
                                            .put("input_tokens", 5)
                                            .put("output_tokens", 2));
            case PlayedTask.State.Failed(String message) ->
                    json.put(
                            "error",
                            new JsonObject().put("code", "server_error").put("message", message));
        };
    }

    private static JsonObject message(String text) {
        JsonObject part =
                new JsonObject()
                        .put("type", "output_text")
                        .put("text", text)
                        .put("annotations", List.of());
        return new JsonObject()
                .put("type", "message")
                .put("id", "msg_1")
                .put("status", "completed")
                .put("role", "assistant")
                .put("content", List.of(part));
    }

    private static String status(PlayedTask task, String running) {
        return switch (task.state()) {
            case PlayedTask.State.Running _ -> running;
            case PlayedTask.State.Succeeded _ -> "completed";
            case PlayedTask.State.Failed _ -> "failed";
            case PlayedTask.State.Cancelled _ -> "cancelled";
        };
    }
}

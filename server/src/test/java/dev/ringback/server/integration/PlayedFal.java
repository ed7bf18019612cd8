package dev.ringback.server.integration;

import dev.ringback.net.json.JsonObject;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The queue of fal. Its callbacks are signed with a key whose public half it shows itself, at
 * {@code /v1/.well-known/jwks.json}; {@link #jwks} is for whoever has to be told it.
 *
 * @param keys by which callbacks are signed
 * @param others by which forged ones are
 */
record PlayedFal(KeyPair keys, KeyPair others) implements PlayedWords {

    private static final String NAMES = "fal_webhook=";
    private static final Pattern ONE =
            Pattern.compile("/v1/.+/requests/([^/?]+)(/status|/cancel)?(\\?.*)?");

    static PlayedFal of() {
        return new PlayedFal(PlayedKeys.ed25519(), PlayedKeys.ed25519());
    }

    /** Its key set, which the setting for its secret may be. */
    String jwks() {
        return PlayedKeys.set(keys).toString();
    }

    @Override
    public boolean handsOver(StubRequest asked) {
        return asked.method().equals("POST") && id(asked).isEmpty();
    }

    @Override
    public Optional<String> callback(StubRequest asked) {
        int at = asked.path().indexOf(NAMES);
        return at < 0
                ? Optional.empty()
                : Optional.of(
                        URLDecoder.decode(
                                asked.path().substring(at + NAMES.length()),
                                StandardCharsets.UTF_8));
    }

    @Override
    public boolean knowsKeys() {
        return false;
    }

    @Override
    public JsonObject taken(PlayedTask task) {
        return new JsonObject()
                .put("request_id", task.id())
                .put("gateway_request_id", task.id())
                .put("status", "IN_QUEUE")
                .put("queue_position", 0)
                .put("response_url", "http://127.0.0.1:1/elsewhere")
                .put("status_url", "http://127.0.0.1:1/elsewhere")
                .put("cancel_url", "http://127.0.0.1:1/elsewhere");
    }

    @Override
    public Optional<String> id(StubRequest asked) {
        return PlayedWords.id(ONE, asked);
    }

    @Override
    public Script answer(StubRequest asked, PlayedTask task) {
        if (asked.path().endsWith("/cancel")) {
            task.callOff();
            return PlayedUpstream.json(
                    202, new JsonObject().put("status", "CANCELLATION_REQUESTED"));
        }
        return asked.path().endsWith("/status") ? status(task) : result(task);
    }

    private static Script status(PlayedTask task) {
        JsonObject json = new JsonObject().put("request_id", task.id());
        return task.state() instanceof PlayedTask.State.Running
                ? PlayedUpstream.json(202, json.put("status", "IN_PROGRESS"))
                : PlayedUpstream.json(200, json.put("status", "COMPLETED"));
    }

    private static Script result(PlayedTask task) {
        return switch (task.state()) {
            case PlayedTask.State.Running _ ->
                    PlayedUpstream.json(
                            400, new JsonObject().put("detail", "Request is still in progress"));
            case PlayedTask.State.Succeeded(var output) -> Script.json(200, output.toString());
            case PlayedTask.State.Failed(String message) ->
                    PlayedUpstream.json(422, new JsonObject().put("detail", message));
            case PlayedTask.State.Cancelled _ ->
                    PlayedUpstream.json(
                            422, new JsonObject().put("detail", "Request was cancelled"));
        };
    }

    @Override
    public Optional<Script> aside(StubRequest asked) {
        return asked.path().equals("/v1/.well-known/jwks.json")
                ? Optional.of(Script.json(200, jwks()))
                : Optional.empty();
    }

    @Override
    public Told callback(PlayedTask task, Instant at, boolean forged) {
        String body = body(task).toString();
        String timestamp = Long.toString(at.getEpochSecond());
        String signed = String.join("\n", task.id(), "user_1", timestamp, PlayedKeys.sha256(body));
        return new Told(
                body,
                List.of(
                        "Content-Type",
                        "application/json",
                        "X-Fal-Webhook-Request-Id",
                        task.id(),
                        "X-Fal-Webhook-User-Id",
                        "user_1",
                        "X-Fal-Webhook-Timestamp",
                        timestamp,
                        "X-Fal-Webhook-Signature",
                        PlayedKeys.sign(forged ? others : keys, signed)));
    }

    private static JsonObject body(PlayedTask task) {
        JsonObject json =
                new JsonObject().put("request_id", task.id()).put("gateway_request_id", task.id());
        return switch (task.state()) {
            case PlayedTask.State.Succeeded(var output) ->
                    json.put("status", "OK").put("payload", output);
            case PlayedTask.State.Failed(String message) -> failed(json, message);
            case PlayedTask.State.Running _ -> json.put("status", "IN_PROGRESS");
            case PlayedTask.State.Cancelled _ -> failed(json, "Request was cancelled");
        };
    }

    private static JsonObject failed(JsonObject json, String message) {
        return json.put("status", "ERROR")
                .put("error", "Invalid status code: 422")
                .put("payload", new JsonObject().put("detail", message));
    }
}

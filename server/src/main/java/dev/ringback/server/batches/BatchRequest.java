package dev.ringback.server.batches;

import dev.ringback.kernel.Payload;
import dev.ringback.net.http.Durations;
import dev.ringback.net.json.Json;
import dev.ringback.server.files.ExpiresAfter;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request for a batch, as the client sent it.
 *
 * @param inputFile id of the file whose lines are the requests
 * @param operation what each of them asks for
 * @param window how long it may take, as given
 * @param metadata an object of texts
 * @param webhookUrl where the end is told, not looked at yet
 * @param outputKept how long the files that it writes are kept at most
 */
record BatchRequest(
        String inputFile,
        Operation operation,
        String window,
        Optional<ObjectNode> metadata,
        Optional<String> webhookUrl,
        Optional<Duration> outputKept) {

    private static final String OUTPUT_KEPT = "output_expires_after";
    private static final int MOST_METADATA = 16;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 512;
    private static final Pattern WINDOW = Pattern.compile("[1-9][0-9]{0,6}[hms]");

    /** How long it may take: half of the retention at most, lest results go before its end. */
    Duration duration(Duration retention) {
        Duration longest = retention.dividedBy(2);
        Duration asked = Durations.parse(window).orElseThrow();
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    static Asked<BatchRequest> read(Payload body) {
        return Json.readObject(body)
                .map(json -> Asked.unless(problem(json), () -> of(json)))
                .orElseGet(() ->
                        new Asked.Invalid<>(
                                OpenAiError.request(
                                        "invalid_json", "the request body is not a JSON object")));
    }

    private static BatchRequest of(ObjectNode json) {
        return new BatchRequest(
                Json.text(json, "input_file_id").orElseThrow(),
                operation(json).orElseThrow(),
                Json.text(json, "completion_window").orElse("24h"),
                Json.object(json.path("metadata")),
                Json.text(json, "webhook_url"),
                Json.object(json.path(OUTPUT_KEPT)).map(ExpiresAfter::of));
    }

    private static Optional<OpenAiError> problem(ObjectNode json) {
        if (absent(json, "input_file_id")) {
            return Optional.of(OpenAiError.missing("input_file_id"));
        }
        if (!json.path("input_file_id").isString()) {
            return OpenAiError.wrong("input_file_id", "must be a string");
        }
        if (operation(json).isEmpty()) {
            return OpenAiError.wrong(
                    "endpoint",
                    "must be one of /v1/chat/completions, /v1/completions, /v1/responses,"
                            + " /v1/embeddings");
        }
        if (!absent(json, "completion_window") && !isWindow(json.path("completion_window"))) {
            return OpenAiError.wrong(
                    "completion_window",
                    "must be a duration in h, m or s such as 24h, %d days at most"
                            .formatted(BatchLimits.WINDOW.toDays()));
        }
        if (!absent(json, "webhook_url") && !json.path("webhook_url").isString()) {
            return OpenAiError.wrong("webhook_url", "must be a string");
        }
        Optional<OpenAiError> metadata =
                absent(json, "metadata") ? Optional.empty() : metadata(json.path("metadata"));
        return metadata.isPresent() || absent(json, OUTPUT_KEPT)
                ? metadata
                : ExpiresAfter.problem(OUTPUT_KEPT, json.path(OUTPUT_KEPT));
    }

    private static Optional<Operation> operation(ObjectNode json) {
        return absent(json, "endpoint")
                ? Optional.of(Operation.CHAT)
                : Json.text(json, "endpoint")
                        .filter(endpoint -> endpoint.startsWith("/v1/"))
                        .flatMap(endpoint -> Operation.parse(endpoint.substring("/v1/".length())));
    }

    private static boolean isWindow(JsonNode value) {
        return value.isString()
                && WINDOW.matcher(value.stringValue()).matches()
                && Durations.parse(value.stringValue())
                        .filter(window -> window.compareTo(BatchLimits.WINDOW) <= 0)
                        .isPresent();
    }

    private static Optional<OpenAiError> metadata(JsonNode metadata) {
        if (!metadata.isObject() || metadata.size() > MOST_METADATA) {
            return OpenAiError.wrong(
                    "metadata", "must be an object of %d at most".formatted(MOST_METADATA));
        }
        for (Map.Entry<String, JsonNode> member : metadata.properties()) {
            if (member.getKey().length() > LONGEST_KEY) {
                return OpenAiError.wrong(
                        "metadata", "has a key of more than %d characters".formatted(LONGEST_KEY));
            }
            JsonNode value = member.getValue();
            if (!value.isString() || value.stringValue().length() > LONGEST_VALUE) {
                return OpenAiError.wrong(
                        "metadata." + member.getKey(),
                        "must be a string of %d characters at most".formatted(LONGEST_VALUE));
            }
        }
        return Optional.empty();
    }

    private static boolean absent(ObjectNode json, String field) {
        return json.path(field).isMissingNode() || json.path(field).isNull();
    }
}

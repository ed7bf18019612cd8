package dev.ringback.server.batches;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.Durations;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.files.ExpiresAfter;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
        Optional<JsonObject> metadata,
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
        return JsonTree.readObject(body)
                .map(json -> Asked.unless(OpenAiError.all(problems(json)), () -> of(json)))
                .orElseGet(() ->
                        new Asked.Invalid<>(
                                OpenAiError.request(
                                        "invalid_json", "the request body is not a JSON object")));
    }

    private static BatchRequest of(JsonObject json) {
        return new BatchRequest(
                json.text("input_file_id").orElseThrow(),
                operation(json).orElseThrow(),
                json.text("completion_window").orElse("24h"),
                json.at("metadata").object(),
                json.text("webhook_url"),
                json.at(OUTPUT_KEPT).object().map(ExpiresAfter::of));
    }

    private static Stream<OpenAiError> problems(JsonObject json) {
        return Stream.of(
                        file(json.at("input_file_id")),
                        operation(json).isPresent()
                                ? Optional.<OpenAiError>empty()
                                : OpenAiError.wrong(
                                        "endpoint",
                                        "must be one of /v1/chat/completions, /v1/completions,"
                                                + " /v1/responses, /v1/embeddings"),
                        unless(
                                isWindow(json.at("completion_window")),
                                json.at("completion_window"),
                                "completion_window",
                                "must be a duration in h, m or s such as 24h, %d days at most"
                                        .formatted(BatchLimits.WINDOW.toDays())),
                        unless(
                                json.at("webhook_url").isText(),
                                json.at("webhook_url"),
                                "webhook_url",
                                "must be a string"),
                        metadata(json.at("metadata")),
                        json.at(OUTPUT_KEPT).isAbsent()
                                ? Optional.<OpenAiError>empty()
                                : ExpiresAfter.problem(OUTPUT_KEPT, json.at(OUTPUT_KEPT)))
                .flatMap(Optional::stream);
    }

    private static Optional<OpenAiError> file(JsonTree file) {
        return file.isAbsent()
                ? Optional.of(OpenAiError.missing("input_file_id"))
                : unless(file.isText(), file, "input_file_id", "must be a string");
    }

    /** One that may be left out. */
    private static Optional<OpenAiError> unless(
            boolean right, JsonTree value, String field, String problem) {
        return right || value.isAbsent() ? Optional.empty() : OpenAiError.wrong(field, problem);
    }

    private static Optional<Operation> operation(JsonObject json) {
        return json.at("endpoint").isAbsent()
                ? Optional.of(Operation.CHAT)
                : json.text("endpoint")
                        .filter(endpoint -> endpoint.startsWith("/v1/"))
                        .flatMap(endpoint -> Operation.parse(endpoint.substring("/v1/".length())));
    }

    private static boolean isWindow(JsonTree value) {
        return value.text()
                .filter(text -> WINDOW.matcher(text).matches())
                .flatMap(Durations::parse)
                .filter(window -> window.compareTo(BatchLimits.WINDOW) <= 0)
                .isPresent();
    }

    private static Optional<OpenAiError> metadata(JsonTree metadata) {
        if (metadata.isAbsent()) {
            return Optional.empty();
        }
        if (!metadata.isObject() || metadata.size() > MOST_METADATA) {
            return OpenAiError.wrong(
                    "metadata", "must be an object of %d at most".formatted(MOST_METADATA));
        }
        for (JsonTree.Member member : metadata.members().toList()) {
            if (member.name().length() > LONGEST_KEY) {
                return OpenAiError.wrong(
                        "metadata", "has a key of more than %d characters".formatted(LONGEST_KEY));
            }
            if (member.value().text().filter(text -> text.length() <= LONGEST_VALUE).isEmpty()) {
                return OpenAiError.wrong(
                        "metadata." + member.name(),
                        "must be a string of %d characters at most".formatted(LONGEST_VALUE));
            }
        }
        return Optional.empty();
    }
}

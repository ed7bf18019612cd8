package dev.ringback.server.openai;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The endpoint that a request names: {@code metadata.webhook_id}, or {@code webhook_id} beside the
 * other fields. What looks as if it should be called, and is not that, is refused: nobody would be
 * called, and the client would not know.
 */
final class WebhookField {

    static final String METADATA = "metadata";
    static final String ID = "webhook_id";

    private static final String WITHIN = METADATA + "." + ID;

    /** What is said of one in a query. */
    static final String CALLS_NOBODY =
            "calls nobody in the query; the body says who is to be called";

    /** How such fields are called elsewhere, without what is between the words. */
    private static final List<String> ELSEWHERE =
            List.of(
                    "webhook",
                    "webhooks",
                    "webhookurl",
                    "webhookuri",
                    "webhookids",
                    "webhookendpoint",
                    "webhookeventsfilter",
                    "callback",
                    "callbackurl",
                    "callbackuri");

    private static final int SLIPS = 2;

    private WebhookField() {}

    /** The endpoint's id; empty when none is named. */
    static Optional<String> id(Outline request) {
        return request.object(METADATA)
                .flatMap(metadata -> metadata.text(ID))
                .or(() -> request.text(ID));
    }

    /** Where it is named. */
    static String path(Outline request) {
        return request.given(ID).isPresent() ? ID : WITHIN;
    }

    /** What is wrong with the fields that name one. */
    static Stream<OpenAiError> problems(Outline request) {
        Optional<Outline> metadata = request.object(METADATA);
        return Stream.of(
                        noText(ID, request.given(ID)).stream(),
                        noText(WITHIN, metadata.flatMap(each -> each.given(ID))).stream(),
                        another(request).stream(),
                        strangers("", request),
                        metadata.stream().flatMap(each -> strangers(METADATA + ".", each)))
                .flatMap(each -> each);
    }

    private static Optional<OpenAiError> another(Outline request) {
        Optional<String> outside = request.text(ID);
        Optional<String> inside = request.object(METADATA).flatMap(each -> each.text(ID));
        return outside.isPresent() && inside.isPresent() && !outside.equals(inside)
                ? OpenAiError.wrong(ID, "names another endpoint than " + WITHIN)
                : Optional.empty();
    }

    /**
     * What is wrong with a query that names one: it is not looked at, and nobody would be called.
     */
    static Optional<OpenAiError> problem(HttpRequest request) {
        return request.query().stream()
                .map(Map.Entry::getKey)
                .filter(WebhookField::looksLikeOne)
                .findFirst()
                .flatMap(name -> OpenAiError.wrong(name, CALLS_NOBODY));
    }

    private static Optional<OpenAiError> noText(String path, Optional<JsonSlice> value) {
        return value.filter(each -> !each.is(JsonType.TEXT)).isPresent()
                ? OpenAiError.wrong(path, "must be a string")
                : Optional.empty();
    }

    private static Stream<OpenAiError> strangers(String prefix, Outline fields) {
        return fields.names().stream()
                .filter(name -> !name.equals(ID) && fields.given(name).isPresent())
                .filter(WebhookField::looksLikeOne)
                .map(name -> prefix + name)
                .flatMap(path ->
                        OpenAiError.wrong(
                                path, "calls nobody; name an endpoint by its id in " + WITHIN)
                                .stream());
    }

    static boolean looksLikeOne(String name) {
        if (name.length() > 2 * WITHIN.length()) {
            return false;
        }
        String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return ELSEWHERE.contains(letters) || distance(letters, ID.replace("_", "")) <= SLIPS;
    }

    /** How many letters have to be put in, left out or changed to make one of the other. */
    private static int distance(String one, String other) {
        int[] row =
                Stream.iterate(0, i -> i + 1).limit(other.length() + 1L).mapToInt(i -> i).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int before = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = before + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                before = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}

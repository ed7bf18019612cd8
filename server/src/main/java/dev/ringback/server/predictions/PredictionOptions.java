package dev.ringback.server.predictions;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.WaitField;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a request for a prediction, from its headers and query.
 *
 * @param patience how long the answer may be held back for the result
 * @param validated whether an input that cannot be asked is refused rather than failed
 */
record PredictionOptions(Duration patience, boolean validated) {

    /** More is not refused but cut, as RFC 7240 has it: it is a preference. */
    static final Duration LONGEST_PREFERRED = Duration.ofSeconds(60);

    private static final String VALIDATE = "Validate-Input";

    /** RFC 7240, section 4.3. */
    private static final Pattern WAIT =
            Pattern.compile(
                    "(?:^|,)\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?=[,;]|$)",
                    Pattern.CASE_INSENSITIVE);

    /** What reading came to. */
    sealed interface Reading {

        record Valid(PredictionOptions options) implements Reading {}

        record Invalid(ValidationError fault) implements Reading {}
    }

    static Reading of(HttpRequest request) {
        String validate = request.header(VALIDATE).orElse("false").strip();
        if (!validate.equalsIgnoreCase("true") && !validate.equalsIgnoreCase("false")) {
            return new Reading.Invalid(
                    ValidationError.wrong("header", VALIDATE, "must be true or false"));
        }
        return switch (WaitField.of(request)) {
            case Asked.Invalid(OpenAiError error) ->
                    new Reading.Invalid(ValidationError.wrong("query", "wait", error.message()));
            case Asked.Valid(Duration asked) -> {
                Duration preferred = preferred(request);
                Duration wait = asked.compareTo(preferred) > 0 ? asked : preferred;
                yield new Reading.Valid(
                        new PredictionOptions(wait, validate.equalsIgnoreCase("true")));
            }
        };
    }

    /** The first {@code wait} of the {@code Prefer} headers; what makes no sense is no wish. */
    private static Duration preferred(HttpRequest request) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("Prefer"))
                .map(header -> WAIT.matcher(header.value()))
                .filter(Matcher::find)
                .map(wait -> Duration.ofSeconds(Long.parseLong(wait.group(1))))
                .map(wait -> wait.compareTo(LONGEST_PREFERRED) > 0 ? LONGEST_PREFERRED : wait)
                .findFirst()
                .orElse(Duration.ZERO);
    }
}

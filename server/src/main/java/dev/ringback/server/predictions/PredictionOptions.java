package dev.ringback.server.predictions;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.WaitField;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a request for a prediction, from its headers and query.
 *
 * @param patience how long the answer may be held back for the result
 * @param preferred whether the client would rather wait, for however long
 * @param validated whether an input that cannot be asked is refused rather than failed
 */
record PredictionOptions(Duration patience, boolean preferred, boolean validated) {

    /** More is not refused but cut, as RFC 7240 has it: it is a preference. */
    static final Duration LONGEST_PREFERRED = Duration.ofSeconds(60);

    private static final String VALIDATE = "Validate-Input";

    /** RFC 7240, section 4.3. */
    private static final Pattern WAIT =
            Pattern.compile(
                    "(?:^|,)\\s*wait\\s*"
                            + "(?:=\\s*\"?([0-9]{1,9}(?:\\.[0-9]{1,9})?)\"?\\s*)?"
                            + "(?=[,;]|$)",
                    Pattern.CASE_INSENSITIVE);

    /** The same for who is told otherwise how it goes on. */
    PredictionOptions atOnce() {
        return new PredictionOptions(Duration.ZERO, preferred, validated);
    }

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
                    new Reading.Invalid(
                            ValidationError.wrong(
                                    "query", error.param().orElse("wait"), error.message()));
            case Asked.Valid(Duration asked) -> {
                Optional<Duration> preferred = preferred(request);
                Duration wait = preferred.filter(each -> each.compareTo(asked) > 0).orElse(asked);
                yield new Reading.Valid(
                        new PredictionOptions(
                                wait, preferred.isPresent(), validate.equalsIgnoreCase("true")));
            }
        };
    }

    /**
     * The first {@code wait} of the {@code Prefer} headers; what makes no sense is no wish.
     * WriftAI's client says parts of a second, too, and nothing at all for as long as the server
     * likes.
     */
    static Optional<Duration> preferred(HttpRequest request) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("Prefer"))
                .map(header -> WAIT.matcher(header.value()))
                .filter(Matcher::find)
                .map(wait -> Optional.ofNullable(wait.group(1)))
                .map(seconds -> seconds.map(PredictionOptions::seconds).orElse(LONGEST_PREFERRED))
                .map(wait -> wait.compareTo(LONGEST_PREFERRED) > 0 ? LONGEST_PREFERRED : wait)
                .findFirst();
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(
                new BigDecimal(text).setScale(0, RoundingMode.CEILING).longValueExact());
    }
}

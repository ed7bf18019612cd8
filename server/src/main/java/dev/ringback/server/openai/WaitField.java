package dev.ringback.server.openai;

import dev.ringback.server.http.Durations;
import dev.ringback.server.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/** The query parameter {@code wait}: how long a submit may be held back for the result. */
public final class WaitField {

    /** Nobody is held longer; proxies give up before. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    /** What reading came to. */
    public sealed interface Reading {

        /** Zero when there is none. */
        record Valid(Duration atMost) implements Reading {}

        /** It is wrong. */
        record Invalid(OpenAiError error) implements Reading {}
    }

    private WaitField() {}

    /** Reads it. */
    public static Reading of(HttpRequest request) {
        Optional<String> text = request.query("wait");
        if (text.isEmpty()) {
            return new Reading.Valid(Duration.ZERO);
        }
        return Durations.parse(text.get())
                .filter(wait -> !wait.isNegative() && wait.compareTo(LONGEST) <= 0)
                .<Reading>map(Reading.Valid::new)
                .orElseGet(() ->
                        new Reading.Invalid(
                                OpenAiError.field(
                                        "wait",
                                        "wait must be a duration such as 30s, 5m at most")));
    }
}

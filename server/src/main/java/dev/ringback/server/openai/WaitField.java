package dev.ringback.server.openai;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.json.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The query parameter {@code wait}: how long a submit may be held back for the result. */
public final class WaitField {

    /** Nobody is held longer; proxies give up before. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6})?");

    private WaitField() {}

    /** Reads it; zero when there is none. A query that wants somebody called is refused. */
    public static Asked<Duration> of(HttpRequest request) {
        Optional<OpenAiError> callback = WebhookField.problem(request);
        if (callback.isPresent()) {
            return new Asked.Invalid<>(callback.get());
        }
        Optional<String> text = request.query("wait");
        Optional<Duration> wait =
                text.isEmpty()
                        ? Optional.of(Duration.ZERO)
                        : duration(text.get())
                                .filter(each -> !each.isNegative() && each.compareTo(LONGEST) <= 0);
        return wait.<Asked<Duration>>map(Asked.Valid::new)
                .orElseGet(() ->
                        new Asked.Invalid<>(
                                OpenAiError.field(
                                        "wait",
                                        "wait must be a duration such as 30s, 5m at most")));
    }

    /** A bare number is one of seconds, as in {@code Prefer: wait=30}. */
    private static Optional<Duration> duration(String text) {
        return SECONDS.matcher(text).matches()
                ? Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * 1_000)))
                : Durations.parse(text);
    }
}

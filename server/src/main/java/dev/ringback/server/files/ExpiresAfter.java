package dev.ringback.server.files;

import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Suggestion;
import dev.ringback.server.openai.OpenAiError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** OpenAI's {@code expires_after}: how long a file is kept from its creation on. */
public final class ExpiresAfter {

    private static final List<String> MEMBERS = List.of("anchor", "seconds");
    private static final String ANCHOR = "created_at";
    private static final long SHORTEST = FileLimits.SHORTEST_KEPT.toSeconds();
    private static final long LONGEST = FileLimits.LONGEST_KEPT.toSeconds();

    private ExpiresAfter() {}

    /** What is wrong with an anchor. */
    static Optional<OpenAiError> anchor(String field, String text) {
        return text.equals(ANCHOR)
                ? Optional.empty()
                : OpenAiError.wrong(field, "must be " + ANCHOR);
    }

    /** What is wrong with a number of seconds. */
    static Optional<OpenAiError> seconds(String field, String text) {
        boolean valid =
                text.matches("[0-9]{4,7}")
                        && Long.parseLong(text) >= SHORTEST
                        && Long.parseLong(text) <= LONGEST;
        return valid
                ? Optional.empty()
                : OpenAiError.wrong(
                        field, "must be a whole number from %d to %d".formatted(SHORTEST, LONGEST));
    }

    /** What is wrong with the two as an object. */
    public static Optional<OpenAiError> problem(String field, JsonTree json) {
        if (!json.isObject()) {
            return OpenAiError.wrong(field, "must be an object");
        }
        Optional<String> other =
                json.members()
                        .map(JsonTree.Member::name)
                        .filter(each -> !MEMBERS.contains(each))
                        .findFirst();
        if (other.isPresent()) {
            return OpenAiError.wrong(
                    field + "." + other.get(),
                    "is not known" + Suggestion.question(other.get(), MEMBERS));
        }
        JsonTree seconds = json.at("seconds");
        return anchor(field + ".anchor", json.text("anchor").orElse(""))
                .or(() -> seconds(field + ".seconds", seconds.isWhole() ? seconds.plain() : ""));
    }

    /** How long an object without a problem says. */
    public static Duration of(JsonTree json) {
        return Duration.ofSeconds(json.whole("seconds"));
    }
}

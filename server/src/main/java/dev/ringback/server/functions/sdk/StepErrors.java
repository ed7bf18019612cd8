package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Words errors as functions see them in what is remembered of their steps. */
public final class StepErrors {

    /** What a function may find in an error; SDKs refuse or ignore everything else. */
    private static final List<String> KEPT =
            List.of("cause", "data", "message", "name", "noRetry", "stack");

    private static final int EXCERPT = 200;

    private StepErrors() {}

    /** An error of the server's own. */
    public static CanonicalJson of(String name, String message) {
        return CanonicalJson.object(
                Map.of("name", CanonicalJson.of(name), "message", CanonicalJson.of(message)));
    }

    /** An error that says its name twice, as the failure of a called function does. */
    public static CanonicalJson named(CanonicalJson error, String word) {
        return with(error, "error", CanonicalJson.of(word));
    }

    /** What an SDK says of an error, without what only it understands. */
    static CanonicalJson kept(ParsedJson error) {
        Map<String, CanonicalJson> kept = new TreeMap<>();
        error.members()
                .forEach((name, value) -> {
                    if (KEPT.contains(name)) {
                        kept.put(name, CanonicalJson.of(value));
                    }
                });
        kept.putIfAbsent("name", CanonicalJson.of("Error"));
        kept.putIfAbsent("message", CanonicalJson.of(""));
        return CanonicalJson.object(kept);
    }

    /** What an app answered instead of a result, as an error: texts are its message. */
    public static CanonicalJson ofOutput(CanonicalJson output) {
        ParsedJson tree = output.parsed();
        if (!(tree instanceof ParsedJson.Members)) {
            return of("Error", tree.text().orElse("the app answered with an error"));
        }
        // As SDKs say that the function has no such step, or that they themselves have trouble.
        return tree.text("/message").filter(text -> !text.isEmpty()).isPresent()
                ? kept(tree)
                : with(kept(tree), "message", CanonicalJson.of(words(tree, output)));
    }

    private static String words(ParsedJson tree, CanonicalJson output) {
        String whole = output.toString();
        return tree.text("/error")
                .filter(text -> !text.isBlank())
                .orElseGet(() ->
                        "the app answered with "
                                + whole.substring(0, Math.min(EXCERPT, whole.length())));
    }

    /** The same error, marked as one that is not tried again. */
    public static CanonicalJson withoutRetry(CanonicalJson error) {
        return with(error, "noRetry", CanonicalJson.of(true));
    }

    /** The message of an error. */
    public static String message(CanonicalJson error) {
        return error.parsed().text("/message").orElse("");
    }

    /** The name of an error. */
    public static String name(CanonicalJson error) {
        return error.parsed().text("/name").orElse("Error");
    }

    private static CanonicalJson with(CanonicalJson error, String name, CanonicalJson value) {
        Map<String, CanonicalJson> members = new TreeMap<>();
        error.parsed().members().forEach((each, of) -> members.put(each, CanonicalJson.of(of)));
        members.put(name, value);
        return CanonicalJson.object(members);
    }
}

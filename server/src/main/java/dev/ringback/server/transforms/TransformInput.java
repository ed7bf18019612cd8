package dev.ringback.server.transforms;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a script gets to see it.
 *
 * @param body its body
 * @param form its fields when the body is a form; otherwise the body is read as JSON, and when it
 *     is none the script's event is null
 * @param headers all of them, in their order
 * @param query the parameters of its URL
 * @param moment when it came: what the script's clocks say
 */
public record TransformInput(
        Payload body,
        Optional<Map<String, List<String>>> form,
        List<Header> headers,
        Map<String, List<String>> query,
        Instant moment) {

    /**
     * The headers by name in canonical form, such as {@code X-Hub-Signature}; of several of one
     * name the values are joined by commas, in their order.
     */
    Map<String, String> canonicalHeaders() {
        Map<String, String> canonical = new LinkedHashMap<>();
        headers.forEach(each ->
                canonical.merge(
                        canonical(each.name()),
                        each.value(),
                        (before, next) -> before + ", " + next));
        return canonical;
    }

    /** Each part of a name begins with a large letter, and all other letters are small. */
    private static String canonical(String name) {
        var canonical = new StringBuilder(name.toLowerCase(Locale.ROOT));
        for (int i = 0; i < canonical.length(); i++) {
            if (i == 0 || canonical.charAt(i - 1) == '-') {
                canonical.setCharAt(i, large(canonical.charAt(i)));
            }
        }
        return canonical.toString();
    }

    private static char large(char letter) {
        return letter >= 'a' && letter <= 'z' ? (char) (letter - 'a' + 'A') : letter;
    }
}

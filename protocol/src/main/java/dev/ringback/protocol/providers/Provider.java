package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.request.EventFacts;
import java.util.List;
import java.util.Map;

/**
 * An entry of the catalogue.
 *
 * @param id its word in the API, such as {@code stripe}
 * @param name its name for people
 * @param aliases other words by which people look for it
 * @param docs the provider's page from which its rules are
 * @param configure what a source of it is given, and what that is: {@code secrets}, or a field of
 *     the context
 * @param steps what to do at the provider, in order
 * @param notes what its owner should know: above all what its signature does not cover
 * @param sample a request of it, for tests; it can be signed where {@link Scheme#sign} can
 */
public record Provider(
        String id,
        String name,
        List<String> aliases,
        String docs,
        Map<String, String> configure,
        List<String> steps,
        List<String> notes,
        Sample sample,
        Scheme scheme) {

    private static final int MOST_CHARS = 128;
    private static final String RECEIVED = "received";

    /**
     * The name of an event: this provider's id, a slash, and the provider's word for what happened,
     * with an underscore for each character that a name cannot have.
     *
     * @param facts of the request; where it does not say its type, it is {@code received}
     */
    public String eventName(EventFacts facts) {
        String word = cleanName(facts.eventType().orElse(RECEIVED));
        return cut(id + "/" + (word.isEmpty() ? RECEIVED : word));
    }

    /**
     * A word of a provider as the name of an event, with an underscore for each character that a
     * name cannot have; empty when nothing is left of it.
     */
    public static String cleanName(String word) {
        String plain = word.replaceAll("[^A-Za-z0-9_./-]", "_");
        return cut(plain.replaceAll("[./]{2,}", ".").replaceAll("^[./]+|[./]+$", ""));
    }

    private static String cut(String name) {
        return name.length() <= MOST_CHARS
                ? name
                : name.substring(0, MOST_CHARS).replaceAll("[./]+$", "");
    }
}

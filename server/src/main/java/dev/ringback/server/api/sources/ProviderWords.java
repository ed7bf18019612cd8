package dev.ringback.server.api.sources;

import dev.ringback.net.json.Suggestion;
import dev.ringback.protocol.providers.Provider;
import dev.ringback.protocol.providers.Providers;
import dev.ringback.server.sources.SourceTrust;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What to say to a word for a provider that is none. */
final class ProviderWords {

    /** Shorter words begin too many others. */
    private static final int TELLING = 4;

    private ProviderWords() {}

    /** What is wrong with the word, with the one that was probably meant. */
    static String unknown(String word) {
        return "is not one of the catalogue, which GET /api/v1/providers lists; "
                + meant(word)
                        .map("did you mean %s?"::formatted)
                        .orElse("for any other there is custom, with a scheme");
    }

    private static Optional<String> meant(String word) {
        String plain = plain(word);
        Map<String, String> words = words();
        return Optional.ofNullable(words.get(plain))
                .or(() -> Suggestion.nearest(plain, words.keySet()).map(words::get))
                .or(() -> begun(plain, words));
    }

    /** One whose beginning or end was left out, or added to. */
    private static Optional<String> begun(String plain, Map<String, String> words) {
        return words.entrySet().stream()
                .filter(each -> begins(plain, each.getKey()) || begins(each.getKey(), plain))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean begins(String start, String whole) {
        return start.length() >= TELLING && whole.startsWith(start);
    }

    /** Ids, aliases and names, each with the id that it stands for. */
    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put(SourceTrust.CUSTOM, SourceTrust.CUSTOM);
        for (Provider each : Providers.builtIn().all()) {
            words.put(each.id(), each.id());
            words.putIfAbsent(plain(each.name()), each.id());
            each.aliases().forEach(alias -> words.putIfAbsent(alias, each.id()));
        }
        return words;
    }

    private static String plain(String word) {
        return word.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    }
}

package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.JsonText;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The catalogue of providers. An entry is a scheme and what people need to know of it; it may say
 * {@code "like": ID} and only in what it differs from an earlier one.
 */
public final class Providers {

    private static final List<String> FILES =
            List.of(
                    "standard.json",
                    "ai.json",
                    "payments.json",
                    "code.json",
                    "messages.json",
                    "apps.json");

    private final Map<String, Provider> byId;
    private final Map<String, Provider> byAlias = new HashMap<>();

    private Providers(Map<String, Provider> byId) {
        this.byId = Collections.unmodifiableMap(byId);
        byId.values().forEach(each -> each.aliases().forEach(word -> byAlias.put(word, each)));
    }

    /** Those that come with Ringback. */
    public static Providers builtIn() {
        return BuiltIn.ALL;
    }

    /** All entries, in the order of the catalogue. */
    public List<Provider> all() {
        return List.copyOf(byId.values());
    }

    /** Finds an entry by its id or one of its aliases, in any case. */
    public Optional<Provider> find(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(byId.get(lower))
                .or(() -> Optional.ofNullable(byAlias.get(lower)));
    }

    /** Read when somebody first asks. */
    private static final class BuiltIn {
        static final Providers ALL = new Providers(read());
    }

    private static Map<String, Provider> read() {
        Map<String, ParsedJson> trees = new HashMap<>();
        Map<String, Provider> all = new LinkedHashMap<>();
        for (String file : FILES) {
            for (ParsedJson entry : entries(file)) {
                String id = entry.text("/id").orElse("");
                ParsedJson whole =
                        entry.text("/like")
                                .map(base -> SchemeReader.merged(shared(trees, base), entry))
                                .orElse(entry);
                trees.put(id, whole);
                if (all.put(id, provider(whole)) != null) {
                    throw new IllegalStateException("two providers have the id " + id);
                }
            }
        }
        return all;
    }

    /** What an entry takes over from another one: how it verifies, and not what it is called. */
    private static ParsedJson shared(Map<String, ParsedJson> trees, String base) {
        Map<String, ParsedJson> members =
                new LinkedHashMap<>(trees.getOrDefault(base, ParsedJson.Leaf.NOTHING).members());
        List.of("aliases", "notes", "variants", "handshakes").forEach(members::remove);
        return new ParsedJson.Members(members);
    }

    private static List<ParsedJson> entries(String file) {
        try (InputStream bytes = Providers.class.getResourceAsStream(file)) {
            if (bytes == null) {
                throw new IllegalStateException("the catalogue lacks " + file);
            }
            return JsonBody.read(bytes.readAllBytes(), JsonPaths.ALL)
                    .orElseThrow(() -> new IllegalStateException(file + " is not JSON"))
                    .items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Provider provider(ParsedJson tree) {
        Map<String, ParsedJson> scheme = new LinkedHashMap<>(tree.members());
        List.of("id", "like", "name", "aliases", "docs", "configure", "steps", "notes", "sample")
                .forEach(scheme::remove);
        try {
            return new Provider(
                    tree.text("/id").orElseThrow(),
                    tree.text("/name").orElseThrow(),
                    texts(tree, "/aliases"),
                    tree.text("/docs").orElseThrow(),
                    pairs(tree, "/configure"),
                    texts(tree, "/steps"),
                    texts(tree, "/notes"),
                    sample(tree),
                    SchemeReader.read(new ParsedJson.Members(scheme)));
        } catch (RuntimeException e) {
            throw new IllegalStateException("entry " + tree.text("/id").orElse("?"), e);
        }
    }

    private static Sample sample(ParsedJson tree) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", tree.text("/sample/type").orElse("application/json"));
        headers.putAll(pairs(tree, "/sample/headers"));
        ParsedJson body = tree.at("/sample/body").orElse(ParsedJson.Leaf.NOTHING);
        return new Sample(
                tree.text("/sample/method").orElse("POST"),
                headers,
                body.text().orElseGet(() -> JsonText.COMPACT.of(body)));
    }

    private static List<String> texts(ParsedJson tree, String pointer) {
        List<String> texts = new ArrayList<>();
        tree.at(pointer)
                .ifPresent(list -> list.items().forEach(each -> each.text().ifPresent(texts::add)));
        return List.copyOf(texts);
    }

    private static Map<String, String> pairs(ParsedJson tree, String pointer) {
        Map<String, String> pairs = new LinkedHashMap<>();
        tree.at(pointer)
                .ifPresent(object ->
                        object.members()
                                .forEach((name, value) ->
                                        value.text().ifPresent(text -> pairs.put(name, text))));
        return pairs;
    }
}

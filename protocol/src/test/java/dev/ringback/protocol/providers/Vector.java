package dev.ringback.protocol.providers;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.JsonText;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.KeyRequest;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A known answer: a request of a provider, and what has to come of it. */
record Vector(ParsedJson tree) {

    private static final String DIRECTORY = "ringback.vectors";

    /** Words of the files for fields of a context. */
    private static final Map<String, String> WORDS =
            Map.of(
                    "token_header", "header",
                    "trust_anchors_pem", "certificates",
                    "expected", "claims");

    /** All cases of the directory that is named; without a name, this project's own. */
    static List<Vector> all() {
        String named = System.getProperty(DIRECTORY, "");
        return named.isEmpty() ? own() : in(Path.of(named));
    }

    /** This project's own cases. */
    static List<Vector> own() {
        try {
            return in(Path.of(Vector.class.getResource("/vectors").toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Vector> in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.endsWith("catalogue.json"))
                    .sorted()
                    .flatMap(file -> cases(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Vector> cases(Path file) {
        try {
            ParsedJson all = JsonBody.read(Files.readAllBytes(file), JsonPaths.ALL).orElseThrow();
            return all.items().stream().map(Vector::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return text("provider") + "/" + text("case");
    }

    String text(String field) {
        return tree.text("/" + field).orElse("");
    }

    Optional<String> optional(String field) {
        return tree.text("/" + field);
    }

    boolean valid() {
        return text("valid").equals("true");
    }

    boolean handshake() {
        return text("kind").equals("handshake");
    }

    Instant now() {
        return Instant.ofEpochSecond(Long.parseLong(text("now")));
    }

    /** The scheme that the case carries, or the catalogue's. */
    Scheme scheme() {
        return tree.at("/context/scheme")
                .map(JsonText.COMPACT::of)
                .map(Scheme::parse)
                .orElseGet(() -> Providers.builtIn().find(text("provider")).orElseThrow().scheme());
    }

    InboundRequest request() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        tree.at("/headers")
                .orElseThrow()
                .members()
                .forEach((name, value) ->
                        headers.computeIfAbsent(name, any -> new ArrayList<>())
                                .addAll(texts(value)));
        byte[] body =
                tree.text("/body_base64")
                        .map(text -> TextEncoding.base64(text).orElse(new byte[0]))
                        .orElseGet(() -> Digests.utf8(text("body")));
        return new InboundRequest(text("method"), text("url"), HeaderValues.of(headers), body);
    }

    private static List<String> texts(ParsedJson value) {
        return (value.items().isEmpty() ? Stream.of(value) : value.items().stream())
                .flatMap(each -> each.text().stream())
                .toList();
    }

    Trust trust() {
        Map<String, ParsedJson> context = new LinkedHashMap<>();
        tree.at("/context")
                .ifPresent(given ->
                        given.members()
                                .forEach((name, value) -> {
                                    context.put(name, value);
                                    context.put(WORDS.getOrDefault(name, name), value);
                                }));
        return Trust.of(text("secret"))
                .withContext(
                        SchemeContext.parse(JsonText.COMPACT.of(new ParsedJson.Members(context))));
    }

    /** Judges the case, and fetches for it what the case brings along. */
    Judgement judged() {
        Scheme scheme = scheme();
        Trust trust = trust();
        while (true) {
            Judgement judgement = scheme.judge(trust, request(), now());
            if (!(judgement instanceof Judgement.NeedsKeys needs)) {
                return judgement;
            }
            trust =
                    trust.withKeys(
                            trust.keys().with(needs.request(), fetched(needs.request()), true));
        }
    }

    private String fetched(KeyRequest request) {
        URI url = request.url();
        String certificate =
                tree.at("/context/certs")
                        .map(certs -> certs.members().get(url.toString()))
                        .flatMap(ParsedJson::text)
                        .orElse("");
        return request.post()
                .map(post -> JsonBody.read(Digests.utf8(post), JsonPaths.ALL).orElseThrow())
                .flatMap(post -> post.text("/key_id"))
                .flatMap(kid -> tree.at("/context/jwk_by_kid/" + kid))
                .map(JsonText.COMPACT::of)
                .orElse(certificate);
    }

    @Override
    public String toString() {
        return name();
    }
}

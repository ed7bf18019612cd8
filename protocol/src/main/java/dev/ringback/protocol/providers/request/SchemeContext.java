package dev.ringback.protocol.providers.request;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.keys.Certificates;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.KeySet;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scheme needs besides secrets: {@code header} (a header's name), {@code verify_token},
 * {@code jwks} or {@code jwks_url}, {@code certificates} (authorities in PEM), {@code topics},
 * {@code claims} (what a JWT has to say), {@code client_id} and {@code client_secret} (to fetch a
 * key), {@code allow_legacy}.
 */
public final class SchemeContext {

    private static final int MOST_BYTES = 200_000;
    private static final SchemeContext NONE =
            new SchemeContext(
                    new ParsedJson.Members(Map.of()),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());

    private final ParsedJson tree;
    private final Optional<KeySet> jwks;
    private final Optional<URI> jwksUrl;
    private final List<X509Certificate> certificates;

    private SchemeContext(
            ParsedJson tree,
            Optional<KeySet> jwks,
            Optional<URI> jwksUrl,
            List<X509Certificate> certificates) {
        this.tree = tree;
        this.jwks = jwks;
        this.jwksUrl = jwksUrl;
        this.certificates = certificates;
    }

    /** Nothing besides secrets. */
    public static SchemeContext none() {
        return NONE;
    }

    /**
     * Reads a context.
     *
     * @param json an object
     * @throws MalformedSchemeException when it is none, or one of its fields cannot be used
     */
    public static SchemeContext parse(String json) {
        byte[] bytes = Digests.utf8(json);
        ParsedJson tree =
                JsonBody.read(bytes, JsonPaths.ALL)
                        .filter(each -> each instanceof ParsedJson.Members)
                        .filter(each -> bytes.length <= MOST_BYTES)
                        .orElseThrow(() ->
                                new MalformedSchemeException("context", "is not a JSON object"));
        return new SchemeContext(tree, keySet(tree), keySetUrl(tree), authorities(tree));
    }

    private static Optional<KeySet> keySet(ParsedJson tree) {
        Optional<ParsedJson> given = tree.at("/jwks");
        Optional<KeySet> set = given.flatMap(KeySet::of).filter(each -> !each.keys().isEmpty());
        if (given.isPresent() && set.isEmpty()) {
            throw new MalformedSchemeException(
                    "context.jwks", "holds no public key for signatures");
        }
        return set;
    }

    private static Optional<URI> keySetUrl(ParsedJson tree) {
        Optional<String> given = tree.text("/jwks_url");
        Optional<URI> url = given.flatMap(TrustedHosts::web);
        if (given.isPresent() && url.isEmpty()) {
            throw new MalformedSchemeException("context.jwks_url", "is not an http or https URL");
        }
        return url;
    }

    private static List<X509Certificate> authorities(ParsedJson tree) {
        List<X509Certificate> all = new ArrayList<>();
        for (String pem : texts(tree, "certificates")) {
            List<X509Certificate> some = Certificates.read(pem);
            if (some.isEmpty()) {
                throw new MalformedSchemeException(
                        "context.certificates", "is not a certificate in PEM");
            }
            all.addAll(some);
        }
        return List.copyOf(all);
    }

    /** A text, a number or a flag by its name. */
    public Optional<String> text(String name) {
        return tree.text("/" + name);
    }

    /** A text, or each text of a list. */
    public List<String> texts(String name) {
        return texts(tree, name);
    }

    private static List<String> texts(ParsedJson tree, String name) {
        Optional<ParsedJson> value = tree.at("/" + name);
        List<ParsedJson> each = value.map(ParsedJson::items).orElse(List.of());
        return (each.isEmpty() ? value.stream() : each.stream())
                .flatMap(item -> item.text().stream())
                .toList();
    }

    /** The key set that is written in the context. */
    public Optional<KeySet> jwks() {
        return jwks;
    }

    /** Where the context says that the key set is. */
    public Optional<URI> jwksUrl() {
        return jwksUrl;
    }

    /** The authorities that the context names. */
    public List<X509Certificate> certificates() {
        return certificates;
    }
}

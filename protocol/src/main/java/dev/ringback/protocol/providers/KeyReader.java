package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.family.CertificatePlace;
import dev.ringback.protocol.providers.family.Checker;
import dev.ringback.protocol.providers.family.KeyChecker;
import dev.ringback.protocol.providers.family.KeySetPlace;
import dev.ringback.protocol.providers.keys.SignatureAlgorithm;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.TrustedHosts;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads where a scheme's public keys are, and for which algorithms. */
final class KeyReader {

    private KeyReader() {}

    static Checker checker(SchemeFields fields) {
        SchemeFields key =
                fields.object("key")
                        .orElseGet(() -> SchemeFields.of("key", new ParsedJson.Members(Map.of())));
        String source = key.text("source", "secret");
        KeyChecker.KeyPlace place =
                switch (source) {
                    case "secret" -> new KeyChecker.KeyPlace.Secret();
                    case "jwks" -> new KeyChecker.KeyPlace.Set(keySet(key));
                    case "certificate" -> new KeyChecker.KeyPlace.Certificate(certificate(key));
                    default -> throw key.wrong("source", "is not one of certificate, jwks, secret");
                };
        List<String> strip = key.texts("strip");
        key.leave("format", "select");
        key.end();
        fields.leave("secret");
        boolean pairs =
                fields.object("signature")
                        .map(at -> at.text("parse", "plain"))
                        .filter(parse -> parse.equals("kv") || parse.equals("list"))
                        .isPresent();
        return new KeyChecker(
                algorithms(fields),
                fields.choice("encoding", FamilyReader.ENCODINGS, Optional.of(TextEncoding.BASE64)),
                place,
                strip,
                !pairs);
    }

    private static KeyChecker.Algorithms algorithms(SchemeFields fields) {
        if (fields.has("algorithm_by")) {
            ValuePlace by = fields.source("algorithm_by", fields.needed("algorithm_by"));
            Map<String, SignatureAlgorithm> words = new HashMap<>();
            fields.free("algorithms")
                    .forEach((word, name) ->
                            words.put(
                                    word, algorithm(fields, "algorithms", name.text().orElse(""))));
            fields.leave("algorithm");
            return new KeyChecker.Algorithms(Optional.of(by), words);
        }
        return KeyChecker.Algorithms.only(
                algorithm(fields, "algorithm", fields.needed("algorithm")));
    }

    private static SignatureAlgorithm algorithm(SchemeFields fields, String name, String word) {
        return SignatureAlgorithm.named(word)
                .orElseThrow(() ->
                        fields.wrong(
                                name,
                                "is not one of "
                                        + Arrays.stream(SignatureAlgorithm.values())
                                                .map(SignatureAlgorithm::word)
                                                .collect(Collectors.joining(", "))));
    }

    static KeySetPlace keySet(SchemeFields at) {
        return new KeySetPlace(
                at.text("url").map(text -> url(at, text)),
                Duration.ofHours(Math.max(1, at.number("cache_hours", 1, 168))));
    }

    static URI url(SchemeFields at, String text) {
        return TrustedHosts.https(text).orElseThrow(() -> at.wrong("url", "is not an https URL"));
    }

    private static CertificatePlace certificate(SchemeFields at) {
        return new CertificatePlace(
                at.source("from", at.needed("from")),
                new TrustedHosts(at.texts("hosts"), at.text("path_end", "")),
                new TrustedHosts(at.texts("names"), ""),
                at.flag("chain"));
    }
}

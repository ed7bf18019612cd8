package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.family.Family;
import dev.ringback.protocol.providers.family.JwtFamily;
import dev.ringback.protocol.providers.family.JwtKeys;
import dev.ringback.protocol.providers.keys.SignatureAlgorithm;
import dev.ringback.protocol.providers.keys.TextEncoding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads how a scheme's JWTs are verified. */
final class JwtReader {

    private JwtReader() {}

    static Family family(SchemeFields fields) {
        SchemeFields at = fields.object("jwt").orElseThrow(() -> fields.wrong("jwt", "is missing"));
        List<String> algorithms = at.texts("alg");
        for (String each : algorithms) {
            if (!each.matches("HS(256|384|512)") && SignatureAlgorithm.ofJwt(each).isEmpty()) {
                throw at.wrong("alg", "holds an unknown algorithm: " + each);
            }
        }
        if (algorithms.isEmpty()) {
            throw at.wrong("alg", "is missing: the algorithms that are taken");
        }
        boolean iat = at.has("iat_tolerance");
        Family family =
                new JwtFamily(
                        FamilyReader.places(at).get(0),
                        at.text("scheme", ""),
                        algorithms,
                        jwtKeys(at),
                        iat
                                ? Optional.of(
                                        Duration.ofSeconds(
                                                at.number(
                                                        "iat_tolerance",
                                                        0,
                                                        FamilyReader.LONGEST_TOLERANCE)))
                                : Optional.empty(),
                        at.flag("exp"),
                        claims(at),
                        at.text("body_hash_claim"),
                        at.choice(
                                "body_hash_encoding",
                                FamilyReader.ENCODINGS,
                                Optional.of(TextEncoding.HEX)));
        at.end();
        return family;
    }

    private static JwtKeys jwtKeys(SchemeFields at) {
        return switch (at.text("key", "secret")) {
            case "secret" -> new JwtKeys(true, Optional.empty(), Optional.empty());
            case "jwks" -> new JwtKeys(false, Optional.of(KeyReader.keySet(at)), Optional.empty());
            case "secret-or-jwks" ->
                    new JwtKeys(true, Optional.of(KeyReader.keySet(at)), Optional.empty());
            case "by-kid" ->
                    new JwtKeys(
                            false,
                            Optional.empty(),
                            Optional.of(KeyReader.url(at, at.needed("url"))));
            default -> throw at.wrong("key", "is not one of by-kid, jwks, secret, secret-or-jwks");
        };
    }

    private static Map<String, List<String>> claims(SchemeFields at) {
        Map<String, List<String>> claims = new LinkedHashMap<>();
        at.texts("claims").forEach(name -> claims.put(name, List.of()));
        at.free("claim_values")
                .forEach((name, value) -> {
                    List<ParsedJson> several = value.items();
                    claims.put(
                            name,
                            (several.isEmpty() ? Stream.of(value) : several.stream())
                                    .flatMap(each -> each.text().stream())
                                    .toList());
                });
        return claims;
    }
}

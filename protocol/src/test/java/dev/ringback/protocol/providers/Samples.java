package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Requests of providers, signed as they would sign them. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    static final String URL = "https://hooks.example.com/in/token";
    static final SchemeContext CONTEXT =
            SchemeContext.parse("{\"header\":\"X-Auth\",\"topics\":[\"arn:aws:sns:a:1:b\"]}");

    /** Secrets of all forms; each provider takes one of them. */
    private static final List<String> SECRETS =
            List.of(
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                    "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                    "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00",
                    "public:private");

    private Samples() {}

    /** A provider's sample and what it takes to verify it. */
    record Signed(Provider provider, Trust trust, InboundRequest request) {

        Judgement judged(InboundRequest other, Instant now) {
            return provider.scheme().judge(trust, other, now);
        }

        @Override
        public String toString() {
            return provider.id();
        }
    }

    /** A secret that a scheme takes. */
    static String secret(Scheme scheme) {
        return SECRETS.stream()
                .filter(each -> scheme.problemWithSecret(each).isEmpty())
                .findFirst()
                .orElse(HexFormat.of().formatHex(Digests.sha256(new byte[0])));
    }

    static Optional<Signed> of(Provider provider) {
        String secret = secret(provider.scheme());
        Trust trust = Trust.of(secret).withContext(CONTEXT);
        return provider.scheme()
                .sign(provider.sample(), URL, secret, CONTEXT, NOW, "3f9a")
                .map(request -> new Signed(provider, trust, request));
    }

    /** All that can be signed here. */
    static Stream<Signed> all() {
        return Providers.builtIn().all().stream().flatMap(each -> of(each).stream());
    }
}

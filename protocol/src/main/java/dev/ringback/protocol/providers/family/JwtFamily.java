package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.RequestView;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A JWT (RFC 7519) in a header. Which algorithms are taken is the scheme's, and what the token
 * names has to fit the key that is configured.
 *
 * @param word what stands before the token, such as {@code Bearer}; empty for nothing
 * @param iatTolerance how far {@code iat} may be from now; it is not needed when absent
 * @param needsExp whether the token has to say when it expires
 * @param claims what the token has to say besides, and the values for which the context need not
 * @param bodyHash the claim that holds the SHA-256 of the body
 */
public record JwtFamily(
        ValuePlace place,
        String word,
        List<String> algorithms,
        JwtKeys keys,
        Optional<Duration> iatTolerance,
        boolean needsExp,
        Map<String, List<String>> claims,
        Optional<String> bodyHash,
        TextEncoding hashEncoding)
        implements Family {

    private static final String URL_CLAIM = "aud";

    @Override
    public Proof prove(Examination examination) {
        if (keys.secretOnly() && examination.secrets().isEmpty()) {
            return Proof.noSecret();
        }
        Optional<Proof> twice = examination.twice(Stream.of(place));
        Optional<String> header = examination.value(place);
        if (twice.isPresent() || header.isEmpty()) {
            return twice.orElseGet(() -> Proof.missing(examination.named(place).words()));
        }
        Optional<JwtText> token = token(header.get());
        if (token.isEmpty()) {
            return Proof.malformed("the token is no JWT");
        }
        if (!algorithms.contains(token.get().algorithm())) {
            return Proof.malformed("the token's algorithm is not one of " + algorithms);
        }
        Proof proof = keys.prove(examination, token.get());
        return proof instanceof Proof.Given
                ? problem(examination, token.get().payload()).orElse(proof)
                : proof;
    }

    private Optional<JwtText> token(String header) {
        if (word.isEmpty()) {
            return JwtText.read(header);
        }
        String before = word + " ";
        return header.regionMatches(true, 0, before, 0, before.length())
                ? JwtText.read(header.substring(before.length()).strip())
                : Optional.empty();
    }

    private Optional<Proof> problem(Examination examination, ParsedJson payload) {
        return issued(examination, payload)
                .or(() -> expired(examination.now(), payload))
                .or(() -> foreign(examination, payload))
                .or(() -> otherBody(examination.view(), payload));
    }

    private Optional<Proof> issued(Examination examination, ParsedJson payload) {
        if (iatTolerance.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> issued = time(payload, "iat");
        return issued.isEmpty()
                ? Optional.of(Proof.malformed("the token does not say when it was issued"))
                : TimestampRule.untimely(
                        issued.get(),
                        examination.now().truncatedTo(TimeForm.S.precision()),
                        examination.trust().tolerance().or(() -> iatTolerance).get());
    }

    private static Optional<Instant> time(ParsedJson payload, String claim) {
        return payload.text("/" + claim).flatMap(TimeForm.S::lenient);
    }

    private Optional<Proof> expired(Instant now, ParsedJson payload) {
        Optional<Instant> until = time(payload, "exp");
        Optional<Instant> from = time(payload, "nbf");
        if (until.isEmpty() && needsExp) {
            return Optional.of(Proof.malformed("the token does not say when it expires"));
        }
        if (until.filter(time -> !now.isBefore(time)).isPresent()) {
            return Optional.of(
                    Proof.no(RejectReason.TOO_OLD, "the token expired at " + until.get()));
        }
        return from.filter(now::isBefore)
                .map(time ->
                        Proof.no(
                                RejectReason.FROM_THE_FUTURE,
                                "the token is not valid before " + time));
    }

    private Optional<Proof> foreign(Examination examination, ParsedJson payload) {
        for (Map.Entry<String, List<String>> claim : claims.entrySet()) {
            List<String> expected = expected(examination, claim.getKey(), claim.getValue());
            if (expected.isEmpty()) {
                return Optional.of(
                        Proof.differs(
                                "the source's context does not say which %s is right"
                                        .formatted(claim.getKey())));
            }
            if (said(payload, claim.getKey()).noneMatch(expected::contains)) {
                return Optional.of(
                        Proof.differs(
                                "the token's %s is not the one that is expected"
                                        .formatted(claim.getKey())));
            }
        }
        return Optional.empty();
    }

    private static List<String> expected(
            Examination examination, String claim, List<String> usual) {
        List<String> own = examination.trust().context().texts("claims/" + claim);
        if (!own.isEmpty()) {
            return own;
        }
        String url = examination.view().request().url().split("[?#]", 2)[0];
        return usual.isEmpty() && claim.equals(URL_CLAIM) ? List.of(url) : usual;
    }

    private static Stream<String> said(ParsedJson payload, String claim) {
        Optional<ParsedJson> value = payload.at("/" + claim);
        List<ParsedJson> several = value.map(ParsedJson::items).orElse(List.of());
        return (several.isEmpty() ? value.stream() : several.stream())
                .flatMap(each -> each.text().stream());
    }

    private Optional<Proof> otherBody(RequestView view, ParsedJson payload) {
        if (bodyHash.isEmpty()) {
            return Optional.empty();
        }
        byte[] right = Digests.sha256(view.signed());
        boolean same =
                payload.text("/" + bodyHash.get()).stream()
                        .flatMap(text -> hashEncoding.decode(text).stream())
                        .anyMatch(given -> ConstantTime.equal(right, given));
        return same
                ? Optional.empty()
                : Optional.of(Proof.differs("the body is not the one whose hash was signed"));
    }

    @Override
    public Optional<InboundRequest> sign(Draft draft) {
        Optional<String> alg =
                algorithms.stream().filter(each -> each.startsWith("HS")).findFirst();
        if (alg.isEmpty() || draft.secret().isEmpty()) {
            return Optional.empty();
        }
        Draft filled = draft.filled(TimeForm.S.write(draft.now()));
        long now = draft.now().getEpochSecond();
        String hash =
                bodyHash.map(claim ->
                                ",\"%s\":\"%s\""
                                        .formatted(
                                                claim,
                                                hashEncoding.encode(
                                                        Digests.sha256(
                                                                Digests.utf8(filled.body())))))
                        .orElse("");
        String payload = "{\"iat\":%d,\"exp\":%d%s}".formatted(now, now + 300, hash);
        String token =
                JwtText.signed(alg.get(), payload, Digests.utf8(draft.secret()), mac(alg.get()));
        String value = word.isEmpty() ? token : word + " " + token;
        return Optional.of(filled.with(place.name(), value).request());
    }

    /** The HMAC of an algorithm whose name begins with {@code HS}. */
    public static MacAlgorithm mac(String algorithm) {
        return MacAlgorithm.valueOf("SHA" + algorithm.substring(2));
    }

    @Override
    public Stream<ValuePlace> places() {
        return Stream.of(place);
    }

    @Override
    public boolean needsSecret() {
        return keys.secretOnly();
    }

    @Override
    public boolean coversBody() {
        return bodyHash.isPresent();
    }
}

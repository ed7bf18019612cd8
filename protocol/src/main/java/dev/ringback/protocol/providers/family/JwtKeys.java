package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.body.JsonText;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.KeySet;
import dev.ringback.protocol.providers.keys.PublicKeys;
import dev.ringback.protocol.providers.keys.SignatureAlgorithm;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.KeyRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.SchemeContext;
import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the keys of JWTs are.
 *
 * @param secrets whether the source's secrets may be keys: of an HMAC, or a public key in PEM
 * @param set where a set of public keys is
 * @param single where one key is asked for by its id, as Plaid wants it
 */
public record JwtKeys(boolean secrets, Optional<KeySetPlace> set, Optional<URI> single) {

    private static final Duration KEEP_SINGLE = Duration.ofHours(24);
    private static final String UNFIT =
            "the token's algorithm does not fit the key that is configured";

    /** Whether there is nothing to verify with but the source's secrets. */
    public boolean secretOnly() {
        return secrets && set.isEmpty() && single.isEmpty();
    }

    /** Checks a token's signature. */
    public Proof prove(Examination examination, JwtText token) {
        if (token.algorithm().startsWith("HS")) {
            return byMac(examination, token);
        }
        Optional<SignatureAlgorithm> algorithm = SignatureAlgorithm.ofJwt(token.algorithm());
        if (algorithm.isEmpty()) {
            return Proof.malformed("the token's algorithm is not known");
        }
        return byPem(examination, token, algorithm.get())
                .orElseGet(() -> byKey(examination, token, algorithm.get()));
    }

    private Proof byMac(Examination examination, JwtText token) {
        // A public key is no secret: whoever knows it could sign with it as one.
        List<Examination.Candidate> usable =
                examination.secrets().stream()
                        .filter(each -> secrets && !isPem(each.text()))
                        .toList();
        if (usable.isEmpty()) {
            return Proof.malformed(UNFIT);
        }
        for (Examination.Candidate secret : usable) {
            byte[] right =
                    JwtFamily.mac(token.algorithm())
                            .of(Digests.utf8(secret.text()), token.signed());
            if (ConstantTime.equal(right, token.signature())) {
                return new Proof.Given(secret.index());
            }
        }
        return Proof.differs("the token was signed with another secret");
    }

    private static boolean isPem(String secret) {
        return secret.strip().startsWith("-----BEGIN ");
    }

    private Optional<Proof> byPem(
            Examination examination, JwtText token, SignatureAlgorithm algorithm) {
        if (!secrets) {
            return Optional.empty();
        }
        for (Examination.Candidate secret : examination.secrets()) {
            Optional<PublicKey> key =
                    isPem(secret.text()) ? PublicKeys.read(secret.text()) : Optional.empty();
            if (key.filter(each -> signs(each, token, algorithm)).isPresent()) {
                return Optional.of(new Proof.Given(secret.index()));
            }
        }
        boolean noSet =
                examination.trust().context().jwks().isEmpty()
                        && examination.trust().context().jwksUrl().isEmpty();
        boolean last = secretOnly() || (noSet && set.flatMap(KeySetPlace::url).isEmpty());
        if (!last) {
            return Optional.empty();
        }
        boolean fits =
                examination.secrets().stream()
                        .filter(each -> isPem(each.text()))
                        .flatMap(each -> PublicKeys.read(each.text()).stream())
                        .anyMatch(algorithm::fits);
        return Optional.of(
                fits
                        ? Proof.differs("the token was signed with another key")
                        : Proof.malformed(UNFIT));
    }

    private static boolean signs(PublicKey key, JwtText token, SignatureAlgorithm algorithm) {
        return algorithm.verifies(key, token.signed(), token.signature());
    }

    private Proof byKey(Examination examination, JwtText token, SignatureAlgorithm algorithm) {
        String unknown = "the token was signed with a key that the provider does not name";
        if (single.isEmpty()) {
            return set.orElse(KeySetPlace.OF_CONTEXT)
                    .with(examination.trust(), keys -> signed(keys, token, algorithm), unknown);
        }
        if (token.kid().isEmpty() || token.kid().length() > 200) {
            return Proof.malformed("the token names no key");
        }
        return KeySetPlace.with(
                examination.trust(),
                request(examination.trust().context(), token.kid()),
                keys -> signed(keys, token, algorithm),
                unknown);
    }

    private KeyRequest request(SchemeContext context, String kid) {
        String body =
                "{\"client_id\":%s,\"secret\":%s,\"key_id\":%s}"
                        .formatted(
                                JsonText.quoted(context.text("client_id").orElse("")),
                                JsonText.quoted(context.text("client_secret").orElse("")),
                                JsonText.quoted(kid));
        return new KeyRequest(single.orElseThrow(), Optional.of(body), KEEP_SINGLE);
    }

    /** Nothing when the set does not have the token's key. */
    private static Optional<Proof> signed(
            KeySet keys, JwtText token, SignatureAlgorithm algorithm) {
        List<PublicKey> fitting = keys.fitting(token.kid(), algorithm, token.algorithm());
        if (fitting.stream().anyMatch(key -> signs(key, token, algorithm))) {
            return Optional.of(new Proof.Given(-1));
        }
        if (token.kid().isEmpty() || !keys.knows(token.kid())) {
            return Optional.empty();
        }
        return Optional.of(
                fitting.isEmpty()
                        ? Proof.malformed(UNFIT)
                        : Proof.differs("the token's key did not sign it"));
    }
}

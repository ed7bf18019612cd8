package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.keys.PublicKeys;
import dev.ringback.protocol.providers.keys.SignatureAlgorithm;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.io.ByteArrayOutputStream;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A signature under a private key that only the provider has.
 *
 * @param strip what may stand before a key that is configured
 * @param lonely whether there is one signature, so that one that cannot be read is malformed
 */
public record KeyChecker(
        Algorithms algorithms,
        TextEncoding encoding,
        KeyPlace place,
        List<String> strip,
        boolean lonely)
        implements Checker {

    /**
     * Which algorithm: one, or one of a few that the request says by a word of the provider's.
     *
     * @param by where the word is; the only algorithm is under the empty word when absent
     */
    public record Algorithms(Optional<ValuePlace> by, Map<String, SignatureAlgorithm> byWord) {

        public static Algorithms only(SignatureAlgorithm one) {
            return new Algorithms(Optional.empty(), Map.of("", one));
        }

        Optional<SignatureAlgorithm> of(Examination examination) {
            String word = by.flatMap(examination::value).orElse("");
            return Optional.ofNullable(byWord.get(word));
        }
    }

    /** Where the public key is. */
    public sealed interface KeyPlace {
        /** The secret is the public key. */
        record Secret() implements KeyPlace {}

        /** It is one of a set; the request does not say which. */
        record Set(KeySetPlace keys) implements KeyPlace {}

        /** It is in a certificate, whose URL is in the request. */
        record Certificate(CertificatePlace at) implements KeyPlace {}
    }

    @Override
    public Proof check(
            Examination examination, MessageForm form, String timestamp, List<String> signatures) {
        Optional<SignatureAlgorithm> algorithm = algorithms.of(examination);
        if (algorithm.isEmpty()) {
            return Proof.malformed("the request names an algorithm that this scheme does not use");
        }
        List<byte[]> given =
                signatures.stream().flatMap(each -> encoding.decode(each).stream()).toList();
        if (given.isEmpty()) {
            String detail = "the signature cannot be decoded";
            return lonely ? Proof.malformed(detail) : Proof.differs(detail);
        }
        var trial = new Trial(examination, form, timestamp, algorithm.get(), given);
        if (place instanceof KeyPlace.Set set) {
            return set.keys()
                    .with(
                            examination.trust(),
                            keys -> trial.any(keys.fitting("", trial.algorithm(), "")),
                            "no key of the provider's set made this signature");
        }
        if (place instanceof KeyPlace.Certificate certificate) {
            return certificate.at().with(examination, key -> trial.any(List.of(key)));
        }
        return configured(trial);
    }

    /** Everything that is tried with each key. */
    private record Trial(
            Examination examination,
            MessageForm form,
            String timestamp,
            SignatureAlgorithm algorithm,
            List<byte[]> given) {

        Optional<Proof> any(List<PublicKey> keys) {
            if (!form.holdsSecret()) {
                return keys.stream().anyMatch(key -> fits(key, ""))
                        ? Optional.of(new Proof.Given(-1))
                        : Optional.empty();
            }
            return examination.secrets().stream()
                    .filter(secret -> keys.stream().anyMatch(key -> fits(key, secret.text())))
                    .findFirst()
                    .map(secret -> new Proof.Given(secret.index()));
        }

        boolean fits(PublicKey key, String secret) {
            Predicate<byte[]> signed =
                    message ->
                            given.stream().anyMatch(each -> algorithm.verifies(key, message, each));
            return form.messages(examination, timestamp, secret).stream()
                    .map(Trial::joined)
                    .anyMatch(signed);
        }

        private static byte[] joined(byte[][] parts) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                all.writeBytes(part);
            }
            return all.toByteArray();
        }
    }

    private Proof configured(Trial trial) {
        List<Examination.Candidate> usable = new ArrayList<>();
        for (Examination.Candidate secret : trial.examination().secrets()) {
            Optional<PublicKey> key = key(secret.text());
            key.ifPresent(any -> usable.add(secret));
            if (key.isPresent() && trial.fits(key.get(), secret.text())) {
                return new Proof.Given(secret.index());
            }
        }
        return Proof.differs(
                usable.isEmpty()
                        ? "what the source has as its secret is no public key"
                        : "another key signed this, or it was changed since");
    }

    private Optional<PublicKey> key(String secret) {
        return strip.stream()
                .filter(secret::startsWith)
                .findFirst()
                .map(each -> PublicKeys.read(secret.substring(each.length())))
                .orElseGet(() -> PublicKeys.read(secret));
    }

    @Override
    public Stream<ValuePlace> places() {
        Stream<ValuePlace> certificate =
                place instanceof KeyPlace.Certificate each
                        ? Stream.of(each.at().url())
                        : Stream.empty();
        return Stream.concat(algorithms.by().stream(), certificate);
    }

    @Override
    public boolean needsSecret() {
        return place instanceof KeyPlace.Secret;
    }

    @Override
    public Optional<String> problemWith(String secret) {
        if (!(place instanceof KeyPlace.Secret)) {
            return secret.isEmpty() ? Optional.of("is empty") : Optional.empty();
        }
        Optional<PublicKey> key = key(secret);
        if (key.isEmpty()) {
            return Optional.of("is not a public key in PEM, hex or base64");
        }
        return algorithms.byWord().values().stream().anyMatch(each -> each.fits(key.get()))
                ? Optional.empty()
                : Optional.of("is not a public key for this scheme's algorithm");
    }
}

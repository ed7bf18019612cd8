package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.keys.Certificates;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.protocol.providers.request.KeyRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.TrustedHosts;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A certificate whose URL is in the request.
 *
 * @param url where the request says it is
 * @param hosts whence it may come
 * @param names whom it has to be for
 * @param chain whether it has to lead to an authority; it does as well when the context names some
 */
public record CertificatePlace(
        ValuePlace url, TrustedHosts hosts, TrustedHosts names, boolean chain) {

    private static final Duration KEEP = Duration.ofHours(24);

    /**
     * Tries the certificate's key.
     *
     * @param attempt nothing when it is not this key's signature
     */
    public Proof with(Examination examination, Function<PublicKey, Optional<Proof>> attempt) {
        Optional<String> text = examination.value(url);
        if (text.isEmpty()) {
            return Proof.missing(url.words());
        }
        Optional<URI> trusted = hosts.trusted(text.get());
        if (trusted.isEmpty()) {
            return Proof.differs(
                    "the certificate is not an https URL of %s%s"
                            .formatted(
                                    hosts.words(),
                                    hosts.pathEnd().isEmpty()
                                            ? ""
                                            : " that ends with " + hosts.pathEnd()));
        }
        KeyRequest request = new KeyRequest(trusted.get(), Optional.empty(), KEEP);
        Optional<FetchedKeys.Fetched> fetched = examination.trust().keys().of(request);
        if (fetched.isEmpty()) {
            return new Proof.Wanting(request);
        }
        List<X509Certificate> certificates = Certificates.read(fetched.get().text());
        return problem(certificates, examination)
                .map(detail -> (Proof) Proof.differs(detail))
                .or(() -> attempt.apply(certificates.get(0).getPublicKey()))
                .orElseGet(() ->
                        Proof.differs(
                                "the certificate's owner did not sign this, or it was changed"));
    }

    private Optional<String> problem(List<X509Certificate> found, Examination examination) {
        if (found.isEmpty()) {
            return Optional.of("what is at the certificate's URL is no certificate");
        }
        X509Certificate leaf = found.get(0);
        if (!Certificates.validAt(leaf, examination.now())) {
            return Optional.of("the certificate is not valid at this time");
        }
        if (Certificates.names(leaf).stream().noneMatch(names::names)) {
            return Optional.of("the certificate is not that of " + names.words());
        }
        Collection<X509Certificate> own = examination.trust().context().certificates();
        Collection<X509Certificate> authorities =
                own.isEmpty() ? examination.trust().authorities() : own;
        boolean asked = chain || !own.isEmpty();
        return asked && !Certificates.leadsTo(authorities, found, examination.now())
                ? Optional.of("the certificate does not lead to an authority that is trusted")
                : Optional.empty();
    }
}

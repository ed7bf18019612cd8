package dev.ringback.protocol.providers.keys;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Reads certificates and judges them at a given time. */
public final class Certificates {

    private static final int MOST = 10;
    private static final int DNS_NAME = 2;

    private Certificates() {}

    /** Reads up to ten certificates in PEM, the leaf first; none when one cannot be read. */
    public static List<X509Certificate> read(String pem) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            List<X509Certificate> chain = new ArrayList<>();
            for (var each : factory.generateCertificates(bytes)) {
                if (each instanceof X509Certificate certificate && chain.size() < MOST) {
                    chain.add(certificate);
                }
            }
            return chain;
        } catch (GeneralSecurityException | RuntimeException noCertificate) {
            return List.of();
        }
    }

    /** Whether a certificate may be used at a time. */
    public static boolean validAt(X509Certificate certificate, Instant time) {
        return !time.isBefore(certificate.getNotBefore().toInstant())
                && !time.isAfter(certificate.getNotAfter().toInstant());
    }

    /**
     * Whether a chain leads to one of some authorities (RFC 5280), judged at a time. Revocation is
     * not asked for: nothing here speaks to a network.
     *
     * @param chain the leaf first
     */
    public static boolean leadsTo(
            Collection<X509Certificate> authorities, List<X509Certificate> chain, Instant time) {
        if (chain.isEmpty() || authorities.isEmpty()) {
            return false;
        }
        try {
            Set<TrustAnchor> anchors =
                    authorities.stream()
                            .map(each -> new TrustAnchor(each, null))
                            .collect(Collectors.toSet());
            List<X509Certificate> below =
                    chain.stream().filter(each -> !authorities.contains(each)).toList();
            if (below.isEmpty()) {
                return validAt(chain.get(0), time);
            }
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(below);
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(time));
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return true;
        } catch (GeneralSecurityException untrusted) {
            return false;
        }
    }

    /** The DNS names that a certificate is for; its common name when it lists none. */
    public static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            var listed = certificate.getSubjectAlternativeNames();
            if (listed != null) {
                for (List<?> each : listed) {
                    if (each.get(0).equals(DNS_NAME)) {
                        names.add(String.valueOf(each.get(1)));
                    }
                }
            }
        } catch (GeneralSecurityException unreadable) {
            return List.of();
        }
        if (names.isEmpty()) {
            commonName(certificate).ifPresent(names::add);
        }
        return names;
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(each -> each.getType().equalsIgnoreCase("CN"))
                            .map(each -> String.valueOf(each.getValue()))
                            .findFirst();
        } catch (InvalidNameException unreadable) {
            return Optional.empty();
        }
    }
}

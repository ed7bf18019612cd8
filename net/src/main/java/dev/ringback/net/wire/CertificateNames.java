package dev.ringback.net.wire;

import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.wire.guard.Ipv4Number;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The rule that a certificate names its hosts where such names belong (RFC 9525). The JDK, which
 * has verified it, falls back to a name in the subject, which authorities do not check.
 */
final class CertificateNames {

    private static final int DNS_NAME = 2;

    private CertificateNames() {}

    static void require(SSLSession session, String host) throws WireException {
        if (host.indexOf(':') < 0 && !Ipv4Number.looksNumeric(host) && !hasNames(session)) {
            throw new WireException(
                    WireFault.TLS_FAILED,
                    "certificate is not trusted: it has no subject alternative name");
        }
    }

    private static boolean hasNames(SSLSession session) throws WireException {
        try {
            Certificate own = session.getPeerCertificates()[0];
            Collection<List<?>> names =
                    own instanceof X509Certificate known
                            ? Optional.ofNullable(known.getSubjectAlternativeNames())
                                    .orElse(List.of())
                            : List.of();
            return names.stream().anyMatch(name -> name.getFirst().equals(DNS_NAME));
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            throw new WireException(WireFault.TLS_FAILED, "certificate is not trusted", e);
        }
    }
}

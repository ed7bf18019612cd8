package dev.ringback.protocol.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.providers.keys.Certificates;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.KeyRequest;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Certificates that requests name: whose they are, when, and who vouches for them. */
final class CertificatesTest {

    private static final Vector PAYPAL = vector("paypal");
    private static final Vector SNS = vector("aws-sns");

    private static Vector vector(String id) {
        return Vector.own().stream()
                .filter(each -> each.valid() && !each.handshake())
                .filter(each -> each.text("provider").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String certificate(Vector vector) {
        return vector.tree().at("/context/certs").orElseThrow().members().values().stream()
                .flatMap(each -> each.text().stream())
                .findFirst()
                .orElseThrow();
    }

    private static List<X509Certificate> authorities() {
        return PAYPAL.tree().at("/context/trust_anchors_pem").orElseThrow().items().stream()
                .flatMap(each -> each.text().stream())
                .flatMap(pem -> Certificates.read(pem).stream())
                .toList();
    }

    private static Judgement judged(Vector vector, Trust trust, String pem, Instant now) {
        Judgement first = vector.scheme().judge(trust, vector.request(), now);
        assertThat(first).isInstanceOf(Judgement.NeedsKeys.class);
        KeyRequest request = ((Judgement.NeedsKeys) first).request();
        Trust fetched = trust.withKeys(trust.keys().with(request, pem, true));
        return vector.scheme().judge(fetched, vector.request(), now);
    }

    private static void isRefused(Judgement judgement, String why) {
        assertThat(judgement).isInstanceOf(Judgement.Rejected.class);
        assertThat(((Judgement.Rejected) judgement).detail()).contains(why);
    }

    private static Trust paypal(Set<X509Certificate> authorities) {
        Trust plain = Trust.of(PAYPAL.text("secret"));
        return new Trust(
                plain.secrets(),
                SchemeContext.none(),
                plain.keys(),
                authorities,
                plain.tolerance(),
                plain.maxBody());
    }

    @Test
    void aChainHasToLeadToAnAuthority() {
        String pem = certificate(PAYPAL);
        assertThat(judged(PAYPAL, paypal(Set.copyOf(authorities())), pem, PAYPAL.now()))
                .isInstanceOf(Judgement.Verified.class);
        isRefused(judged(PAYPAL, paypal(Set.of()), pem, PAYPAL.now()), "authority");
        Set<X509Certificate> others = Set.copyOf(Certificates.read(certificate(SNS)));
        isRefused(judged(PAYPAL, paypal(others), pem, PAYPAL.now()), "authority");
    }

    @Test
    void aCertificateIsOnlyGoodWhileItIsValid() {
        Trust patient = Trust.of(SNS.text("secret")).withTolerance(Duration.ofDays(4_000));
        String pem = certificate(SNS);
        Instant end = Certificates.read(pem).get(0).getNotAfter().toInstant();
        assertThat(judged(SNS, patient, pem, end)).isInstanceOf(Judgement.Verified.class);
        isRefused(judged(SNS, patient, pem, end.plusSeconds(1)), "not valid");
        isRefused(judged(SNS, patient, pem, Instant.parse("2020-01-01T00:00:00Z")), "not valid");
    }

    @Test
    void theCertificateOfSomebodyElseIsRefused() {
        Trust trust = Trust.of(SNS.text("secret")).withTolerance(Duration.ofDays(10_000));
        Instant both = Certificates.read(certificate(SNS)).get(0).getNotBefore().toInstant();
        isRefused(judged(SNS, trust, certificate(PAYPAL), both), "not that of");
        isRefused(judged(SNS, trust, "no certificate", both), "no certificate");
    }

    @Test
    void anAuthorityThatTheContextNamesIsAskedForWhereNoneNeedBe() {
        String own = authorities().stream().map(CertificatesTest::pem).findFirst().orElseThrow();
        SchemeContext context =
                SchemeContext.parse(
                        "{\"certificates\":\"%s\"}".formatted(own.replace("\n", "\\n")));
        Trust trust = Trust.of(SNS.text("secret")).withContext(context);
        isRefused(judged(SNS, trust, certificate(SNS), SNS.now()), "authority");
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getEncoder().encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

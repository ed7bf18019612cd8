package dev.ringback.net.wire;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The words for a failed TLS handshake: what the owner of the other side can act on. */
final class TlsWords {

    private static final int DEEPEST = 10;
    private static final String ALERT = "Received fatal alert: ";

    private TlsWords() {}

    static String of(SSLException problem) {
        String words = "";
        Throwable cause = problem;
        for (int i = 0; cause != null && i < DEEPEST; i++) {
            String found = certificate(cause);
            words = found.isEmpty() ? words : found;
            cause = cause.getCause();
        }
        return words.isEmpty() ? handshake(String.valueOf(problem.getMessage())) : words;
    }

    /** The deepest cause that says something is the most exact one. */
    private static String certificate(@Nullable Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException e -> "certificate is not trusted: it has expired";
            case CertificateNotYetValidException e ->
                    "certificate is not trusted: it is not valid yet";
            case CertPathBuilderException e ->
                    "certificate is not trusted: its issuer is not known";
            case CertPathValidatorException e -> "certificate is not trusted: its chain is broken";
            case CertificateException e when String.valueOf(e.getMessage()).startsWith("No ") ->
                    "certificate is not trusted: it was issued for another host";
            case CertificateException e -> "certificate is not trusted";
            case null, default -> "";
        };
    }

    /** What the owner of the peer may not guess from the name of the alert. */
    private static String meaning(String alert) {
        return switch (alert) {
            case "certificate_required" -> ": it wants a client certificate, and none is sent";
            case "bad_certificate" -> ": it may want a client certificate, and none is sent";
            case "unrecognized_name" -> ": it does not serve this host";
            case "protocol_version" -> ": it takes neither TLS 1.3 nor TLS 1.2";
            case "handshake_failure" ->
                    ": no cipher is common, or it wants a client certificate, and none is sent";
            default -> "";
        };
    }

    private static String handshake(String message) {
        int alert = message.indexOf(ALERT);
        if (alert >= 0) {
            String name = message.substring(alert + ALERT.length());
            return "TLS handshake failed: the peer says " + name.replace('_', ' ') + meaning(name);
        }
        return message.contains("Unsupported or unrecognized SSL message")
                ? "TLS handshake failed: the peer does not speak TLS"
                : "TLS handshake failed";
    }
}

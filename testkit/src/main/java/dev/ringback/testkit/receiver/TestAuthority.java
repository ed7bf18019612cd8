package dev.ringback.testkit.receiver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.LocalDate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority for one test: it issues certificates, good and bad ones, and makes
 * clients that trust it and nobody else.
 */
public final class TestAuthority {

    /** Certificates are valid from 2020 on; no test runs earlier. */
    private static final LocalDate START = LocalDate.of(2020, 1, 1);

    private static final LocalDate END = LocalDate.of(2049, 1, 1);
    private static final char[] NO_PASSWORD = new char[0];

    private final KeyPair keys = keyPair();
    private final byte[] certificate = CertificateWriter.issuer(keys, START, END);

    /** A server's side with a valid certificate for that DNS name. */
    public SSLContext identity(String host) {
        return identity(host, END);
    }

    /** A server's side whose certificate for that DNS name expired in 2021. */
    public SSLContext expiredIdentity(String host) {
        return identity(host, LocalDate.of(2021, 1, 1));
    }

    /** A server's side whose certificate has that name in its subject alone. */
    public SSLContext namelessIdentity(String host) {
        KeyPair own = keyPair();
        return identity(
                own, CertificateWriter.serverWithoutNames(own.getPublic(), keys, host, START, END));
    }

    private SSLContext identity(String host, LocalDate end) {
        KeyPair own = keyPair();
        return identity(own, CertificateWriter.server(own.getPublic(), keys, host, START, end));
    }

    private SSLContext identity(KeyPair own, byte[] issued) {
        try {
            KeyStore store = emptyStore();
            Certificate[] chain = {parsed(issued), parsed(certificate)};
            store.setKeyEntry("server", own.getPrivate(), NO_PASSWORD, chain);
            KeyManagerFactory managers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate", e);
        }
    }

    /** Its own certificate in PEM. */
    public String pem() {
        return pem("CERTIFICATE", certificate);
    }

    /** Writes for a server of that DNS name its certificate and its key, in PEM. */
    public Identity issue(String host, Path directory) {
        KeyPair own = keyPair();
        byte[] issued = CertificateWriter.server(own.getPublic(), keys, host, START, END);
        return new Identity(
                written(directory.resolve("authority.pem"), pem()),
                written(directory.resolve("certificate.pem"), pem("CERTIFICATE", issued)),
                written(
                        directory.resolve("key.pem"),
                        pem("PRIVATE KEY", own.getPrivate().getEncoded())));
    }

    /** What a server reads that answers over TLS. */
    public record Identity(Path authority, Path certificate, Path key) {}

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(String what, byte[] encoded) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
    }

    /** A client's side that trusts this authority only. */
    public SSLContext trust() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("issuer", parsed(certificate));
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no trust store", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store could not be made", e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no elliptic curve keys", e);
        }
    }

    private static Certificate parsed(byte[] encoded) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(encoded));
    }
}

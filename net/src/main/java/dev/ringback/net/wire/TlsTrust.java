package dev.ringback.net.wire;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed of servers that are called. */
public final class TlsTrust {

    private static final char[] NO_PASSWORD = new char[0];

    private TlsTrust() {}

    /**
     * A client's side of TLS.
     *
     * @param more authorities, or servers themselves, that are trusted besides those that Java does
     */
    public static SSLContext with(List<X509Certificate> more) {
        try {
            if (more.isEmpty()) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting(all(more)).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static TrustManagerFactory trusting(@Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        return managers;
    }

    private static KeyStore all(List<X509Certificate> more)
            throws GeneralSecurityException, IOException {
        Stream<X509Certificate> usual =
                Arrays.stream(trusting(null).getTrustManagers())
                        .filter(each -> each instanceof X509TrustManager)
                        .flatMap(each ->
                                Arrays.stream(((X509TrustManager) each).getAcceptedIssuers()));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        for (X509Certificate each : Stream.concat(usual, more.stream()).toList()) {
            store.setCertificateEntry(Integer.toString(store.size()), each);
        }
        return store;
    }
}

package dev.ringback.server.sources;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The authorities whose certificates Java trusts; read when somebody first asks. */
final class Authorities {

    static final Supplier<Set<X509Certificate>> OF_JAVA = () -> Read.ALL;

    private Authorities() {}

    private static final class Read {
        static final Set<X509Certificate> ALL = all();
    }

    private static Set<X509Certificate> all() {
        try {
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore usual = null;
            managers.init(usual);
            return Arrays.stream(managers.getTrustManagers())
                    .filter(each -> each instanceof X509TrustManager)
                    .map(each -> (X509TrustManager) each)
                    .flatMap(each -> Arrays.stream(each.getAcceptedIssuers()))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java knows no authorities", e);
        }
    }
}

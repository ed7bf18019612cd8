package dev.ringback.server.config;

import dev.ringback.net.wire.guard.Network;
import dev.ringback.server.access.ApiKeyText;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.VaultKey;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that an operator decides, read once at start and checked.
 *
 * @param mode what the server was started for
 * @param listen where requests come in
 * @param storage where events and calls are kept
 * @param access what opens the server and its vault
 * @param allowPrivateNetwork whether endpoints may lie in loopback and private networks and be
 *     reached by plain http
 * @param authorities whose servers are trusted besides those of the authorities that Java trusts
 * @param filters whether the filters of endpoints may run
 * @param upstreams model servers in the order given, which go together; none means the demo models
 * @param functions how functions are run
 * @param logFormat how log lines are written
 */
public record Settings(
        Mode mode,
        Listen listen,
        Storage storage,
        Access access,
        boolean allowPrivateNetwork,
        List<X509Certificate> authorities,
        boolean filters,
        List<Upstream> upstreams,
        Functions functions,
        LogFormat logFormat) {

    /** The API key of {@code ringback dev}. */
    public static final String DEV_KEY = ApiKeyText.DEV;

    public Settings {
        authorities = List.copyOf(authorities);
        upstreams = List.copyOf(upstreams);
    }

    /**
     * Where requests come in.
     *
     * @param host a name or an address, IPv6 without brackets
     * @param port 0 for any that is free
     * @param publicUrl where strangers reach it, without a slash at its end; what their requests
     *     say when empty
     * @param pages origins of web pages that may read what is answered; {@code *} for all
     * @param peers who connects there
     */
    public record Listen(
            String host, int port, Optional<String> publicUrl, Set<String> pages, Peers peers) {

        public Listen {
            pages = Set.copyOf(pages);
        }
    }

    /**
     * Those who connect, and what each of their addresses may have.
     *
     * @param proxies stand for many clients, and are not bounded
     * @param connections open ones of one address; a part of all when empty
     * @param unfinished requests of one address that have begun to arrive and are not there yet
     */
    public record Peers(
            List<Network> proxies, Optional<Integer> connections, Optional<Integer> unfinished) {

        /** When nobody says anything. */
        public static final Peers USUAL = new Peers(List.of(), Optional.empty(), Optional.empty());

        public Peers {
            proxies = List.copyOf(proxies);
        }

        /** Whether that address is a proxy's. */
        public boolean isProxy(InetAddress address) {
            return proxies.stream().anyMatch(network -> network.contains(address));
        }
    }

    /**
     * Where events and calls are kept.
     *
     * @param data the directory of the embedded store and of generated keys; absolute
     * @param databaseUrl a PostgreSQL database instead of the embedded store; may hold a password
     * @param retention how long finished events and calls are kept
     * @param diskFloor bytes of the embedded store's disk that stay free; a part of it when empty
     * @param ignoreLocalData whether work that waits in the data directory may be left there while
     *     another store is used
     * @param quota how much one project may store
     */
    public record Storage(
            Path data,
            Optional<Secret> databaseUrl,
            Duration retention,
            Optional<Long> diskFloor,
            boolean ignoreLocalData,
            StorageShare quota) {}

    /**
     * What opens the server and its vault.
     *
     * @param apiKey the operator's admin key; generated at the first start when empty
     * @param secretKeys encrypt secrets at rest, the newest first; generated and kept in the data
     *     directory when empty
     * @param rateLimit requests per minute of a key that has no limit of its own; 0 for any number
     */
    public record Access(Optional<Secret> apiKey, List<VaultKey> secretKeys, int rateLimit) {

        public Access {
            secretKeys = List.copyOf(secretKeys);
        }
    }

    /**
     * How functions are run.
     *
     * @param apps URLs of apps that are asked at the start
     * @param signingKey by which apps and server know each other; without one apps are only served
     *     while developing
     * @param signingKeyFallback is believed too
     * @param eventKeys keys of the default project that only send events
     * @param allowUnsupported whether functions are taken that ask for what is not served yet
     * @param retryInterval the pause before a step is tried again; a table's when empty
     * @param history bytes that ended runs of a project may take; 0 for any
     */
    public record Functions(
            List<String> apps,
            Optional<Secret> signingKey,
            Optional<Secret> signingKeyFallback,
            List<Secret> eventKeys,
            boolean allowUnsupported,
            Optional<Duration> retryInterval,
            long history) {

        public Functions {
            apps = List.copyOf(apps);
            eventKeys = List.copyOf(eventKeys);
        }
    }

    /** How log lines are written. */
    public enum LogFormat {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    /** Whether endpoint URLs may be plain http: where private networks are allowed. */
    public boolean allowHttp() {
        return allowPrivateNetwork;
    }

    /** Whether it is opened by the key that everybody knows. */
    public boolean usesDevKey() {
        return access.apiKey().filter(key -> key.reveal().equals(DEV_KEY)).isPresent();
    }
}

package dev.ringback.server;

import dev.ringback.kernel.Ids;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.Time;
import dev.ringback.kernel.TimeOrderedIds;
import dev.ringback.server.config.Settings;
import dev.ringback.server.endpoints.Secret;
import dev.ringback.server.endpoints.Vault;
import dev.ringback.server.endpoints.VaultKey;
import dev.ringback.server.endpoints.VaultKeys;
import dev.ringback.server.health.FreeDisk;
import dev.ringback.server.observe.LogFormat;
import dev.ringback.server.observe.Logs;
import dev.ringback.server.wire.AddressGuard;
import dev.ringback.server.wire.HttpWire;
import dev.ringback.server.wire.Resolver;
import dev.ringback.server.wire.WireOptions;
import dev.ringback.store.PostgresStore;
import dev.ringback.store.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What everything else stands on: the host, the clock, ids, randomness, the log, the store, the
 * vault and the two ways out.
 *
 * @param disk the embedded store's
 * @param guard judges the addresses that tenants name
 * @param guarded reaches what tenants name
 * @param unguarded reaches what the operator configured, wherever it is
 */
record Foundation(
        Host host,
        SystemTime time,
        Ids ids,
        SecureRandom random,
        Logs logs,
        Store store,
        Optional<FreeDisk> disk,
        Vault vault,
        AddressGuard guard,
        HttpWire guarded,
        HttpWire unguarded)
        implements AutoCloseable {

    static Foundation open(Settings settings, Host host) {
        var random = new SecureRandom();
        Path data = directory(settings.storage().data());
        Store store = host.disk().apply(store(settings, data));
        try {
            var time = new SystemTime();
            AddressGuard guard =
                    settings.allowPrivateNetwork()
                            ? AddressGuard.allowingPrivate()
                            : AddressGuard.strict();
            return new Foundation(
                    host,
                    time,
                    new TimeOrderedIds(time, 0),
                    random,
                    Logs.to(System.err, format(settings.logFormat())).install(),
                    store,
                    disk(settings, data, time),
                    new Vault(vaultKeys(settings, data, random), random),
                    guard,
                    wire(guard, WireOptions.DEFAULT, time),
                    wire(AddressGuard.allowingPrivate(), WireOptions.FEW_HOSTS, time));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Path directory(Path data) {
        try {
            return Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException("the data directory cannot be made: " + data, e);
        }
    }

    private static Store store(Settings settings, Path data) {
        return settings.storage()
                .databaseUrl()
                .map(Secret::reveal)
                .<Store>map(PostgresStore::open)
                .orElseGet(() -> SqliteStore.open(data));
    }

    /** A database elsewhere looks after its own disk. */
    private static Optional<FreeDisk> disk(Settings settings, Path data, Time time) {
        if (settings.storage().databaseUrl().isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(FreeDisk.of(data, settings.storage().diskFloor(), time::nanos));
        } catch (IOException e) {
            throw new UncheckedIOException("the disk of " + data + " cannot be looked at", e);
        }
    }

    private static List<VaultKey> vaultKeys(Settings settings, Path data, SecureRandom random) {
        if (!settings.access().secretKeys().isEmpty()) {
            return settings.access().secretKeys();
        }
        try {
            return VaultKeys.loadOrCreate(data.resolve(VaultKeys.FILE), random);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static HttpWire wire(AddressGuard guard, WireOptions options, Time time) {
        try {
            return new HttpWire(guard, Resolver.system(), SSLContext.getDefault(), options, time);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static LogFormat format(Settings.LogFormat format) {
        return switch (format) {
            case TEXT -> LogFormat.TEXT;
            case JSON -> LogFormat.JSON;
        };
    }

    @Override
    public void close() {
        guarded.close();
        unguarded.close();
        store.close();
        time.close();
        logs.close();
    }
}

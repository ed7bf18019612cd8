package dev.ringback.server;

import dev.ringback.kernel.engine.SteadyNote;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Ownership;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.Time;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.Resolver;
import dev.ringback.net.wire.TlsTrust;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.guard.OwnDoor;
import dev.ringback.server.config.Settings;
import dev.ringback.server.ground.FreeDisk;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.logs.LogFormat;
import dev.ringback.server.logs.Logs;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultKeys;
import dev.ringback.store.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What everything else stands on: the host, the clock, ids, randomness, the log, the store, the
 * vault and the two ways out.
 *
 * @param newest when the newest event or call was made that was on disk at the start; long ago
 *     where there was none
 * @param disk the embedded store's
 * @param door where this process listens
 * @param guard judges the addresses that tenants name
 * @param guarded reaches what tenants name
 * @param unguarded reaches what the operator configured, wherever it is
 * @param budget the account of what is held in memory
 * @param shared who holds places under limits that lanes and model servers share
 */
record Foundation(
        Host host,
        Instant newest,
        SystemTime time,
        Ids ids,
        SecureRandom random,
        Logs logs,
        Store store,
        Ownership ownership,
        Optional<FreeDisk> disk,
        Vault vault,
        OwnDoor door,
        AddressGuard guard,
        HttpWire guarded,
        HttpWire unguarded,
        ByteBudget budget,
        SharedLimits shared)
        implements AutoCloseable {

    /** The log, before anything else, so that what a store finds when it is opened is in it. */
    static Logs logs(Settings settings) {
        return Logs.to(System.err, format(settings.logFormat())).install();
    }

    /** Stands on a store that this process holds, and closes it in the end. */
    static Foundation open(
            Settings settings, Host host, Logs logs, Holding holding, ByteBudget budget) {
        var random = new SecureRandom();
        Path data = directory(settings.storage().data());
        Store store = host.disk().apply(holding.store());
        try {
            Vault vault = unlocking(settings, random).open(store);
            long greatest = store.greatestId();
            var time = new SystemTime(host.clock(), reached(store, greatest));
            var door = new OwnDoor(settings.listen().publicUrl());
            AddressGuard guard = guard(settings).besides(door);
            SSLContext tls = TlsTrust.with(settings.authorities());
            return new Foundation(
                    host,
                    greatest == 0 ? Instant.EPOCH : TimeOrderedIds.moment(greatest),
                    time,
                    new TimeOrderedIds(time, 0, greatest),
                    random,
                    logs,
                    store,
                    holding.ownership(),
                    disk(settings, data, time),
                    vault,
                    door,
                    guard,
                    wire(guard, tls, WireOptions.DEFAULT, time),
                    wire(AddressGuard.allowingPrivate(), tls, WireOptions.FEW_HOSTS, time),
                    budget,
                    new SharedLimits());
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** What rooms stand on, with the engine that will be there. */
    Ground ground(Calls engine, Settings settings) {
        return new Ground(store, engine, time, ids, random, budget, settings.storage().retention());
    }

    /** How the vault is opened, with a key of the settings or of the data directory. */
    static Unlocking unlocking(Settings settings, SecureRandom random) {
        return new Unlocking(
                settings.access().secretKeys(),
                settings.storage().data().resolve(VaultKeys.FILE),
                random);
    }

    /** How far the steady time had come when something was last written. */
    private static Instant reached(Store store, long greatest) {
        Instant noted = SteadyNote.read(store);
        Instant last = greatest == 0 ? noted : TimeOrderedIds.moment(greatest);
        return last.isAfter(noted) ? last : noted;
    }

    private static Path directory(Path data) {
        try {
            return Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException("the data directory cannot be made: " + data, e);
        }
    }

    /** Work that waits in a directory which is not used any more would wait for ever. */
    static void requireNoWorkIsLeft(Settings.Storage storage) {
        long waiting =
                storage.databaseUrl().isEmpty() || storage.ignoreLocalData()
                        ? 0
                        : new DataDirectory(storage.data()).waiting();
        if (waiting > 0) {
            throw new StoreException(
                    """
                    In %s %d deliveries and jobs wait, and with database-url nobody would do them: \
                    take them along by "ringback move --from %s --to URL", or leave them with \
                    --ignore-local-data.\
                    """
                            .formatted(storage.data(), waiting, storage.data()));
        }
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

    private static HttpWire wire(
            AddressGuard guard, SSLContext tls, WireOptions options, Time time) {
        return new HttpWire(
                guard, Resolver.system(), tls, Descriptors.ofThisProcess().within(options), time);
    }

    private static AddressGuard guard(Settings settings) {
        return settings.allowPrivateNetwork()
                ? AddressGuard.allowingPrivate()
                : AddressGuard.strict();
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

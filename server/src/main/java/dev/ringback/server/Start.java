package dev.ringback.server;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.port.UnhurriedThread;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.command.Launch;
import dev.ringback.server.config.Settings;
import dev.ringback.server.logs.Logs;
import dev.ringback.server.vault.VaultException;
import dev.ringback.store.DataDirectory;
import dev.ringback.store.PostgresNode;
import dev.ringback.store.PostgresNode.Standing.Away;
import dev.ringback.store.PostgresNode.Standing.Owner;
import dev.ringback.store.PostgresNode.Standing.StandingBy;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A process on its way to a server: it listens already, and has to find a store that it may act on,
 * or to stand by until it may. What fails on the way is closed again.
 */
record Start(Settings settings, Host host, Logs logs, ByteBudget budget, Front front) {

    /** Starts a server; what prevents it is told in a sentence. */
    static Launch.Outcome of(Settings settings, Host host) {
        return told(() -> {
            Logs logs = Foundation.logs(settings);
            try {
                Foundation.requireNoWorkIsLeft(settings.storage());
                var budget = ByteBudget.ofHeap(Runtime.getRuntime().maxMemory());
                Front front = Front.open(settings, budget);
                return new Start(settings, host, logs, budget, front).go();
            } catch (RuntimeException e) {
                logs.close();
                throw e;
            }
        });
    }

    private Launch.Outcome go() {
        try {
            var data = new DataDirectory(settings.storage().data());
            return settings.storage()
                    .databaseUrl()
                    .map(url -> shared(data, url.reveal()))
                    .orElseGet(() -> up(Holding.alone(data.open())));
        } catch (RuntimeException e) {
            front.close(Duration.ZERO);
            throw e;
        }
    }

    private Launch.Outcome shared(DataDirectory data, String url) {
        var lost = new CompletableFuture<String>();
        PostgresNode node = data.node(url, front.shown(), lost::complete);
        Function<Owner, Launch.Outcome> up = owner -> up(Holding.of(owner, node, lost));
        try {
            return switch (node.look()) {
                case Owner owner -> up.apply(owner);
                case StandingBy seen -> {
                    requireKey(node);
                    yield new Launch.Outcome.StandingBy(
                            new Standby(node, front, seen, owner -> told(() -> up.apply(owner))));
                }
                case Away(String why) ->
                        throw new StoreException(
                                "The database %s cannot be opened: %s".formatted(node, why));
            };
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** Whoever could not open the vault in its turn says so now, while another one works. */
    private void requireKey(PostgresNode node) {
        Unlocking unlocking = Foundation.unlocking(settings, new SecureRandom());
        try (Store store = node.reading()) {
            boolean _ =
                    UnhurriedThread.does(() -> {
                        unlocking.tryOn(store);
                        return true;
                    });
        }
    }

    private Launch.Outcome up(Holding holding) {
        return UnhurriedThread.does(() -> on(holding));
    }

    private Launch.Outcome on(Holding holding) {
        Foundation ground = Foundation.open(settings, host, logs, holding, budget);
        try {
            return new Launch.Outcome.Up(new Server(settings, ground, front, holding.lost()));
        } catch (RuntimeException e) {
            ground.close();
            throw e;
        }
    }

    private static Launch.Outcome told(Supplier<Launch.Outcome> start) {
        try {
            return start.get();
        } catch (StoreException
                | VaultException
                | UnreadableRecordException
                | UncheckedIOException e) {
            return new Launch.Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }
}

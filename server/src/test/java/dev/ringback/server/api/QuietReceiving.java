package dev.ringback.server.api;

import dev.ringback.kernel.sharing.Places;
import dev.ringback.server.access.Quota;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.receiving.Receiving;
import dev.ringback.server.receiving.Senders;
import dev.ringback.server.vault.Vault;
import java.util.Optional;

/** The receiving half where nothing is fetched and nobody counts. */
public final class QuietReceiving {

    private QuietReceiving() {}

    public static Receiving of(Ground ground, Publisher publisher, Filters filters, Vault vault) {
        return new Receiving(
                ground,
                new Receiving.Ports(
                        publisher,
                        filters,
                        vault,
                        (_, _) -> {
                            throw new IllegalStateException("nothing is fetched here");
                        },
                        (_, _, _, _, _, _) -> {
                            throw new IllegalStateException("nothing is read here");
                        },
                        new Places(100),
                        Quota.ENDLESS,
                        new Senders(_ -> false, Optional.empty()),
                        (_, _) -> {}));
    }
}

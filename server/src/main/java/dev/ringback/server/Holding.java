package dev.ringback.server;

import dev.ringback.kernel.port.Ownership;
import dev.ringback.kernel.port.Store;
import dev.ringback.store.PostgresNode;
import java.util.concurrent.CompletableFuture;

/**
 * A store and the right to act on it.
 *
 * @param lost completes, with a sentence, when this process has that right no more
 */
record Holding(Store store, Ownership ownership, CompletableFuture<String> lost) {

    /** A store that nobody else can open. */
    static Holding alone(Store store) {
        return new Holding(store, Ownership.ALWAYS, new CompletableFuture<>());
    }

    /** A store that this process holds until another one takes it over. */
    static Holding of(
            PostgresNode.Standing.Owner owner, PostgresNode node, CompletableFuture<String> lost) {
        return new Holding(owner.store(), node, lost);
    }
}

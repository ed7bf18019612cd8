package dev.ringback.store;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.PostgresNode.Standing;
import dev.ringback.store.node.Lifeline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens a PostgreSQL database for somebody who will not stand by: it owns the database or fails.
 */
public final class PostgresOwner {

    private static final System.Logger LOG = System.getLogger(PostgresOwner.class.getName());

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** Longer than it takes to be sure that a former owner is dead. */
    private static final int LOOKS = 80;

    private PostgresOwner() {}

    /**
     * Opens a database that exists, as its owner; its tables are made when they are missing. When a
     * former owner ended without a word this waits until it is certain that it is dead.
     *
     * @param url {@code postgresql://user:password@host:port/database?name=value}, also with {@code
     *     jdbc:} before it
     * @throws StoreException in words for the person who started the program: as {@link
     *     PostgresNode#on} says, and when another process owns the database
     */
    public static Store open(String url) {
        PostgresNode node =
                PostgresNode.on(
                        url, Lifeline.none(), "", why -> LOG.log(System.Logger.Level.ERROR, why));
        try {
            return untilOwner(node);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private static Store untilOwner(PostgresNode node) {
        var never = new CountDownLatch(1);
        boolean waited = true;
        for (int i = 0; i < LOOKS && waited; i++) {
            switch (node.look()) {
                case Standing.Owner(Store store) -> {
                    return store;
                }
                case Standing.StandingBy(String _, boolean lively) -> {
                    if (lively) {
                        throw owned(node);
                    }
                }
                case Standing.Away(String why) ->
                        throw new StoreException(
                                "The database %s cannot be opened: %s".formatted(node, why));
            }
            waited = pause(never);
        }
        throw owned(node);
    }

    private static StoreException owned(PostgresNode node) {
        return new StoreException(
                "Another Ringback process owns the database %s: wait or stop it.".formatted(node));
    }

    private static boolean pause(CountDownLatch never) {
        try {
            return !never.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

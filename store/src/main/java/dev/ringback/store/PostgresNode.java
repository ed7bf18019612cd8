package dev.ringback.store;

import dev.ringback.kernel.Ownership;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.StoreException;
import dev.ringback.store.Vigil.Sight;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process on a PostgreSQL database that several processes share: one owns it, the others stand by
 * until that one is gone. Used by one thread, but for {@link #holds} and {@link #close}.
 *
 * <p>The owner gives a sign of life each second. Whoever stands by takes over when there was none
 * for a while, or at once when the owner has said that it ends; from that moment on the former
 * owner can commit nothing, whether it knows or not.
 */
public final class PostgresNode implements Ownership, AutoCloseable {

    /** How a node stands to its database. */
    public sealed interface Standing {

        /**
         * It owns the database, from now on until it is closed or lost. Answered once.
         *
         * @param store closes the node, too
         */
        record Owner(Store store) implements Standing {}

        /**
         * Another one owns the database.
         *
         * @param active where that one listens
         * @param lively whether it has given a sign of life since this one looks
         */
        record StandingBy(String active, boolean lively) implements Standing {}

        /**
         * The database cannot be asked.
         *
         * @param why in words
         */
        record Away(String why) implements Standing {}
    }

    private final PostgresAddress address;
    private final PostgresDatabase database;
    private final String url;
    private final Consumer<String> lost;
    private final LongSupplier nanos;
    private final Vigil vigil = new Vigil();
    private final Watching watching;
    private volatile @Nullable Beats beats;

    private PostgresNode(
            PostgresAddress address,
            PostgresDatabase database,
            String url,
            Consumer<String> lost,
            LongSupplier nanos)
            throws SQLException {
        this.address = address;
        this.database = database;
        this.url = url;
        this.lost = lost;
        this.nanos = nanos;
        this.watching = new Watching(database);
    }

    /**
     * Connects to a database that exists.
     *
     * @param database {@code postgresql://user:password@host:port/database?name=value}, also with
     *     {@code jdbc:} before it
     * @param url where this process listens, for others to show
     * @param lost is told once, in a sentence, that this node does not own the database any more,
     *     by any thread; the process should end soon after
     * @throws StoreException in words for the person who started the program: when the server does
     *     not answer or does not let us in, when a newer or an older program owns the database,
     *     when a pooler in between gives every transaction another session
     */
    public static PostgresNode on(String database, String url, Consumer<String> lost) {
        PostgresAddress address = PostgresAddress.parse(database);
        return on(address, new PostgresDatabase(address), url, lost, System::nanoTime);
    }

    static PostgresNode on(
            PostgresAddress address,
            PostgresDatabase database,
            String url,
            Consumer<String> lost,
            LongSupplier nanos) {
        try {
            return new PostgresNode(address, database, url, lost, nanos);
        } catch (SQLException e) {
            throw new StoreException(
                    "The database %s cannot be opened: %s".formatted(address, e.getMessage()), e);
        }
    }

    /**
     * Looks how things stand, and takes over when nobody owns the database. To be called a few
     * times a second until this node is the owner.
     *
     * @throws StoreException when it has become the owner but the database cannot be used
     */
    public Standing look() {
        try {
            NodeRows rows = watching.rows();
            long asked = nanos.getAsLong();
            List<Sight> seen = rows.look();
            List<Sight> dead = vigil.dead(seen, asked, nanos.getAsLong());
            Optional<Sight> active =
                    seen.stream().filter(s -> s.alive() && !dead.contains(s)).findFirst();
            if (active.isPresent()) {
                return standingBy(active.get());
            }
            Optional<Node> own = rows.takeOver(dead, url);
            return own.isPresent() ? own(own.get()) : new Standing.StandingBy("", false);
        } catch (SQLException e) {
            watching.drop();
            return new Standing.Away(String.valueOf(e.getMessage()));
        }
    }

    private Standing standingBy(Sight active) {
        return new Standing.StandingBy(active.url(), vigil.hasMoved(active.node()));
    }

    private Standing own(Node node) throws SQLException {
        var giving = new Beats(watching, node, lost, nanos);
        beats = giving;
        giving.start();
        try {
            try (Connection connection = database.changing()) {
                Schema.postgres().apply(connection);
            }
            return new Standing.Owner(
                    PostgresStore.of(address, database, node, giving::lost, this::close));
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What is in the database, for who stands by; it cannot be changed by this. */
    public Store reading() {
        return PostgresStore.reading(address);
    }

    /** Whether it owns the database and has heard so lately; until then it starts nothing. */
    @Override
    public boolean holds() {
        Beats giving = beats;
        return giving != null && giving.hold();
    }

    @Override
    public String toString() {
        return address.toString();
    }

    /** Gives the database up: whoever stands by takes over at once. */
    @Override
    public void close() {
        Beats giving = beats;
        if (giving == null) {
            watching.drop();
        } else {
            giving.close();
        }
    }
}

package dev.ringback.store;

import dev.ringback.kernel.port.Ownership;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.node.FailureDetector;
import dev.ringback.store.node.FailureDetector.Sight;
import dev.ringback.store.node.Heartbeats;
import dev.ringback.store.node.Lifeline;
import dev.ringback.store.node.Node;
import dev.ringback.store.node.NodeConnection;
import dev.ringback.store.node.NodeRows;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.postgres.PostgresStore;
import dev.ringback.store.rows.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
 * for a while, at once when the owner has said that it ends, and when a {@link Lifeline} proves
 * that it was killed. Waiting only keeps the database with an owner that lives: what the former
 * owner commits is refused from the moment of taking over on, whether it is dead or not, and knows
 * or not.
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
    private final FailureDetector detector = new FailureDetector();
    private final NodeConnection watching;
    private final Lifeline lifeline;
    private volatile @Nullable Heartbeats beats;

    private PostgresNode(
            PostgresAddress address,
            PostgresDatabase database,
            Lifeline lifeline,
            String url,
            Consumer<String> lost,
            LongSupplier nanos)
            throws SQLException {
        this.address = address;
        this.database = database;
        this.url = url;
        this.lost = lost;
        this.nanos = nanos;
        this.lifeline = lifeline;
        this.watching = new NodeConnection(database);
    }

    /**
     * Connects to a database that exists.
     *
     * @param database {@code postgresql://user:password@host:port/database?name=value}, also with
     *     {@code jdbc:} before it
     * @param data a directory; whoever ran there before and was killed need not be waited for. It
     *     may be that of several processes
     * @param url where this process listens, for others to show
     * @param lost is told once, in a sentence, that this node does not own the database any more,
     *     by any thread; the process should end soon after
     * @throws StoreException in words for the person who started the program: when the server does
     *     not answer or does not let us in, when a newer or an older program owns the database,
     *     when a pooler in between gives every transaction another session
     */
    static PostgresNode on(String database, Path data, String url, Consumer<String> lost) {
        return on(database, Lifeline.in(data), url, lost);
    }

    static PostgresNode on(String database, Lifeline lifeline, String url, Consumer<String> lost) {
        PostgresAddress address = PostgresAddress.parse(database);
        return on(address, new PostgresDatabase(address), lifeline, url, lost, System::nanoTime);
    }

    static PostgresNode on(
            PostgresAddress address,
            PostgresDatabase database,
            Lifeline lifeline,
            String url,
            Consumer<String> lost,
            LongSupplier nanos) {
        try {
            return new PostgresNode(address, database, lifeline, url, lost, nanos);
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
            List<Sight> dead = dead(rows, seen, detector.dead(seen, asked, nanos.getAsLong()));
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

    /** Those that are silent, and those that left their lifeline here. */
    private List<Sight> dead(NodeRows rows, List<Sight> seen, List<Sight> silent)
            throws SQLException {
        List<Sight> dead = new ArrayList<>(silent);
        if (lifeline.take()) {
            for (Sight sight : seen) {
                if (sight.alive()
                        && !silent.contains(sight)
                        && rows.lifeline(sight.node()).filter(lifeline::isLeftBy).isPresent()) {
                    dead.add(sight);
                }
            }
        }
        return dead;
    }

    private Standing standingBy(Sight active) {
        return new Standing.StandingBy(active.url(), detector.hasMoved(active.node()));
    }

    private Standing own(Node node) throws SQLException {
        var giving = new Heartbeats(watching, node, lost, nanos);
        beats = giving;
        giving.start();
        try {
            try (Connection connection = database.changing()) {
                Schema.postgres().apply(connection);
                keepLifeline(node, connection);
            }
            return new Standing.Owner(
                    PostgresStore.of(address, database, node, giving::lost, this::close));
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void keepLifeline(Node node, Connection connection) throws SQLException {
        Optional<String> mark = lifeline.mark(node);
        if (mark.isPresent()) {
            new NodeRows(connection).keepLifeline(node, mark.get());
            connection.commit();
        }
    }

    /** What is in the database, for who stands by; it cannot be changed by this. */
    public Store reading() {
        return PostgresStore.reading(address);
    }

    /** Whether it owns the database and has heard so lately; until then it starts nothing. */
    @Override
    public boolean holds() {
        Heartbeats giving = beats;
        return giving != null && giving.hold();
    }

    @Override
    public String toString() {
        return address.toString();
    }

    /** Gives the database up: whoever stands by takes over at once. */
    @Override
    public void close() {
        Heartbeats giving = beats;
        if (giving == null) {
            watching.drop();
        } else {
            giving.close();
        }
        lifeline.close();
    }
}

package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.lists.Writer;
import dev.ringback.store.writing.Guards;
import dev.ringback.store.writing.Runs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Writes changes to PostgreSQL, each group in a transaction of the writing session. */
final class PostgresWriter implements Writer {

    /** Beginning anew helps at once unless others write the same all the time. */
    private static final int MOST_TRIES = 10;

    private final Connection connection;
    private final PostgresTransaction transaction;
    private final PostgresCounts counts = new PostgresCounts();
    private final PostgresDocuments documents;
    private final PostgresSightings sightings;
    private final PostgresRun.Session session;
    private final PostgresAtOnce atOnce;

    /**
     * A writer on a session that may write.
     *
     * @param mark of the node, kept with the calls that it moves
     */
    PostgresWriter(Connection connection, Fence fence, long mark) {
        this.connection = connection;
        this.transaction = new PostgresTransaction(connection, fence);
        this.documents = new PostgresDocuments(connection);
        var quotes = new PostgresQuotes(connection);
        this.sightings = new PostgresSightings(connection, transaction);
        var lookup = new PostgresLookup(connection, quotes, sightings, mark);
        this.session =
                new PostgresRun.Session(
                        transaction,
                        counts,
                        mark,
                        lookup,
                        new PostgresEvents(transaction, counts, quotes, lookup),
                        documents,
                        sightings,
                        new Guards(lookup));
        this.atOnce = new PostgresAtOnce(transaction, counts, mark);
    }

    @Override
    public List<Committed> commit(List<Change> changes) throws SQLException {
        if (atOnce.commits(changes)) {
            return Collections.nCopies(changes.size(), Done.ALL);
        }
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Optional<List<Committed>> results = write(changes, tries > 0);
            if (results.isPresent()) {
                transaction.commit(counts.write());
                return results.get();
            }
            rollback();
        }
        throw new StoreException("What a change was decided on keeps changing.");
    }

    private Optional<List<Committed>> write(List<Change> changes, boolean careful)
            throws SQLException {
        List<Committed> results = new ArrayList<>(changes.size());
        for (List<Change> run : Runs.of(changes)) {
            Optional<List<Committed>> written = new PostgresRun(session, run, careful).write();
            if (written.isEmpty()) {
                return Optional.empty();
            }
            results.addAll(written.get());
        }
        return Optional.of(results);
    }

    @Override
    public int prune(List<Long> sequences) throws SQLException {
        transaction.begin();
        int pruned = documents.prune(sequences);
        counts.pruned();
        transaction.commit(List.of());
        return pruned;
    }

    @Override
    public int erase(String project, int limit) throws SQLException {
        transaction.begin();
        int erased = new PostgresErasing(connection).erase(project, limit);
        counts.pruned();
        transaction.commit(List.of());
        return erased;
    }

    @Override
    public int expire(long now, int limit) throws SQLException {
        transaction.begin();
        int expired = documents.expire(now, limit);
        transaction.commit(List.of());
        return expired;
    }

    @Override
    public boolean forget(long now, int limit) throws SQLException {
        transaction.begin();
        boolean more = sightings.forget(now, limit) == limit;
        transaction.commit(List.of());
        return more;
    }

    @Override
    public void rollback() throws SQLException {
        counts.undo();
        transaction.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.model.Committed.Stale;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.lists.Writer;
import dev.ringback.store.rows.EventRow;
import dev.ringback.store.rows.StoreMessages;
import dev.ringback.store.writing.AlreadyDone;
import dev.ringback.store.writing.Guards;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes changes to SQLite, one after the other within a transaction. Each change looks at all its
 * guards before it writes anything, so no savepoints are needed. Used by one thread at a time;
 * after an exception it is closed and replaced.
 */
final class SqliteWriter implements Writer {

    private final Connection connection;
    private final SqliteStatements statements;
    private final Guards guards;

    SqliteWriter(Connection connection, FreshSightings fresh) throws SQLException {
        this.connection = connection;
        this.statements = new SqliteStatements(connection, fresh);
        this.guards = new Guards(statements);
    }

    @Override
    public List<Committed> commit(List<Change> changes) throws SQLException {
        List<Committed> results = new ArrayList<>(changes.size());
        for (Change change : changes) {
            results.add(write(change));
        }
        commit();
        return results;
    }

    @Override
    public int prune(List<Long> sequences) throws SQLException {
        int pruned = 0;
        for (long sequence : sequences) {
            pruned += statements.pruning().prune(sequence) ? 1 : 0;
        }
        commit();
        return pruned;
    }

    @Override
    public int erase(String project, int limit) throws SQLException {
        int erased = statements.pruning().erase(project, limit);
        commit();
        return erased;
    }

    @Override
    public int expire(long now, int limit) throws SQLException {
        int expired = statements.pruning().expire(now, limit);
        commit();
        return expired;
    }

    @Override
    public boolean forget(long now, int limit) throws SQLException {
        boolean more = statements.sightings().forget(now, limit);
        commit();
        return more;
    }

    private void commit() throws SQLException {
        statements.writeCounts();
        statements.sightings().write();
        connection.commit();
        statements.sightings().committed();
    }

    @Override
    public void rollback() throws SQLException {
        statements.undoCounts();
        statements.sightings().undone();
        connection.rollback();
    }

    private Committed write(Change change) throws SQLException {
        boolean documents = !change.puts().isEmpty() || !change.deletes().isEmpty();
        boolean careful = documents || !change.moves().isEmpty();
        List<Sighting> kept = kept(change);
        if ((careful || !kept.isEmpty()) && guards.isOnDisk(change)) {
            return done(change);
        }
        Optional<String> stale = Guards.staleSighting(change, kept);
        if (stale.isEmpty() && documents) {
            stale = Guards.staleDocument(change, statements::revision);
        }
        if (stale.isEmpty()) {
            stale = guards.staleMove(change.moves());
        }
        if (stale.isEmpty() && change.settle().isPresent()) {
            stale = settle(change.settle().get(), change);
        }
        if (stale.isPresent()) {
            return new Stale(stale.get());
        }
        Committed done = done(change);
        for (Settle move : change.moves()) {
            boolean _ = statements.settle(move);
        }
        for (Sighting sighting : change.sightings()) {
            statements.sightings().put(sighting);
        }
        for (Document document : change.puts()) {
            statements.put(document);
        }
        for (Document document : change.deletes()) {
            statements.delete(document);
        }
        return done;
    }

    /** The sightings on disk of what a change has seen. */
    private List<Sighting> kept(Change change) throws SQLException {
        if (change.sightings().isEmpty()) {
            return List.of();
        }
        List<Sighting> kept = new ArrayList<>(0);
        for (Sighting sighting : change.sightings()) {
            statements.sighting(sighting.key()).ifPresent(kept::add);
        }
        return kept;
    }

    /** Moves the call and keeps the attempt; says why when the call does not wait. */
    private Optional<String> settle(Settle settle, Change change) throws SQLException {
        Optional<String> stale = Optional.empty();
        if (!statements.settle(settle)) {
            Optional<Call> call = statements.call(settle.id().value(), settle.partition());
            if (call.isEmpty()) {
                return Optional.of(StoreMessages.missing(settle.id()));
            }
            if (!guards.isOnDisk(call.get(), settle, change)) {
                stale = Optional.of(StoreMessages.finished(call.get()));
            }
        }
        if (settle.attempt().isPresent()) {
            statements.insert(settle.id(), settle.attempt().get());
        }
        return stale;
    }

    private Done done(Change change) throws SQLException {
        Set<Long> duplicates = new HashSet<>();
        for (Event event : change.events()) {
            if (!statements.insert(event) && isDuplicate(event)) {
                duplicates.add(event.sequence());
            }
        }
        for (Call call : change.calls()) {
            boolean left = !duplicates.isEmpty() && duplicates.contains(call.event());
            if (!left && !statements.insert(call)) {
                requireSame(call);
            }
        }
        return duplicates.isEmpty() ? Done.ALL : new Done(Set.copyOf(duplicates));
    }

    /** An event that was not inserted is there already, or repeats an id, or is broken. */
    private boolean isDuplicate(Event event) throws SQLException {
        Optional<EventRow> stored = statements.event(event.sequence());
        if (stored.isEmpty()) {
            return true;
        }
        if (!guards.isOnDisk(stored.get(), event)) {
            throw new StoreException(StoreMessages.repeated(event));
        }
        return false;
    }

    private void requireSame(Call call) throws SQLException {
        Optional<Call> stored = statements.call(call.id().value(), call.lane().partition());
        if (stored.isEmpty() || !AlreadyDone.same(stored.get(), call)) {
            throw new StoreException(StoreMessages.repeated(call.id()));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

package dev.ringback.store;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Change.Settle;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Committed.Done;
import dev.ringback.kernel.Committed.Stale;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes to PostgreSQL, one statement per table for each run of changes (see {@link Runs}).
 * What was not written is looked up only when the number of rows shows that there is such.
 */
final class PostgresWriter implements Writer {

    private final Connection connection;
    private final PostgresStatements statements;
    private final PostgresLookup lookup;
    private final PostgresEvents events;
    private final PostgresDocuments documents;
    private final Guards guards;

    PostgresWriter(Connection connection) {
        this.connection = connection;
        this.statements = new PostgresStatements(connection);
        this.documents = new PostgresDocuments(connection);
        var quotes = new PostgresQuotes(connection);
        this.lookup = new PostgresLookup(connection, documents, quotes);
        this.events = new PostgresEvents(statements, quotes, lookup);
        this.guards = new Guards(lookup);
    }

    @Override
    public List<Committed> commit(List<Change> changes) throws SQLException {
        List<Committed> results = new ArrayList<>(changes.size());
        for (List<Change> run : Runs.of(changes)) {
            if (Runs.hasDocuments(run.getFirst())) {
                results.add(writeGuarded(run.getFirst()));
            } else {
                results.addAll(write(run));
            }
        }
        connection.commit();
        return results;
    }

    @Override
    public int prune(List<Long> sequences) throws SQLException {
        int pruned = documents.prune(sequences);
        connection.commit();
        return pruned;
    }

    @Override
    public int expire(long now, int limit) throws SQLException {
        int expired = documents.expire(now, limit);
        connection.commit();
        return expired;
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    /** Writes a change with documents, alone. */
    private Committed writeGuarded(Change change) throws SQLException {
        if (guards.isOnDisk(change)) {
            return write(List.of(change)).getFirst();
        }
        Optional<String> stale = guards.staleDocument(change);
        if (stale.isPresent()) {
            return new Stale(stale.get());
        }
        Committed committed = write(List.of(change)).getFirst();
        if (committed instanceof Done) {
            documents.write(change);
        }
        return committed;
    }

    /** Writes all of the changes but their documents. */
    private List<Committed> write(List<Change> run) throws SQLException {
        Map<Change, String> stale = settle(run);
        List<Change> valid = run;
        if (!stale.isEmpty()) {
            valid = run.stream().filter(change -> !stale.containsKey(change)).toList();
        }
        Set<Long> duplicates = insertEvents(valid);
        insertCalls(valid, duplicates);
        List<Committed> results = new ArrayList<>(run.size());
        for (Change change : run) {
            @Nullable String why = stale.get(change);
            results.add(why == null ? done(change, duplicates) : new Stale(why));
        }
        return results;
    }

    private static Done done(Change change, Set<Long> duplicates) {
        if (duplicates.isEmpty()) {
            return Done.ALL;
        }
        Set<Long> own = new HashSet<>();
        for (Event event : change.events()) {
            if (duplicates.contains(event.sequence())) {
                own.add(event.sequence());
            }
        }
        return own.isEmpty() ? Done.ALL : new Done(Set.copyOf(own));
    }

    /** Moves calls and keeps attempts; answers which changes are stale, and why. */
    private Map<Change, String> settle(List<Change> run) throws SQLException {
        List<Settle> settles = new ArrayList<>();
        for (Change change : run) {
            change.settle().ifPresent(settles::add);
        }
        if (settles.isEmpty()) {
            return Map.of();
        }
        Set<Long> moved = statements.settle(settles);
        Map<Change, String> stale = new HashMap<>();
        List<Settle> kept = settles;
        if (moved.size() != settles.size()) {
            kept = new ArrayList<>(settles);
            for (Change change : run) {
                if (change.settle().isPresent()) {
                    unmoved(change, change.settle().get(), moved, stale, kept);
                }
            }
        }
        statements.insertAttempts(kept);
        return stale;
    }

    private void unmoved(
            Change change,
            Settle settle,
            Set<Long> moved,
            Map<Change, String> stale,
            List<Settle> kept)
            throws SQLException {
        if (moved.contains(settle.call().value())) {
            return;
        }
        Optional<Call> call = lookup.call(settle.call().value(), settle.partition());
        if (call.isEmpty()) {
            kept.remove(settle);
            stale.put(change, Words.missing(settle.call()));
        } else if (!guards.isOnDisk(call.get(), settle)) {
            stale.put(change, Words.finished(call.get()));
        }
    }

    /** Adds events; answers the sequences of those whose given id exists. */
    private Set<Long> insertEvents(List<Change> run) throws SQLException {
        List<Event> added = new ArrayList<>();
        for (Change change : run) {
            added.addAll(change.events());
        }
        return events.insert(added);
    }

    private void insertCalls(List<Change> run, Set<Long> duplicates) throws SQLException {
        List<Call> calls = new ArrayList<>();
        for (Change change : run) {
            calls.addAll(change.calls());
        }
        if (!duplicates.isEmpty()) {
            calls.removeIf(call -> duplicates.contains(call.event()));
        }
        if (calls.isEmpty() || statements.insertCalls(calls) == calls.size()) {
            return;
        }
        for (Call call : calls) {
            Optional<Call> stored = lookup.call(call.id().value(), call.lane().partition());
            if (stored.isEmpty() || !Known.same(stored.get(), call)) {
                throw new StoreException(Words.repeated(call.id()));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

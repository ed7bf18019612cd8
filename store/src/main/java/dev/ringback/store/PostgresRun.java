package dev.ringback.store;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Change.Settle;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Committed.Done;
import dev.ringback.kernel.Committed.Stale;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes one run of changes (see {@link Runs}), one statement per table. What was not written is
 * looked up only when the number of rows shows that there is such.
 *
 * <p>Nobody expects a change to be on disk already. Where one turns out to be, its documents may
 * have changed since and must not be written again: then the transaction begins anew, {@code
 * careful}, and looks at every change with documents before it writes anything.
 */
final class PostgresRun {

    /** The statements of the writing session. */
    record Session(
            PostgresStatements statements,
            PostgresLookup lookup,
            PostgresEvents events,
            PostgresDocuments documents,
            Guards guards) {}

    private final Session session;
    private final List<Change> run;
    private final boolean careful;

    /** Changes that cannot be made, and why. */
    private final IdentityHashMap<Change, String> stale = new IdentityHashMap<>();

    /** Changes with documents of which is known that they are on disk. */
    private final Set<Change> there = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean repeats;

    PostgresRun(Session session, List<Change> run, boolean careful) {
        this.session = session;
        this.run = run;
        this.careful = careful;
    }

    /** What became of each change; empty when the transaction must begin anew. */
    Optional<List<Committed>> write() throws SQLException {
        List<Change> configuring = run.stream().filter(PostgresRun::hasDocuments).toList();
        if (!configuring.isEmpty()) {
            judgeDocuments(configuring);
        }
        settle();
        List<Change> valid = valid(run);
        Set<Long> duplicates = insertEvents(valid);
        insertCalls(valid, duplicates);
        if (!configuring.isEmpty() && ((repeats && !careful) || !writeDocuments(configuring))) {
            return Optional.empty();
        }
        List<Committed> results = new ArrayList<>(run.size());
        for (Change change : run) {
            @Nullable String why = stale.get(change);
            results.add(why == null ? done(change, duplicates) : new Stale(why));
        }
        return Optional.of(results);
    }

    private static boolean hasDocuments(Change change) {
        return !change.puts().isEmpty() || !change.deletes().isEmpty();
    }

    private List<Change> valid(List<Change> changes) {
        return stale.isEmpty()
                ? changes
                : changes.stream().filter(change -> !stale.containsKey(change)).toList();
    }

    private void judgeDocuments(List<Change> configuring) throws SQLException {
        Map<DocumentName, Long> revisions =
                session.documents.lock(
                        configuring.stream()
                                .flatMap(
                                        c -> Stream.concat(c.puts().stream(), c.deletes().stream()))
                                .toList());
        for (Change change : configuring) {
            Optional<String> why =
                    Guards.staleDocument(
                            change,
                            document -> revisions.getOrDefault(DocumentName.of(document), 0L));
            if ((careful || why.isPresent()) && session.guards.isOnDisk(change)) {
                there.add(change);
            } else {
                why.ifPresent(text -> stale.put(change, text));
            }
        }
    }

    /** Moves calls and keeps attempts. */
    private void settle() throws SQLException {
        List<Change> moving =
                valid(run).stream().filter(change -> change.settle().isPresent()).toList();
        if (moving.isEmpty()) {
            return;
        }
        List<Settle> settles = moving.stream().map(c -> c.settle().orElseThrow()).toList();
        Set<Long> moved = session.statements.settle(settles);
        List<Settle> kept = settles;
        if (moved.size() != settles.size()) {
            kept = new ArrayList<>(settles);
            for (Change change : moving) {
                Settle settle = change.settle().orElseThrow();
                if (!moved.contains(settle.call().value()) && !isKnown(change, settle)) {
                    kept.remove(settle);
                }
            }
        }
        session.statements.insertAttempts(kept);
    }

    /** Whether there is the call of a move that was not made; the move may be there as well. */
    private boolean isKnown(Change change, Settle settle) throws SQLException {
        Optional<Call> call = session.lookup.call(settle.call().value(), settle.partition());
        if (call.isEmpty()) {
            stale.put(change, Words.missing(settle.call()));
        } else if (!session.guards.isOnDisk(call.get(), settle, change)) {
            stale.put(change, Words.finished(call.get()));
        } else if (!there.contains(change)) {
            repeats = true;
        }
        return call.isPresent();
    }

    /** Adds events; answers the sequences of those whose given id exists. */
    private Set<Long> insertEvents(List<Change> valid) throws SQLException {
        List<Event> added = new ArrayList<>();
        for (Change change : valid) {
            added.addAll(change.events());
        }
        PostgresEvents.Added events = session.events.insert(added);
        repeats |= events.inserted() + events.duplicates().size() < added.size();
        return events.duplicates();
    }

    private void insertCalls(List<Change> valid, Set<Long> duplicates) throws SQLException {
        List<Call> calls = new ArrayList<>();
        for (Change change : valid) {
            calls.addAll(change.calls());
        }
        if (!duplicates.isEmpty()) {
            calls.removeIf(call -> duplicates.contains(call.event()));
        }
        if (calls.isEmpty() || session.statements.insertCalls(calls) == calls.size()) {
            return;
        }
        repeats = true;
        for (Call call : calls) {
            Optional<Call> stored = session.lookup.call(call.id().value(), call.lane().partition());
            if (stored.isEmpty() || !Known.same(stored.get(), call)) {
                throw new StoreException(Words.repeated(call.id()));
            }
        }
    }

    /** False when somebody else was faster with one that was not there to be locked. */
    private boolean writeDocuments(List<Change> configuring) throws SQLException {
        List<Document> puts = new ArrayList<>();
        List<Document> deletes = new ArrayList<>();
        for (Change change : valid(configuring)) {
            if (!there.contains(change)) {
                puts.addAll(change.puts());
                deletes.addAll(change.deletes());
            }
        }
        return (puts.isEmpty() || session.documents.put(puts) == puts.size())
                && (deletes.isEmpty() || session.documents.delete(deletes) == deletes.size());
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
}

package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.model.Committed.Stale;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.Quoting;
import dev.ringback.store.rows.StoreMessages;
import dev.ringback.store.writing.AlreadyDone;
import dev.ringback.store.writing.Guards;
import dev.ringback.store.writing.Runs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes one run of changes (see {@link Runs}), one statement per table. What was not written is
 * looked up only when the number of rows shows that there is such.
 *
 * <p>Nobody expects a change to be on disk already. Where one turns out to be, its documents may
 * have changed since and must not be written again: then the transaction begins anew, {@code
 * careful}, and looks at every change with documents before it writes anything. So it does where a
 * change moves several calls and not all of them could be moved, or was written in part when it
 * turned out that something was seen before.
 */
final class PostgresRun {

    /**
     * The writing session.
     *
     * @param mark of the node, kept with the calls that it moves
     */
    record Session(
            PostgresTransaction transaction,
            PostgresCounts counts,
            long mark,
            PostgresLookup lookup,
            PostgresEvents events,
            PostgresDocuments documents,
            PostgresSightings sightings,
            Guards guards) {}

    private final Session session;
    private final List<Change> run;
    private final boolean careful;

    private final PostgresVerdicts verdicts;

    /** Sequences of events that were left out, because there is one with their given id. */
    private final Set<Long> duplicates = new HashSet<>();

    PostgresRun(Session session, List<Change> run, boolean careful) {
        this.session = session;
        this.run = run;
        this.careful = careful;
        this.verdicts = new PostgresVerdicts(session, careful);
    }

    /** What became of each change; empty when the transaction must begin anew. */
    Optional<List<Committed>> write() throws SQLException {
        List<Change> configuring = run.stream().filter(PostgresRun::hasDocuments).toList();
        if (!configuring.isEmpty()) {
            session.transaction.begin();
            verdicts.judgeDocuments(configuring);
        }
        if (careful) {
            verdicts.judgeJoint(run);
        }
        if (!verdicts.addSightings(run)) {
            return Optional.empty();
        }
        List<Change> alone = verdicts.valid(run).stream().filter(PostgresRun::standsAlone).toList();
        if (!settleAndAdd(alone)) {
            return Optional.empty();
        }
        addTheRest(alone);
        if (!configuring.isEmpty()
                && ((verdicts.repeats() && !careful) || !writeDocuments(configuring))) {
            return Optional.empty();
        }
        List<Committed> results = new ArrayList<>(run.size());
        for (Change change : run) {
            Optional<Committed> stale = verdicts.stale(change).map(Stale::new);
            results.add(stale.orElseGet(() -> done(change)));
        }
        return Optional.of(results);
    }

    private static boolean hasDocuments(Change change) {
        return !change.puts().isEmpty() || !change.deletes().isEmpty();
    }

    /**
     * Whether it can be added without knowing what becomes of anything else: no move decides about
     * it, and none of its events quotes.
     */
    private static boolean standsAlone(Change change) {
        return change.everyMove().isEmpty() && addsPlainly(change);
    }

    private static boolean addsPlainly(Change change) {
        return !Quoting.any(change.events());
    }

    /**
     * Moves calls, keeps attempts and adds what stands alone: nearly always that is all. False when
     * a change was made in part.
     */
    private boolean settleAndAdd(List<Change> alone) throws SQLException {
        List<Change> moving = verdicts.toMove(run);
        Set<Long> moved = write(moving, alone);
        List<Change> unmoved = moving.stream().filter(change -> !isMoved(change, moved)).toList();
        return unmoved.isEmpty() || verdicts.judgeMoves(unmoved);
    }

    private static boolean isMoved(Change change, Set<Long> moved) {
        for (Settle move : change.everyMove()) {
            if (!moved.contains(move.id().value())) {
                return false;
            }
        }
        return true;
    }

    /** Adds what does not stand alone. */
    private void addTheRest(List<Change> alone) throws SQLException {
        Set<Change> added = Collections.newSetFromMap(new IdentityHashMap<>());
        added.addAll(alone);
        List<Change> rest =
                verdicts.valid(run).stream().filter(change -> !added.contains(change)).toList();
        if (rest.stream().allMatch(PostgresRun::addsPlainly)) {
            Set<Long> _ = write(List.of(), rest);
            return;
        }
        List<Event> events = events(rest);
        judge(session.events.insert(events), events);
        List<Call> calls = calls(rest);
        if (!calls.isEmpty()) {
            judge(calls, session.transaction.send(writeCalls(List.of(), calls, Set.of())).longs());
        }
    }

    /**
     * Moves calls and adds changes, all sent at once; answers which calls moved, and which were
     * added. An event whose given id exists is left out, and its calls are by the same statement.
     */
    private Set<Long> write(List<Change> moving, List<Change> adding) throws SQLException {
        List<Event> events = PostgresEvents.inOrder(events(adding));
        List<Call> calls = calls(adding);
        PipelinedStatement addEvents = EventStatements.insertNew(events);
        PipelinedStatement writeCalls = writeCalls(moving, calls, given(events));
        List<PipelinedStatement> steps = new ArrayList<>();
        if (!events.isEmpty()) {
            steps.add(addEvents);
        }
        if (!moving.isEmpty() || !calls.isEmpty()) {
            steps.add(writeCalls);
        }
        if (!steps.isEmpty()) {
            session.transaction.send(steps);
        }
        judge(session.events.added(events, addEvents), events);
        judge(calls(adding), writeCalls.longs());
        countMoved(moving, writeCalls.longs());
        return writeCalls.longs();
    }

    private static Set<Long> given(List<Event> events) {
        return events.stream()
                .filter(event -> event.id().given())
                .map(Event::sequence)
                .collect(Collectors.toSet());
    }

    private PipelinedStatement writeCalls(
            List<Change> moving, List<Call> calls, Set<Long> doubtful) {
        List<Settle> settles = moving.stream().flatMap(c -> c.everyMove().stream()).toList();
        return PostgresStatements.writeCalls(settles, session.mark, calls, doubtful);
    }

    private static List<Event> events(List<Change> changes) {
        return changes.stream().flatMap(change -> change.events().stream()).toList();
    }

    /** The calls of changes, without those of events that are known to be left out. */
    private List<Call> calls(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.calls().stream())
                .filter(call -> !duplicates.contains(call.event()))
                .toList();
    }

    private void judge(PostgresEvents.Added added, List<Event> events) {
        if (added.inserted() + added.duplicates().size() < events.size()) {
            verdicts.repeated();
        }
        duplicates.addAll(added.duplicates());
    }

    private void countMoved(List<Change> moving, Set<Long> moved) {
        for (Change change : moving) {
            for (Settle move : change.everyMove()) {
                if (moved.contains(move.id().value())) {
                    session.counts.moved(move);
                }
            }
        }
    }

    /** Calls that were not added are there already. */
    private void judge(List<Call> calls, Set<Long> added) throws SQLException {
        for (Call call : calls) {
            if (added.contains(call.id().value())) {
                session.counts.added(call);
            } else {
                verdicts.repeated();
                requireSame(call);
            }
        }
    }

    private void requireSame(Call call) throws SQLException {
        Optional<Call> stored = session.lookup.call(call.id().value(), call.lane().partition());
        if (stored.isEmpty() || !AlreadyDone.same(stored.get(), call)) {
            throw new StoreException(StoreMessages.repeated(call.id()));
        }
    }

    /** False when somebody else was faster with one that was not there to be locked. */
    private boolean writeDocuments(List<Change> configuring) throws SQLException {
        List<Document> puts = new ArrayList<>();
        List<Document> deletes = new ArrayList<>();
        for (Change change : verdicts.toConfigure(configuring)) {
            puts.addAll(change.puts());
            deletes.addAll(change.deletes());
        }
        return (puts.isEmpty() || session.documents.put(puts) == puts.size())
                && (deletes.isEmpty() || session.documents.delete(deletes) == deletes.size());
    }

    private Done done(Change change) {
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

package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.store.rows.DocumentName;
import dev.ringback.store.rows.StoreMessages;
import dev.ringback.store.writing.Guards;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which changes of a run can be made, which cannot, and which are on disk already. */
final class PostgresVerdicts {

    private final PostgresRun.Session session;
    private final boolean careful;

    /** Changes that cannot be made, and why. */
    private final IdentityHashMap<Change, String> stale = new IdentityHashMap<>();

    /**
     * Changes with documents or sightings, or that move other calls, of which is known that they
     * are on disk.
     */
    private final Set<Change> there = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean repeats;

    PostgresVerdicts(PostgresRun.Session session, boolean careful) {
        this.session = session;
        this.careful = careful;
    }

    /** Those that can be made, or are there. */
    List<Change> valid(List<Change> changes) {
        return stale.isEmpty()
                ? changes
                : changes.stream().filter(change -> !stale.containsKey(change)).toList();
    }

    /** Those with calls that can be moved. */
    List<Change> toMove(List<Change> changes) {
        return valid(changes).stream()
                .filter(change -> !change.everyMove().isEmpty())
                .filter(change -> !isJoint(change) || !there.contains(change))
                .toList();
    }

    /** Those of which all that is written once can be written. */
    List<Change> toConfigure(List<Change> changes) {
        return valid(changes).stream().filter(change -> !there.contains(change)).toList();
    }

    /** Why a change cannot be made. */
    Optional<String> stale(Change change) {
        return Optional.ofNullable(stale.get(change));
    }

    /** Whether one turned out to be on disk of which that was not known before. */
    boolean repeats() {
        return repeats;
    }

    /** Notes that one turned out to be on disk. */
    void repeated() {
        repeats = true;
    }

    /** Whether it moves others, or sees something, so that no call can be judged by itself. */
    private static boolean isJoint(Change change) {
        return !change.moves().isEmpty()
                || (change.settle().isPresent() && !change.sightings().isEmpty());
    }

    /**
     * Adds what changes have seen, before all else that they bring; those that have seen what was
     * seen before are stale. False when one of them was made in part, and all must begin anew.
     */
    boolean addSightings(List<Change> changes) throws SQLException {
        List<Change> seeing = seeing(changes);
        if (careful && !seeing.isEmpty()) {
            session.transaction().begin();
            Map<SightingKey, Sighting> kept = session.sightings().lock(sightings(seeing));
            for (Change change : seeing) {
                judge(change, kept);
            }
            seeing = seeing(changes);
        }
        List<Sighting> refused =
                seeing.isEmpty() ? List.of() : session.sightings().add(sightings(seeing));
        for (Sighting sighting : refused) {
            if (careful || !isJudged(sighting, seeing)) {
                return false;
            }
        }
        return true;
    }

    private List<Change> seeing(List<Change> changes) {
        return toConfigure(changes).stream()
                .filter(change -> !change.sightings().isEmpty())
                .toList();
    }

    private static List<Sighting> sightings(List<Change> changes) {
        return changes.stream().flatMap(change -> change.sightings().stream()).toList();
    }

    private void judge(Change change, Map<SightingKey, Sighting> kept) throws SQLException {
        List<Sighting> own =
                change.sightings().stream()
                        .flatMap(each -> Optional.ofNullable(kept.get(each.key())).stream())
                        .toList();
        if (!own.isEmpty() && session.guards().isOnDisk(change)) {
            there.add(change);
        } else {
            Guards.staleSighting(change, own).ifPresent(why -> stale.put(change, why));
        }
    }

    /** Judges the change of one that was refused, if nothing else that it has seen was added. */
    private boolean isJudged(Sighting refused, List<Change> seeing) throws SQLException {
        Optional<Sighting> kept = session.lookup().sighting(refused.key());
        Optional<Change> change =
                seeing.stream().filter(each -> each.sightings().equals(List.of(refused))).findAny();
        if (kept.isEmpty() || change.isEmpty()) {
            return false;
        }
        judge(change.get(), Map.of(refused.key(), kept.get()));
        return there.contains(change.get()) || stale.containsKey(change.get());
    }

    void judgeDocuments(List<Change> configuring) throws SQLException {
        Map<DocumentName, Long> revisions =
                session.documents()
                        .lock(
                                configuring.stream()
                                        .flatMap(c ->
                                                Stream.concat(
                                                        c.puts().stream(), c.deletes().stream()))
                                        .toList());
        for (Change change : configuring) {
            Optional<String> why =
                    Guards.staleDocument(
                            change,
                            document -> revisions.getOrDefault(DocumentName.of(document), 0L));
            if ((careful || why.isPresent()) && session.guards().isOnDisk(change)) {
                there.add(change);
            } else {
                why.ifPresent(text -> stale.put(change, text));
            }
        }
    }

    /**
     * Judges changes that move several calls before anything is moved. The calls are locked, so
     * that what was judged is so until the end of the transaction.
     */
    void judgeJoint(List<Change> run) throws SQLException {
        List<Change> joint = valid(run).stream().filter(PostgresVerdicts::isJoint).toList();
        if (joint.isEmpty()) {
            return;
        }
        session.transaction().begin();
        Map<CallId, Call> calls =
                session.lookup().lock(joint.stream().flatMap(c -> c.everyMove().stream()).toList());
        List<Settle> kept = new ArrayList<>();
        for (Change change : joint) {
            Optional<String> others = stale(change.moves(), calls);
            Optional<Settle> own = change.settle();
            Optional<String> why = others.or(() -> stale(own.stream().toList(), calls));
            if (why.isPresent() && session.guards().isOnDisk(change)) {
                there.add(change);
            } else if (why.isPresent()) {
                stale.put(change, why.get());
                own.filter(settle -> others.isEmpty() && calls.containsKey(settle.id()))
                        .ifPresent(kept::add);
            }
        }
        keep(kept);
    }

    private static Optional<String> stale(List<Settle> moves, Map<CallId, Call> calls) {
        return moves.stream()
                .flatMap(m -> Guards.stale(m, Optional.ofNullable(calls.get(m.id()))).stream())
                .findFirst();
    }

    /**
     * Looks at the moves that were not made; their attempts are kept where there is the call. False
     * when one of them was made in part, and all must begin anew.
     */
    boolean judgeMoves(List<Change> unmoved) throws SQLException {
        if (unmoved.stream().anyMatch(PostgresVerdicts::isJoint)) {
            return false;
        }
        List<Settle> kept = new ArrayList<>();
        for (Change change : unmoved) {
            Settle settle = change.settle().orElseThrow();
            if (isKnown(change, settle)) {
                kept.add(settle);
            }
        }
        keep(kept);
        return true;
    }

    /** Whether there is the call of a move that was not made; the move may be there as well. */
    private boolean isKnown(Change change, Settle settle) throws SQLException {
        Optional<Call> call = session.lookup().call(settle.id().value(), settle.partition());
        if (call.isEmpty()) {
            stale.put(change, StoreMessages.missing(settle.id()));
        } else if (!session.guards().isOnDisk(call.get(), settle, change)) {
            stale.put(change, StoreMessages.finished(call.get()));
        } else if (!there.contains(change)) {
            repeats = true;
        }
        return call.isPresent();
    }

    private void keep(List<Settle> kept) throws SQLException {
        if (!kept.isEmpty()) {
            PipelinedStatement _ =
                    session.transaction().send(PostgresStatements.insertAttempts(kept));
        }
    }
}

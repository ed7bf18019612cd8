package dev.ringback.store.writing;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.store.rows.EventRow;
import dev.ringback.store.rows.Lookup;
import dev.ringback.store.rows.StoreMessages;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Decides from what is on disk whether a change may still be made. All guards of a change are asked
 * before any of it is written, so nothing need be taken back.
 */
public record Guards(Lookup lookup) {

    /**
     * Whether the change is there already, because its commit succeeded without the caller learning
     * of it. A change of documents alone has nothing to be recognised by: two of them with the same
     * content may be two people's.
     */
    public boolean isOnDisk(Change change) throws SQLException {
        return wasSeen(change) || isThere(change);
    }

    /** A sighting of its own tells for certain, until it has expired. */
    private boolean wasSeen(Change change) throws SQLException {
        for (Sighting sighting : change.sightings()) {
            if (lookup.sighting(sighting.key()).filter(sighting::isSameAs).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private boolean isThere(Change change) throws SQLException {
        if (!change.everyMove().isEmpty()) {
            return areOnDisk(change.settle().stream().toList())
                    && hasConsequences(change)
                    && (isTold(change) || areOnDisk(change.moves()));
        }
        if (!change.calls().isEmpty()) {
            return isOnDisk(change.calls().getFirst());
        }
        return !change.events().isEmpty()
                && lookup.event(change.events().getFirst().sequence()).isPresent();
    }

    /** Whether the event that is on disk under its sequence is the one that was to be added. */
    public boolean isOnDisk(EventRow stored, Event added) throws SQLException {
        List<Quote> quotes = stored.quotes() ? lookup.quotes(added.sequence()) : List.of();
        return AlreadyDone.same(stored, quotes, added);
    }

    /**
     * Whether the call was moved by just this change. Others may have moved it to the same state in
     * the same millisecond, so who moved it, the attempt and what follows from it are looked at.
     */
    public boolean isOnDisk(Call call, Settle settle, Change change) throws SQLException {
        return isOnDisk(call, settle) && hasConsequences(change);
    }

    private boolean areOnDisk(List<Settle> moves) throws SQLException {
        for (Settle move : moves) {
            Optional<Call> call = call(move);
            if (call.isEmpty() || !isOnDisk(call.get(), move)) {
                return false;
            }
        }
        return true;
    }

    private boolean isOnDisk(Call call, Settle settle) throws SQLException {
        if (!AlreadyDone.settled(call, settle) || !lookup.movedHere(settle)) {
            return false;
        }
        if (settle.attempt().isPresent()) {
            Optional<Attempt> kept = lookup.attempt(settle);
            if (kept.isEmpty() || !AlreadyDone.same(kept.get(), settle.attempt().get())) {
                return false;
            }
        }
        return true;
    }

    /** Why one of some calls cannot be moved as it was read; empty when all can. */
    public Optional<String> staleMove(List<Settle> moves) throws SQLException {
        for (Settle move : moves) {
            Optional<String> why = stale(move, call(move));
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    /** Why a call cannot be moved as it was read; empty when it can. */
    public static Optional<String> stale(Settle move, Optional<Call> call) {
        if (call.isEmpty()) {
            return Optional.of(StoreMessages.missing(move.id()));
        }
        return AlreadyDone.waits(call.get(), move)
                ? Optional.empty()
                : Optional.of(StoreMessages.finished(call.get()));
    }

    private Optional<Call> call(Settle move) throws SQLException {
        return lookup.call(move.id().value(), move.partition());
    }

    /**
     * Whether it brings something of its own by which it is recognised, wherever calls went since.
     */
    private static boolean isTold(Change change) {
        return change.events().stream().anyMatch(event -> !event.id().given())
                || (change.events().isEmpty() && !change.calls().isEmpty());
    }

    /** An event with a given id says nothing: it may have been left out for one that has its id. */
    private boolean hasConsequences(Change change) throws SQLException {
        for (Event event : change.events()) {
            if (!event.id().given()) {
                return lookup.event(event.sequence()).isPresent();
            }
        }
        return !change.events().isEmpty()
                || change.calls().isEmpty()
                || isOnDisk(change.calls().getFirst());
    }

    private boolean isOnDisk(Call call) throws SQLException {
        return lookup.call(call.id().value(), call.lane().partition()).isPresent();
    }

    /**
     * Why a document cannot be changed as it was read; empty when all can.
     *
     * @param revisions those on disk; 0 for a document that is not there
     */
    public static Optional<String> staleDocument(Change change, Revisions revisions)
            throws SQLException {
        for (Document document : change.puts()) {
            long revision = revisions.of(document);
            if (revision != document.revision() - 1) {
                return Optional.of(StoreMessages.otherRevision(document, revision));
            }
        }
        for (Document document : change.deletes()) {
            long revision = revisions.of(document);
            if (revision != document.revision()) {
                return Optional.of(StoreMessages.otherRevision(document, revision));
            }
        }
        return Optional.empty();
    }

    /**
     * Why the sightings of a change cannot be made; empty when all can.
     *
     * @param kept those on disk of the same keys
     */
    public static Optional<String> staleSighting(Change change, Collection<Sighting> kept) {
        for (Sighting each : kept) {
            for (Sighting sighting : change.sightings()) {
                if (sighting.key().equals(each.key()) && sighting.isRefusedBy(each)) {
                    return Optional.of(StoreMessages.seenBefore(each));
                }
            }
        }
        return Optional.empty();
    }

    /** Where the revisions of documents come from. */
    @FunctionalInterface
    public interface Revisions {
        long of(Document document) throws SQLException;
    }
}

package dev.ringback.store;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Change.Settle;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.Quote;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Decides from what is on disk whether a change may still be made. All guards of a change are asked
 * before any of it is written, so nothing need be taken back.
 */
final class Guards {

    private final Lookup lookup;

    Guards(Lookup lookup) {
        this.lookup = lookup;
    }

    /**
     * Whether the change is there already, because its commit succeeded without the caller learning
     * of it. Asked only where documents are involved; everything else is recognised row by row. A
     * change of documents alone has nothing to be recognised by: two of them with the same content
     * may be two people's.
     */
    boolean isOnDisk(Change change) throws SQLException {
        if (change.settle().isPresent()) {
            Settle settle = change.settle().get();
            Optional<Call> call = lookup.call(settle.call().value(), settle.partition());
            return call.isPresent() && isOnDisk(call.get(), settle);
        }
        if (!change.calls().isEmpty()) {
            Call call = change.calls().getFirst();
            return lookup.call(call.id().value(), call.lane().partition()).isPresent();
        }
        return !change.events().isEmpty()
                && lookup.event(change.events().getFirst().sequence()).isPresent();
    }

    /** Whether the event that is on disk under its sequence is the one that was to be added. */
    boolean isOnDisk(Kept stored, Event added) throws SQLException {
        List<Quote> quotes = stored.quotes() ? lookup.quotes(added.sequence()) : List.of();
        return Known.same(stored, quotes, added);
    }

    /** Whether the call was moved by just this attempt. */
    boolean isOnDisk(Call call, Settle settle) throws SQLException {
        return Known.settled(call, settle)
                && (settle.attempt().isEmpty() || lookup.hasAttempt(settle));
    }

    /** Why a document cannot be changed as it was read; empty when all can. */
    Optional<String> staleDocument(Change change) throws SQLException {
        for (Document document : change.puts()) {
            long revision = lookup.revision(document);
            if (revision != document.revision() - 1) {
                return Optional.of(Words.otherRevision(document, revision));
            }
        }
        for (Document document : change.deletes()) {
            long revision = lookup.revision(document);
            if (revision != document.revision()) {
                return Optional.of(Words.otherRevision(document, revision));
            }
        }
        return Optional.empty();
    }
}

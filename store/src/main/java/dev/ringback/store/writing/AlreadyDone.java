package dev.ringback.store.writing;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Quote;
import dev.ringback.store.rows.EventRow;
import dev.ringback.store.rows.Quoting;
import java.time.Instant;
import java.util.List;

/**
 * Recognises what is on disk already, so that a commit whose outcome was not learnt can be tried
 * again: the same event, call or move a second time is done, not doubled. Everything on disk counts
 * in milliseconds, so moments are compared in milliseconds.
 */
public final class AlreadyDone {

    private AlreadyDone() {}

    /**
     * Whether an event on disk is the one that was to be added.
     *
     * @param quotes those of the event on disk
     */
    public static boolean same(EventRow kept, List<Quote> quotes, Event added) {
        Event stored = kept.event();
        return stored.sequence() == added.sequence()
                && stored.project().equals(added.project())
                && stored.id().equals(added.id())
                && stored.type().equals(added.type())
                && stored.subject().equals(added.subject())
                && same(stored.occurredAt(), added.occurredAt())
                && same(stored.acceptedAt(), added.acceptedAt())
                && stored.contentType().equals(added.contentType())
                && stored.origin().equals(added.origin())
                && kept.size() == added.payload().size()
                && stored.payload().equals(Quoting.rest(added.payload(), quotes));
    }

    /** Whether a call on disk is the one that was to be added; it may have moved on since. */
    public static boolean same(Call stored, Call added) {
        return stored.id().equals(added.id())
                && stored.project().equals(added.project())
                && stored.kind().equals(added.kind())
                && stored.lane().equals(added.lane())
                && stored.event() == added.event()
                && same(stored.createdAt(), added.createdAt())
                && stored.replay().equals(added.replay())
                && stored.series().equals(added.series());
    }

    /** Whether a call on disk is where the move was to bring it; its attempt is looked at apart. */
    static boolean settled(Call stored, Settle settle) {
        return stored.attempts() == settle.attempts() && same(stored.state(), settle.next());
    }

    /** Whether a call on disk waits, and as it did when the move was decided. */
    static boolean waits(Call stored, Settle settle) {
        return stored.state() instanceof CallState.Waiting && stored.attempts() == settle.before();
    }

    /** Whether an attempt on disk is the one that a move was to keep. */
    public static boolean same(Attempt stored, Attempt kept) {
        return stored.number() == kept.number()
                && same(stored.startedAt(), kept.startedAt())
                && stored.timing().equals(kept.timing())
                && stored.status() == kept.status();
    }

    private static boolean same(CallState stored, CallState next) {
        return switch (next) {
            case CallState.Waiting(Instant due) ->
                    stored instanceof CallState.Waiting(Instant at) && same(at, due);
            case CallState.Running _ -> false;
            case CallState.Succeeded(Instant then) ->
                    stored instanceof CallState.Succeeded(Instant at) && same(at, then);
            case CallState.Dead(Instant then, String reason) ->
                    stored instanceof CallState.Dead(Instant at, String why)
                            && same(at, then)
                            && why.equals(reason);
            case CallState.Cancelled(Instant then) ->
                    stored instanceof CallState.Cancelled(Instant at) && same(at, then);
        };
    }

    private static boolean same(Instant one, Instant other) {
        return one.toEpochMilli() == other.toEpochMilli();
    }
}

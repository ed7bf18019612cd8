package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.server.events.Router;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the calls have come that match an event in more than one piece. It is a guess: whoever
 * has lost it begins anew, and finds what is left.
 */
final class MatchProgress {

    /** The most matches that are decided together. */
    static final int MOST_MATCHES = 100;

    /** Calls of which that is known; they are few, and those that were cancelled are not told. */
    private static final int MOST_CALLS = 10_000;

    /**
     * A piece of the work.
     *
     * @param prefix waits under smaller ones were looked at
     * @param after under this one those up to here were looked at, too
     * @param opening waits that were not on disk when their place was looked at
     * @param matches how many are decided together
     * @param pauses how often in a row there was nothing to do but to wait for others
     */
    record Piece(
            String prefix, Optional<String> after, Set<String> opening, int matches, int pauses) {

        static final Piece FIRST = new Piece("", Optional.empty(), Set.of(), MOST_MATCHES, 0);

        Piece {
            opening = Set.copyOf(opening);
        }

        /** Others were faster with one of its runs; with few there is a better chance. */
        private Piece smaller() {
            return new Piece(prefix, after, opening, Math.max(1, matches / 4), pauses);
        }
    }

    /**
     * Where a call is.
     *
     * @param next what comes when the work on this piece is on disk; empty while nobody works on it
     */
    private record Standing(Piece piece, Optional<Piece> next) {}

    private final Map<CallId, Standing> calls = new ConcurrentHashMap<>();

    /** The piece to work on; a smaller one when the last work on it did not get to disk. */
    Piece begin(CallId call) {
        Standing standing = calls.get(call);
        if (standing == null) {
            return Piece.FIRST;
        }
        return standing.next.isPresent() ? standing.piece.smaller() : standing.piece;
    }

    /** A piece of work is about to be committed. */
    void done(CallId call, Piece piece, Piece next) {
        if (calls.size() >= MOST_CALLS) {
            calls.clear();
        }
        calls.put(call, new Standing(piece, Optional.of(next)));
    }

    /** A call has moved on disk. */
    void settled(Settle settle) {
        if (!settle.call().kind().equals(Router.MATCH)) {
            return;
        }
        if (settle.next() instanceof CallState.Waiting) {
            calls.computeIfPresent(
                    settle.id(),
                    (_, standing) ->
                            new Standing(standing.next.orElse(standing.piece), Optional.empty()));
        } else {
            calls.remove(settle.id());
        }
    }
}

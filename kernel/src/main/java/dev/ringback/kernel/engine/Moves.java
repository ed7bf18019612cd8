package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Moves calls because somebody wants it, as they are at the moment: they go on meanwhile.
 *
 * @param running whether an attempt of a call is under way
 */
record Moves(Store store, Clock time, Commits commits, Predicate<Call> running) {

    private static final int MOST_RACES = 10;

    /** What somebody wants: the change that moves a call; empty when it cannot be moved so. */
    @FunctionalInterface
    interface Wish {
        Optional<Change> of(Call call, Instant now);
    }

    /** All as they were read, or none; those that cannot be moved so are passed over. */
    Committed all(List<Call> calls, Wish wish) {
        Instant now = time.now();
        Change change =
                calls.stream()
                        .flatMap(call -> wish.of(asItIs(call, now), now).stream())
                        .reduce(Kind.Settlement.NOTHING, Change::and);
        return change.moves().isEmpty() ? Committed.Done.ALL : commits.commit(change);
    }

    /** One call, as often as it changes meanwhile. */
    Move one(ProjectId project, CallId id, Wish wish) {
        for (int races = 0; races < MOST_RACES; races++) {
            Optional<Move> move = tryOne(project, id, wish);
            if (move.isPresent()) {
                return move.get();
            }
        }
        return new Move.Impossible("it changes all the time");
    }

    /** Moves a call as it was read; empty when it has changed meanwhile. */
    private Optional<Move> tryOne(ProjectId project, CallId id, Wish wish) {
        Optional<Call> found = store.call(project, id);
        if (found.isEmpty()) {
            return Optional.of(new Move.NotFound());
        }
        Instant now = time.now();
        Call call = asItIs(found.get(), now);
        Optional<Change> change = wish.of(call, now);
        if (change.isEmpty()) {
            return Optional.of(new Move.Impossible("it is " + call.state().name().word()));
        }
        Committed committed = commits.commit(change.get());
        return switch (committed) {
            case Committed.Done _ -> Optional.of(new Move.Moved(moved(change.get())));
            case Committed.Stale _ -> Optional.empty();
            case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                    Optional.of(new Move.NotCommitted(committed));
        };
    }

    /** A call that was read, running if it runs. */
    private Call asItIs(Call call, Instant now) {
        return running.test(call) ? call.with(new CallState.Running(now), call.attempts()) : call;
    }

    /** The call that a change moves, in the steady time. */
    private Call moved(Change change) {
        return change.moves().getFirst().after().dueLater(time.ahead());
    }
}

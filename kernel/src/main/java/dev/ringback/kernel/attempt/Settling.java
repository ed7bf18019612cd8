package dev.ringback.kernel.attempt;

import dev.ringback.kernel.commit.Committer;
import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.CallStates;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.time.Instant;

/** Gets on disk what a run came to. */
record Settling(Time time, Ends ends, Committer committer) {

    private static final Duration COMMIT_AGAIN = Duration.ofSeconds(1);

    /** What becomes of a call, as a kind says it by the machine's clock; it waits by the steady. */
    CallState next(Outcome outcome, Instant startedAt, Instant now) {
        Outcome own =
                outcome instanceof Outcome.Retry(Instant at, String why)
                        ? new Outcome.Retry(time.steady().plus(Duration.between(now, at)), why)
                        : outcome;
        return CallStates.settle(new CallState.Running(startedAt), own, now).orElseThrow();
    }

    /**
     * The same of a call that nobody was asked about. It is due at another time than it was: a move
     * that moves nothing would be taken for one that is on disk already.
     */
    CallState unasked(Call call, Outcome outcome, Instant now) {
        CallState next = next(outcome, now, now);
        return next.equals(call.state()) && next instanceof CallState.Waiting(Instant dueAt)
                ? new CallState.Waiting(dueAt.plusMillis(1))
                : next;
    }

    /**
     * What follows, with what kinds say to the ends of other calls; the run has room for that.
     *
     * @param first whether it is asked for the first time, and takes that room
     */
    Change withEnds(Change follows, boolean first, CallRun run) {
        if (!follows.moves().isEmpty() && first && !run.share().growInTurn(ends.needs(follows))) {
            throw new NoRoomException();
        }
        return ends.with(follows, time.now());
    }

    /**
     * Commits until the store takes it: the run has not ended before it is on disk. Its lane hears
     * of it on the committing thread, and so in the order of the commits.
     *
     * @return what to do next: nothing, or {@code onStale}
     */
    RunStep commit(Change follows, Change.Settle move, RunStep onStale, CallRun run) {
        Change change = follows.and(Change.settle(move));
        ProjectId project = move.call().project();
        while (true) {
            var result =
                    committer.put(project, change, () -> run.settled(move.next(), move.attempts()));
            if (result.isEmpty()) {
                return RunStep.OVER;
            }
            switch (result.get().join()) {
                case Committed.Done _ -> {
                    return RunStep.OVER;
                }
                case Committed.Stale _ -> {
                    return onStale;
                }
                case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                        time.pause(COMMIT_AGAIN);
            }
        }
    }
}

package dev.ringback.server.access;

import dev.ringback.kernel.model.Committed;

/** Requires that a change made at start is on disk; a server that cannot write must not start. */
final class StartupCommit {

    private StartupCommit() {}

    /** Passes when the change is on disk, or when another process made it first. */
    static void done(Committed committed) {
        switch (committed) {
            case Committed.Done _, Committed.Stale _ -> {}
            case Committed.Failed(Exception cause) ->
                    throw new IllegalStateException("the store cannot be written", cause);
            case Committed.Unknown _ ->
                    throw new IllegalStateException("the store has not answered in time");
            case Committed.Overloaded _ ->
                    throw new IllegalStateException("the store is overloaded at start");
        }
    }
}

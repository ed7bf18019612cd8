package dev.ringback.server.api;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.port.Activity;
import dev.ringback.kernel.port.CallMoves;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Standing;

/**
 * An engine whose changes go through somebody else first.
 *
 * @param gate commits them
 */
record GatedCalls(Calls engine, Commits gate) implements Calls {

    @Override
    public Committed commit(Change change) {
        return gate.commit(change);
    }

    @Override
    public CallMoves moves() {
        return engine.moves();
    }

    @Override
    public Activity activity() {
        return engine.activity();
    }

    @Override
    public Standing standing() {
        return engine.standing();
    }
}

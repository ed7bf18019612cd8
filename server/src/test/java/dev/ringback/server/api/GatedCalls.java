package dev.ringback.server.api;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.Calls;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Commits;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.LaneStatus;
import dev.ringback.kernel.Move;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Standing;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    public Move cancel(ProjectId project, CallId id) {
        return engine.cancel(project, id);
    }

    @Override
    public Move hasten(ProjectId project, CallId id) {
        return engine.hasten(project, id);
    }

    @Override
    public Committed cancel(List<Call> calls) {
        return engine.cancel(calls);
    }

    @Override
    public Committed hasten(List<Call> calls) {
        return engine.hasten(calls);
    }

    @Override
    public boolean isRunning(Call call) {
        return engine.isRunning(call);
    }

    @Override
    public Set<CallId> running(LaneId lane) {
        return engine.running(lane);
    }

    @Override
    public Call shown(Call call) {
        return engine.shown(call);
    }

    @Override
    public List<LaneStatus> lanes() {
        return engine.lanes();
    }

    @Override
    public Optional<LaneStatus> lane(LaneId id) {
        return engine.lane(id);
    }

    @Override
    public Standing standing() {
        return engine.standing();
    }
}

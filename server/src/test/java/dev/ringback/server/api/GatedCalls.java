package dev.ringback.server.api;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.kernel.port.Standing;
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

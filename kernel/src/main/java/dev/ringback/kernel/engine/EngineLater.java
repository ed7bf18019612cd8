package dev.ringback.kernel.engine;

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
import dev.ringback.kernel.port.Store;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The engine for those who are made before it, since it needs them: kinds, and whoever follows.
 * Until it is attached a change is committed alone; anything else that is asked is a bug then.
 */
public final class EngineLater implements Calls {

    private final Commits alone;
    private volatile Optional<Calls> engine = Optional.empty();

    /** Makes it, over a store on which no engine runs yet. */
    public EngineLater(Store store) {
        alone = Commits.alone(store);
    }

    /** From now on this engine commits. To be done before it starts, so that nothing goes by it. */
    public void attach(Calls made) {
        engine = Optional.of(made);
    }

    private Calls engine() {
        return engine.orElseThrow(() -> new IllegalStateException("there is no engine yet"));
    }

    @Override
    public Committed commit(Change change) {
        return engine.<Commits>map(each -> each).orElse(alone).commit(change);
    }

    @Override
    public Move cancel(ProjectId project, CallId id) {
        return engine().cancel(project, id);
    }

    @Override
    public Move hasten(ProjectId project, CallId id) {
        return engine().hasten(project, id);
    }

    @Override
    public Committed cancel(List<Call> calls) {
        return engine().cancel(calls);
    }

    @Override
    public Committed hasten(List<Call> calls) {
        return engine().hasten(calls);
    }

    @Override
    public boolean isRunning(Call call) {
        return engine().isRunning(call);
    }

    @Override
    public Set<CallId> running(LaneId lane) {
        return engine().running(lane);
    }

    @Override
    public Call shown(Call call) {
        return engine().shown(call);
    }

    @Override
    public List<LaneStatus> lanes() {
        return engine().lanes();
    }

    @Override
    public Optional<LaneStatus> lane(LaneId id) {
        return engine().lane(id);
    }

    @Override
    public Standing standing() {
        return engine().standing();
    }
}

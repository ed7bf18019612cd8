package dev.ringback.kernel.port;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The port through which calls are made, moved and looked at while they are under way. {@link
 * Engine} is one; {@link EngineLater} is for those who are made before it.
 */
public interface Calls extends Commits {

    /**
     * Cancels a call that is not finished. A request that is under way is broken off; what its peer
     * has done by then cannot be called back.
     */
    Move cancel(ProjectId project, CallId id);

    /** Makes a waiting call due at once, and asks its peer even if a breaker is open. */
    Move hasten(ProjectId project, CallId id);

    /**
     * Cancels calls as they were read, all in one commit or, where one has moved since, none. What
     * is finished is passed over.
     *
     * @throws StoreException when what they carry cannot be read
     */
    Committed cancel(List<Call> calls);

    /**
     * Makes calls due at once as they were read, all in one commit or, where one has moved since,
     * none. What does not wait is passed over.
     */
    Committed hasten(List<Call> calls);

    /** Whether an attempt of this call is under way here. */
    boolean isRunning(Call call);

    /** The calls of a lane of which an attempt is under way here. */
    Set<CallId> running(LaneId lane);

    /** A call as it was read, due by the machine's clock rather than by the steady time. */
    Call shown(Call call);

    /** What every lane is doing. */
    List<LaneStatus> lanes();

    /** What a lane is doing; empty while it has no calls. */
    Optional<LaneStatus> lane(LaneId id);

    /** How committing stands. */
    Standing standing();
}

package dev.ringback.kernel.port;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import java.util.List;

/** The port through which people and kinds move calls that wait or run. */
public interface CallMoves {

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
}

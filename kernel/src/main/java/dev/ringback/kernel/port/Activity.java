package dev.ringback.kernel.port;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.LaneId;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The port that says what is under way at the moment. */
public interface Activity {

    /** Whether an attempt of this call is under way here. */
    boolean isRunning(Call call);

    /** The calls of a lane of which an attempt is under way here. */
    Set<CallId> running(LaneId lane);

    /** A call as it was read, due by the machine's clock rather than by the steady time. */
    Call shown(Call call);

    /** What every lane is doing, each asked when it is its turn: there may be very many. */
    Stream<LaneStatus> lanes();

    /** What a lane is doing; empty while it has no calls. */
    Optional<LaneStatus> lane(LaneId id);
}

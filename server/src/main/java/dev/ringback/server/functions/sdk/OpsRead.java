package dev.ringback.server.functions.sdk;

import java.util.List;

/** What came of reading what an SDK says of a run. */
sealed interface OpsRead {

    /** All of it is understood. */
    record Ops(List<StepOp> ops) implements OpsRead {}

    /** Some of it is not; it may be when it is said again. */
    record Unreadable(String why) implements OpsRead {}

    /**
     * The run cannot go on, whatever is said again.
     *
     * @param error the name by which functions know it
     */
    record Hopeless(String error, String why) implements OpsRead {}
}

package dev.ringback.server.upstreams;

import dev.ringback.kernel.LaneId;

/**
 * The queues of an upstream: they share its capacity, and neither waits for the other's backlog.
 */
public enum Line {
    /** Jobs that somebody waits for: generations, groups, background responses, predictions. */
    JOBS(""),
    /** The lines of batches, which may be 50,000. */
    BATCHES(":batches");

    private final String suffix;

    Line(String suffix) {
        this.suffix = suffix;
    }

    /** What the names of its lanes end with. */
    String suffix() {
        return suffix;
    }

    /** That of the upstream of this name. */
    LaneId of(String upstream) {
        return new LaneId(Upstreams.LANE_PREFIX + upstream + suffix);
    }
}

package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The queues of an upstream. They share its capacity, and none waits for another's backlog. Each
 * project has lanes of its own in each, so that none waits for another's.
 */
public enum UpstreamQueue {
    /** Jobs that somebody waits for: generations, groups, background responses, predictions. */
    JOBS,
    /** The lines of batches, which may be 50,000. */
    BATCHES,
    /** Jobs that the upstream has taken, and about which it is asked now and then. */
    TASKS;

    /** What the names of its lanes have behind that of the upstream. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; empty when it is none of these. */
    public static Optional<UpstreamQueue> parse(String word) {
        return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /** That of a project at the upstream of this name. */
    public LaneId of(String upstream, ProjectId project) {
        return new LaneId("%s%s:%s:%s".formatted(Upstreams.LANE_PREFIX, upstream, word(), project));
    }
}

package dev.ringback.server.jobs;

import dev.ringback.server.access.Guard;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.work.Awaited;

/**
 * What the surfaces of inference stand on.
 *
 * @param ground and what everybody stands on
 * @param guard lets callers in
 * @param jobs takes and finds jobs
 * @param admission decides on requests
 * @param upstreams the model servers
 * @param wire the way to them
 * @param announcements makes the events
 * @param awaited whom requests wait for
 * @param tokens counts what upstreams say they used
 */
public record InferencePorts(
        Ground ground,
        Guard guard,
        Jobs jobs,
        Admission admission,
        Upstreams upstreams,
        UpstreamWire wire,
        Announcements announcements,
        Awaited awaited,
        TokenCounter tokens,
        Submits submits) {

    /** So often a request is held while its job runs and ends, with an answer as long. */
    private static final int TIMES = 5;

    /** The same where the demo models answer it, who read it in this process too. */
    private static final int TIMES_WITH_DEMO = 7;

    /** What a job takes whatever its request is: its run, and what stands around the request. */
    private static final int BESIDE = 128 * 1024;

    /** The longest request that is read, in bytes; less where a heap is too small for its job. */
    public int maxBody() {
        long room = Math.max(0, ground.budget().largest() - BESIDE);
        long longest = room / (upstreams.areDemo() ? TIMES_WITH_DEMO : TIMES);
        return (int) Math.min(ModelRequest.LONGEST, longest);
    }
}

package dev.ringback.server.jobs;

import dev.ringback.kernel.ByteBudget;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.Ids;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.Time;
import dev.ringback.server.access.Guard;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.work.Awaited;
import java.util.random.RandomGenerator;

/**
 * What the surfaces of inference stand on.
 *
 * @param guard lets callers in
 * @param engine commits and runs jobs
 * @param store is read by those who poll
 * @param ids sequences and call ids
 * @param time the clock
 * @param random draws ids; unpredictable in production
 * @param upstreams the model servers
 * @param wire the way to them
 * @param endpoints finds the endpoint that a request names
 * @param announcements makes the events
 * @param awaited whom requests wait for
 * @param tokens counts what upstreams say they used
 * @param budget the account of what is held in memory
 */
public record InferencePorts(
        Guard guard,
        Engine engine,
        Store store,
        Ids ids,
        Time time,
        RandomGenerator random,
        Upstreams upstreams,
        UpstreamWire wire,
        NamedEndpoints endpoints,
        Announcements announcements,
        Awaited awaited,
        TokenCounter tokens,
        ByteBudget budget) {

    /** So often a request is held while its job runs and ends, with an answer as long. */
    private static final int TIMES = 5;

    /** The same where the demo models answer it, who read it in this process too. */
    private static final int TIMES_WITH_DEMO = 7;

    /** What a job takes whatever its request is: its run, and what stands around the request. */
    private static final int BESIDE = 128 * 1024;

    /** The longest request that is read, in bytes; less where a heap is too small for its job. */
    public int maxBody() {
        long room = Math.max(0, budget.largest() - BESIDE);
        long longest = room / (upstreams.areDemo() ? TIMES_WITH_DEMO : TIMES);
        return (int) Math.min(ModelRequest.LONGEST, longest);
    }

    /** Takes and finds jobs. */
    public Jobs jobs() {
        return new Jobs(store, engine, ids);
    }

    /** Decides on requests. */
    public Admission admission() {
        return new Admission(upstreams, endpoints, budget.largest());
    }
}

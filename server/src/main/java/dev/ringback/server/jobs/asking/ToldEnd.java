package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.upstreams.Upstream;
import java.util.Optional;

/** The end of a job as a callback says it that was noted. */
final class ToldEnd {

    /** A callback is read as a tree, and its answer written down. */
    private static final long TIMES_CALLBACK = 4;

    private ToldEnd() {}

    /** That end; empty while no callback was noted. */
    static Optional<JobEnd> of(Store store, Job job, KeptTask task, Upstream upstream) {
        return task.told().stream()
                .boxed()
                .flatMap(sequence -> callback(store, sequence).stream())
                .flatMap(event -> read(job, task, upstream, event).stream())
                .findFirst();
    }

    private static Optional<Event> callback(Store store, long sequence) {
        RoomOfThread.take(TIMES_CALLBACK * store.size(sequence).orElse(0));
        return store.event(sequence);
    }

    private static Optional<JobEnd> read(Job job, KeptTask task, Upstream upstream, Event event) {
        RoomOfThread.take(JsonTree.treeBytes(event.payload()));
        return task.remote(job)
                .map(remote -> TaskProtocol.of(upstream).told(remote, event.payload()))
                .flatMap(state -> TaskEnd.of(job, state));
    }
}

package dev.ringback.server.batches;

import dev.ringback.kernel.Change;
import dev.ringback.server.access.Guard;
import dev.ringback.server.http.Route;
import dev.ringback.server.inference.Awaited;
import dev.ringback.server.inference.Jobs;
import dev.ringback.server.inference.Shape;
import dev.ringback.server.wire.UrlRule;
import java.util.List;
import java.util.stream.Stream;

/** Files and batches, put together. */
public final class Batches implements AutoCloseable {

    private final BatchPorts ports;
    private final BatchWatch watch;

    public Batches(BatchPorts ports) {
        this.ports = ports;
        this.watch = new BatchWatch(ports);
    }

    /** The shape of the jobs that are lines of batches. */
    public Shape shape() {
        return new BatchLine(ports.announcements(), ports.parts(), watch);
    }

    /**
     * All routes, each behind the guard.
     *
     * @param urls the rule for {@code webhook_url}
     * @param awaited whom requests wait for
     */
    public List<Route> routes(Guard guard, UrlRule urls, Awaited awaited) {
        return Stream.of(
                        new FileRoutes(ports, guard).routes(),
                        new BatchRoutes(ports, watch, guard, urls, awaited).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Takes up the batches that are open on disk, and from now on those that come. */
    public void start(Jobs jobs) {
        watch.start(jobs);
    }

    /** Follows what is on disk. Does not block. */
    public void committed(Change change) {
        watch.committed(change);
    }

    /** Stops between two rounds; what is left is carried on at the next start. */
    @Override
    public void close() {
        watch.close();
    }
}

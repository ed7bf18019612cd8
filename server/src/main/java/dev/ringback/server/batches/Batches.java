package dev.ringback.server.batches;

import dev.ringback.kernel.Follower;
import dev.ringback.kernel.StoreException;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Guard;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.JobFeature;
import dev.ringback.server.jobs.NamedWebhooks;
import dev.ringback.server.jobs.Shape;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Wires files and batches: their routes, their shape of job, and who watches over them. */
public final class Batches implements JobFeature {

    private static final System.Logger LOG = System.getLogger(Batches.class.getName());
    private static final Duration EVERY = Duration.ofHours(1);

    private final InferencePorts inference;
    private final BatchPorts ports;
    private final BatchWatch watch;
    private final Files files;
    private volatile boolean closed;

    public Batches(InferencePorts inference, NamedWebhooks webhooks) {
        this.inference = inference;
        Ground ground = inference.ground();
        this.ports =
                new BatchPorts(
                        ground,
                        new FileParts(ground.store(), ground.engine(), ground.budget()),
                        inference.upstreams(),
                        inference.announcements(),
                        webhooks);
        this.watch = new BatchWatch(ports);
        this.files = new Files(ports);
    }

    /** Whether a text has the form of a batch's id. */
    public static boolean isId(String text) {
        return Paging.isId(Batch.PREFIX, text);
    }

    /** The shape of the jobs that are lines of batches. */
    @Override
    public Shape shape() {
        return new BatchLine(ports.announcements(), ports.parts(), watch);
    }

    /** All routes, each behind the guard. */
    @Override
    public List<Route> routes() {
        Guard guard = inference.guard();
        return Stream.of(
                        new FileRoutes(ports, guard).routes(),
                        new BatchRoutes(ports, watch, guard, inference.awaited()).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Takes up the batches that are open on disk, and from now on those that come. */
    @Override
    public void takeUp() {
        watch.start(inference.jobs());
        removeLater();
    }

    private void removeLater() {
        if (!closed) {
            ports.ground()
                    .time()
                    .after(
                            EVERY,
                            () -> Thread.ofVirtual().name("files").start(this::removeExpired));
        }
    }

    private void removeExpired() {
        try {
            files.removeExpired();
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "expired files are removed later", e);
        } finally {
            removeLater();
        }
    }

    @Override
    public List<Follower> followers() {
        return List.of(watch);
    }

    /** Stops between two rounds; what is left is carried on at the next start. */
    @Override
    public void close() {
        closed = true;
        watch.close();
    }
}

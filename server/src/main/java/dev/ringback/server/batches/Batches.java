package dev.ringback.server.batches;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Follower;
import dev.ringback.kernel.StoreException;
import dev.ringback.server.access.Guard;
import dev.ringback.server.http.Route;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.wire.UrlRule;
import dev.ringback.server.work.Awaited;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Wires files and batches: their routes, their shape of job, and who watches over them. */
public final class Batches implements Follower, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Batches.class.getName());
    private static final Duration EVERY = Duration.ofHours(1);

    private final BatchPorts ports;
    private final BatchWatch watch;
    private final Files files;
    private volatile boolean closed;

    public Batches(BatchPorts ports) {
        this.ports = ports;
        this.watch = new BatchWatch(ports);
        this.files = new Files(ports);
    }

    /** Whether a text has the form of a batch's id. */
    public static boolean isId(String text) {
        return Paging.isId(Batch.PREFIX, text);
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
        removeLater();
    }

    private void removeLater() {
        if (!closed) {
            ports.time()
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
    public void committed(Change change) {
        watch.committed(change);
    }

    /** Stops between two rounds; what is left is carried on at the next start. */
    @Override
    public void close() {
        closed = true;
        watch.close();
    }
}

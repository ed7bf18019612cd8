package dev.ringback.server.batches;

import dev.ringback.kernel.port.Follower;
import dev.ringback.net.http.Route;
import dev.ringback.server.files.Files;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.JobFeature;
import dev.ringback.server.jobs.NamedWebhooks;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.openai.Paging;
import java.util.List;
import java.util.stream.Stream;

/** Wires files and batches: their routes, their shape of job, and who watches over them. */
public final class Batches implements JobFeature {

    private final InferencePorts inference;
    private final BatchPorts ports;
    private final BatchWatch watch;
    private final Files files;

    public Batches(InferencePorts inference, NamedWebhooks webhooks) {
        this.inference = inference;
        Ground ground = inference.ground();
        this.files = new Files(ground, inference.guard(), new BatchFiles(ground.store()));
        this.ports =
                new BatchPorts(
                        ground,
                        files.parts(),
                        inference.upstreams(),
                        inference.announcements(),
                        webhooks);
        this.watch = new BatchWatch(ports);
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
        return Stream.of(files.routes(), new BatchRoutes(ports, files, watch, inference).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Takes up the batches that are open on disk, and from now on those that come. */
    @Override
    public void takeUp() {
        watch.start(inference.jobs());
        files.takeUp();
    }

    @Override
    public List<Follower> followers() {
        return List.of(watch);
    }

    /** Stops between two rounds; what is left is carried on at the next start. */
    @Override
    public void close() {
        files.close();
        watch.close();
    }
}

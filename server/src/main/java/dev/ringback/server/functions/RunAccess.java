package dev.ringback.server.functions;

import dev.ringback.net.http.Route;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.cancelling.CancelStep;
import dev.ringback.server.functions.cancelling.Cancelling;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.reading.StartedFunctions;
import dev.ringback.server.functions.running.RunExpressions;
import dev.ringback.server.functions.running.Running;
import dev.ringback.server.functions.wire.CancellationRoutes;
import dev.ringback.server.functions.wire.MetadataRoute;
import dev.ringback.server.functions.wire.RunRoutes;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.functions.wire.UnderwayRoutes;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import java.util.List;
import java.util.stream.Stream;

/** What apps and people see of runs, and what they do to them. */
final class RunAccess implements Feature {

    private final RunReading reading;
    private final StartedFunctions started;
    private final Cancelling cancelling;
    private final List<Route> routes;

    /**
     * Wires.
     *
     * @param running the runs
     * @param functions those that there are
     * @param filters gives expressions their turn
     */
    RunAccess(
            Ground ground,
            SdkSurface surface,
            Running running,
            KnownFunctions functions,
            Filters filters) {
        reading =
                new RunReading(
                        ground.store(),
                        running.kept(),
                        running.runs(),
                        () -> ground.engine().activity());
        started =
                new StartedFunctions(
                        ground.store(), running.kept(), functions, running.starts(), ground.time());
        cancelling =
                new Cancelling(
                        ground,
                        new CancelStep(
                                reading.search(),
                                running.runs(),
                                new RunExpressions(filters),
                                running.steering(),
                                ground.time()));
        routes =
                Stream.of(
                                new UnderwayRoutes(
                                                surface,
                                                running.steering(),
                                                running.runs(),
                                                ground.time())
                                        .routes(),
                                new RunRoutes(
                                                surface,
                                                new RunRoutes.Ports(
                                                        ground.store(),
                                                        reading,
                                                        running.steering(),
                                                        ground.time()))
                                        .routes(),
                                List.of(
                                        new MetadataRoute(
                                                        surface,
                                                        reading,
                                                        ground.store(),
                                                        ground.engine(),
                                                        ground.time())
                                                .route()),
                                new CancellationRoutes(
                                                surface, cancelling, functions, ground.time())
                                        .routes())
                        .flatMap(List::stream)
                        .toList();
    }

    RunReading reading() {
        return reading;
    }

    StartedFunctions started() {
        return started;
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public void start() {
        cancelling.start();
    }

    @Override
    public void close() {
        cancelling.close();
    }
}

package dev.ringback.server.functions;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Route;
import dev.ringback.protocol.FunctionKey;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.events.JoinedRecipients;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.apps.AppSyncing;
import dev.ringback.server.functions.apps.AppWatch;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.apps.Registering;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.crons.Crons;
import dev.ringback.server.functions.graphql.GraphRoute;
import dev.ringback.server.functions.kept.RunOutcomes;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.reading.StartedFunctions;
import dev.ringback.server.functions.running.AppWires;
import dev.ringback.server.functions.running.FunctionCalls;
import dev.ringback.server.functions.running.RunSteering;
import dev.ringback.server.functions.running.Running;
import dev.ringback.server.functions.runs.RetryTable;
import dev.ringback.server.functions.waits.Matched;
import dev.ringback.server.functions.waits.Waits;
import dev.ringback.server.functions.wire.AppRoutes;
import dev.ringback.server.functions.wire.EventsIn;
import dev.ringback.server.functions.wire.SdkGuard;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.vault.Vault;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Durable functions: the apps that serve them. */
public final class Functions implements Feature {

    private static final List<String> PATHS =
            List.of(
                    "/fn/",
                    "/dev",
                    "/v1/events",
                    "/v1/runs/",
                    "/v1/signals",
                    "/v1/cancellations",
                    "/v1/checkpoint",
                    "/v1/http/runs/",
                    "/v1/realtime/",
                    "/v0/runs/",
                    "/v0/gql");

    private final Apps apps;
    private final AppSyncing syncing;
    private final AppWatch watch;
    private final AppRoutes appRoutes;
    private final GraphRoute graph;
    private final Waits waits;
    private final Running running;
    private final Crons crons;
    private final RunAccess access;
    private final EventsIn eventsIn;

    /** Rooms of the engine of functions, each with calls of its own. */
    private final List<Feature> parts;

    /**
     * What it works with.
     *
     * @param guard knows API keys
     * @param dev whether apps need no key
     * @param signingKey by which the server and apps know each other
     * @param signingKeyFallback is believed too
     * @param apps URLs of apps that the operator named
     * @param running what runs are made with
     * @param takesUnserved whether functions are taken that ask for what is not served yet
     */
    public record Ports(
            KeyGuard guard,
            boolean dev,
            Optional<FunctionKey> signingKey,
            Optional<FunctionKey> signingKeyFallback,
            List<String> apps,
            Outside running,
            boolean takesUnserved) {}

    /**
     * What runs reach outside of this room.
     *
     * @param publisher says who gets events
     * @param crowded whether a project has too much that is still being fanned out
     * @param filters gives expressions their turn
     * @param vault keeps what is secret
     * @param wires the ways to apps
     * @param outcomes hears how runs end
     * @param retries how long it takes until what failed is tried again
     * @param history bytes that ended runs of a project may take; 0 for any
     */
    public record Outside(
            Publisher publisher,
            Predicate<ProjectId> crowded,
            Filters filters,
            Vault vault,
            AppWires wires,
            RunOutcomes outcomes,
            RetryTable retries,
            long history) {}

    /** By path prefix, how errors are worded that the listener finds itself. */
    public static Map<String, ErrorWords> words() {
        Map<String, ErrorWords> words = new HashMap<>(EventsIn.WORDS);
        for (String path : PATHS) {
            words.put(path, SdkSurface.WORDS);
        }
        return words;
    }

    /** Reads the apps that are on disk. */
    public Functions(Ground ground, Ports ports) {
        apps = new Apps(ports.apps());
        apps.load(ground.store());
        var registering = new Registering(apps, ground.store(), ground.engine(), ground.time());
        var reader = new AppReader(RunExpression::problemWith, ports.takesUnserved());
        var signing = new AppSigning(ports.dev(), ports.signingKey(), ports.signingKeyFallback());
        var surface = new SdkSurface(new SdkGuard(signing, ports.guard()), signing);
        Outside with = ports.running();
        waits =
                new Waits(
                        ground.store(),
                        ground.engine(),
                        with.filters(),
                        ground.time(),
                        ground.ids());
        running =
                new Running(
                        ground,
                        new Running.Ports(
                                apps,
                                waits,
                                with.publisher(),
                                with.filters(),
                                with.vault(),
                                with.wires(),
                                signing,
                                with.outcomes(),
                                with.retries(),
                                with.history()));
        access = new RunAccess(ground, surface, running, apps, with.filters());
        crons = new Crons(ground, apps);
        parts =
                List.of(
                        running,
                        crons,
                        access,
                        new OwnRuns(ground, surface, running, apps, registering, with.vault()));
        eventsIn =
                new EventsIn(
                        ground,
                        surface,
                        new EventsIn.Ports(
                                ports.guard(),
                                ports.dev(),
                                with.publisher(),
                                with.crowded(),
                                new FunctionCalls(
                                                apps, ground.engine(), ground.time(), ground.ids())
                                        ::invoke));
        syncing =
                new AppSyncing(
                        apps,
                        registering,
                        reader,
                        signing,
                        with.wires().guarded(),
                        with.wires().unguarded(),
                        ground.time());
        watch = new AppWatch(ports.apps(), syncing, ports.dev(), ground.time());
        appRoutes = new AppRoutes(surface, signing, reader, registering, apps, ground.random());
        graph =
                new GraphRoute(
                        surface,
                        ground,
                        new GraphRoute.Ports(
                                apps, running, access.reading(), syncing, ports.guard().quota()));
    }

    @Override
    public List<Follower> followers() {
        return Stream.concat(Stream.of(apps, waits), each(Feature::followers)).toList();
    }

    @Override
    public List<Kind> kinds() {
        return Stream.concat(each(Feature::kinds), Stream.of(waits.kind(Matched.of(running))))
                .toList();
    }

    @Override
    public List<LanePolicies> policies() {
        return Stream.concat(each(Feature::policies), Stream.<LanePolicies>of(Waits::policy))
                .toList();
    }

    private <T> Stream<T> each(Function<Feature, List<? extends T>> what) {
        return parts.stream().flatMap(part -> what.apply(part).stream());
    }

    @Override
    public void start() {
        waits.start();
        watch.start();
        parts.forEach(Feature::start);
    }

    @Override
    public void letGo() {
        parts.forEach(Feature::letGo);
    }

    @Override
    public void close() {
        parts.forEach(Feature::close);
        watch.close();
        waits.close();
    }

    /** Forgets runs that ended before a moment, and what nobody waits for any more. */
    public void prune(List<ProjectId> projects, Instant before) {
        projects.forEach(project -> running.prune(project, before));
        waits.prune();
    }

    /** Functions, and runs that wait, as those who may get events. */
    public Recipients recipients() {
        var recipients = new JoinedRecipients(running.recipients());
        recipients.join(waits.recipients());
        return recipients;
    }

    @Override
    public List<Route> routes() {
        return Stream.concat(
                        each(Feature::routes),
                        Stream.of(appRoutes.routes(), eventsIn.routes(), List.of(graph.route()))
                                .flatMap(List::stream))
                .toList();
    }

    /** What is shown of runs. */
    public RunReading reading() {
        return access.reading();
    }

    /** What is done to runs. */
    public RunSteering steering() {
        return running.steering();
    }

    /** Which functions events have started, and which not. */
    public StartedFunctions started() {
        return access.started();
    }

    /** Runs, and what is done to them. */
    public Running running() {
        return running;
    }

    /** The apps. */
    public Apps apps() {
        return apps;
    }

    /** When they start by their schedules. */
    public Crons crons() {
        return crons;
    }

    /** Asks them for their functions. */
    public AppSyncing syncing() {
        return syncing;
    }
}

package dev.ringback.server;

import dev.ringback.kernel.Commits;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.Follower;
import dev.ringback.kernel.LanePolicies;
import dev.ringback.server.access.ApiKeyText;
import dev.ringback.server.access.Guard;
import dev.ringback.server.batches.BatchPorts;
import dev.ringback.server.batches.Batches;
import dev.ringback.server.batches.FileParts;
import dev.ringback.server.config.Settings;
import dev.ringback.server.demo.DemoModels;
import dev.ringback.server.generations.GenerationShape;
import dev.ringback.server.generations.GroupWatch;
import dev.ringback.server.generations.InferenceRoutes;
import dev.ringback.server.http.ErrorWords;
import dev.ringback.server.http.Route;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.InferenceKind;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.predictions.PredictionRoutes;
import dev.ringback.server.predictions.PredictionShape;
import dev.ringback.server.responses.Broadcasts;
import dev.ringback.server.responses.ResponseRoutes;
import dev.ringback.server.responses.ResponseShape;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamHealth;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.work.Awaited;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The half that asks: the model servers and the way to them, the shapes that jobs have for their
 * clients, and those who watch over jobs.
 */
final class Asking implements AutoCloseable {

    private final Foundation ground;
    private final Telling telling;
    private final Metrics metrics;
    private final Commits commits;
    private final Duration retention;
    private final Secret demoToken;
    private final Upstreams upstreams;
    private final UpstreamWire wire;
    private final Announcements announcements;
    private final Awaited awaited = new Awaited();
    private final Broadcasts broadcasts;
    private final GroupWatch groups;
    private final Batches batches;
    private final PredictionShape predictions;
    private final List<Shape> shapes;

    /**
     * Wires.
     *
     * @param commits commits once the engine runs
     * @param self where this server listens, once it does
     */
    Asking(
            Foundation ground,
            Settings settings,
            Telling telling,
            Metrics metrics,
            Commits commits,
            Supplier<URI> self) {
        this.ground = ground;
        this.telling = telling;
        this.metrics = metrics;
        this.commits = commits;
        retention = settings.storage().retention();
        demoToken = new Secret(ApiKeyText.generate(ground.random()));
        var health = new UpstreamHealth(ground.time()::steady);
        upstreams =
                settings.upstreams().isEmpty()
                        ? Upstreams.demo(
                                () -> self.get().resolve(DemoModels.PATH),
                                demoToken,
                                Set.copyOf(DemoModels.NAMES))
                        : Upstreams.of(settings.upstreams(), health);
        wire = new UpstreamWire(ground.unguarded(), ground.time(), health);
        upstreams.all().forEach(this::measure);
        announcements =
                new Announcements(telling.endpoints()::find, telling.router(), ground.ids());
        broadcasts = new Broadcasts(ground.time().now(), ground.budget());
        groups = new GroupWatch(ground.store(), announcements, ground.time(), ground.budget());
        batches = batches();
        predictions = new PredictionShape(announcements, telling.router());
        shapes =
                List.of(
                        new GenerationShape(announcements),
                        new ResponseShape(announcements, broadcasts),
                        predictions,
                        batches.shape());
    }

    private Batches batches() {
        return new Batches(
                new BatchPorts(
                        ground.store(),
                        commits,
                        new FileParts(ground.store(), commits, ground.budget()),
                        upstreams,
                        announcements,
                        telling.router(),
                        telling.direct(),
                        ground.ids(),
                        ground.time(),
                        retention));
    }

    private void measure(Upstream upstream) {
        metrics.upstream(
                upstream.name(),
                () -> wire.status(upstream).inFlight(),
                () -> wire.status(upstream).waiting(),
                () -> wire.status(upstream).open(),
                () -> wire.status(upstream).busy());
    }

    InferenceKind kind() {
        return new InferenceKind(
                new InferenceKind.Ports(
                        upstreams,
                        wire,
                        commits,
                        metrics::tokens,
                        ground.ids(),
                        ground.random(),
                        ground.time()),
                shapes);
    }

    LanePolicies policies() {
        return upstreams;
    }

    /** The jobs as the native API shows them. */
    InferenceJobs jobs(Engine engine) {
        return new InferenceJobs(new Jobs(ground.store(), engine, ground.ids()), shapes);
    }

    /** Takes up what is open on disk. */
    void start(Engine engine) {
        var jobs = new Jobs(ground.store(), engine, ground.ids());
        groups.start(jobs);
        batches.start(jobs);
    }

    List<Route> routes(Guard guard, Engine engine) {
        var ports =
                new InferencePorts(
                        guard,
                        engine,
                        ground.store(),
                        ground.ids(),
                        ground.time(),
                        ground.random(),
                        upstreams,
                        wire,
                        telling.endpoints()::find,
                        announcements,
                        awaited,
                        metrics::tokens,
                        ground.budget());
        var responses = new ResponseRoutes(ports, broadcasts);
        var webhooks = new PredictionRoutes.Webhooks(telling.urls(), telling.direct());
        return Stream.of(
                        new InferenceRoutes(ports, retention, responses, ground.unguarded())
                                .routes(),
                        responses.routes(),
                        batches.routes(guard, telling.urls(), awaited),
                        new PredictionRoutes(ports, predictions, webhooks, retention).routes(),
                        new DemoModels(demoToken, ground.time(), DemoModels.SLOWNESS).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** By path prefix, how errors are worded that the listener finds itself. */
    static Map<String, ErrorWords> words() {
        Map<String, ErrorWords> words = new HashMap<>(PredictionRoutes.WORDS);
        words.put("/v1/", OpenAiError.WORDS);
        words.put("/demo/", OpenAiError.WORDS);
        return words;
    }

    /** Who follows what is on disk. Whoever lets clients go on hears last. */
    List<Follower> followers() {
        return List.of(groups, batches, awaited, broadcasts);
    }

    /** Lets those go who follow a response, before the listener waits for them. */
    void endStreams() {
        broadcasts.close();
    }

    @Override
    public void close() {
        groups.close();
        batches.close();
        wire.close();
    }
}

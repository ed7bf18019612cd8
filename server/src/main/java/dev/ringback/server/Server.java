package dev.ringback.server;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.EngineLimits;
import dev.ringback.kernel.LanePolicies;
import dev.ringback.kernel.LaneStatus;
import dev.ringback.kernel.StoreException;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.access.KeyText;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.Projects;
import dev.ringback.server.access.RequestRate;
import dev.ringback.server.api.NativeApi;
import dev.ringback.server.api.UrlPolicy;
import dev.ringback.server.batches.BatchPorts;
import dev.ringback.server.batches.Batches;
import dev.ringback.server.batches.FileParts;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.Running;
import dev.ringback.server.config.Settings;
import dev.ringback.server.delivery.DeliveryKind;
import dev.ringback.server.demo.DemoModels;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.FanOut;
import dev.ringback.server.endpoints.Router;
import dev.ringback.server.endpoints.Secret;
import dev.ringback.server.endpoints.UnreadableEndpointException;
import dev.ringback.server.endpoints.VaultException;
import dev.ringback.server.http.ErrorWords;
import dev.ringback.server.http.HttpLimits;
import dev.ringback.server.http.HttpServer;
import dev.ringback.server.http.Route;
import dev.ringback.server.inference.Announcements;
import dev.ringback.server.inference.Awaited;
import dev.ringback.server.inference.GenerationShape;
import dev.ringback.server.inference.GroupWatch;
import dev.ringback.server.inference.InferenceKind;
import dev.ringback.server.inference.InferencePorts;
import dev.ringback.server.inference.InferenceRoutes;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.observe.Observer;
import dev.ringback.server.observe.Probes;
import dev.ringback.server.predictions.PredictionRoutes;
import dev.ringback.server.predictions.PredictionShape;
import dev.ringback.server.responses.ResponseRoutes;
import dev.ringback.server.responses.ResponseShape;
import dev.ringback.server.upstreams.Health;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.wire.UrlCheck;
import dev.ringback.server.wire.UrlRule;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A running Ringback. This is where the rooms are wired, by hand and in the order in which they
 * stand on each other.
 */
public final class Server implements Running {

    private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);

    private final Settings settings;
    private final Foundation ground;
    private final Endpoints endpoints;
    private final EndpointCodec codec;
    private final DirectWebhooks direct;
    private final Router router;
    private final Secret demoToken;
    private final Health health;
    private final Upstreams upstreams;
    private final Announcements announcements;
    private final Awaited awaited = new Awaited();
    private final GroupWatch groups;
    private final Batches batches;
    private final PredictionShape predictions;
    private final UpstreamWire upstreamWire;
    private final Metrics metrics;
    private final Engine engine;
    private final FanOut fanOut;
    private final Keys keys;
    private final Projects projects;
    private final Optional<String> generatedKey;
    private final NativeApi api;
    private final Retention retention;
    private final HttpServer http;
    private volatile int port;
    private volatile boolean ready;

    /** Starts a server; what prevents it is told in a sentence. */
    public static Launch.Outcome start(Settings settings) {
        try {
            Foundation ground = Foundation.open(settings);
            try {
                return new Launch.Outcome.Up(new Server(settings, ground));
            } catch (RuntimeException e) {
                ground.close();
                throw e;
            }
        } catch (StoreException
                | VaultException
                | UnreadableEndpointException
                | UncheckedIOException e) {
            return new Launch.Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    private Server(Settings settings, Foundation ground) {
        this.settings = settings;
        this.ground = ground;
        codec = new EndpointCodec(ground.vault());
        endpoints = new Endpoints(codec);
        endpoints.load(ground.store().documents(Endpoint.KIND));
        direct = new DirectWebhooks(ground.store(), ground.vault());
        router = new Router(endpoints, ground.ids());
        demoToken = new Secret(KeyText.generate(ground.random()));
        health = new Health(ground.time()::now);
        upstreams = upstreams();
        upstreamWire = new UpstreamWire(ground.unguarded(), ground.time(), health);
        announcements = new Announcements(endpoints::find, router, ground.ids());
        groups = new GroupWatch(ground.store(), this::commit, announcements, ground.time());
        batches = batches();
        predictions = new PredictionShape(announcements, router);
        metrics = new Metrics(this::lanes, ground.time()::now).withProcess();
        upstreams.all().forEach(this::measure);
        engine = engine();
        fanOut = new FanOut(ground.store(), engine::commit, router, ground.time());
        projects = new Projects(ground.store(), ground.time(), ground.ids());
        projects.start(this::commitAlone);
        keys =
                new Keys(
                        ground.store(),
                        ground.time(),
                        ground.ids(),
                        ground.random(),
                        RequestRate.unlessZero(settings.access().rateLimit()));
        var guard = new KeyGuard(keys, projects);
        api = api(guard);
        retention =
                new Retention(ground.store()::prune, ground.time(), settings.storage().retention());
        var ports = ports(guard);
        groups.start(ports.jobs());
        batches.start(ports.jobs());
        http = listen(ports);
        port = http.port();
        // Not before the port is had: a key that is made is shown only by a start that succeeds.
        generatedKey =
                keys.start(settings.access().apiKey().map(Secret::reveal), this::commitAlone);
        engine.start();
        fanOut.start();
        api.start();
        retention.start();
        ready = true;
    }

    @Override
    public URI uri() {
        String literal =
                switch (settings.listen().host()) {
                    // Every address of the machine: the loopback one can be dialled.
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::" -> "[::1]";
                    case String host when host.contains(":") -> "[" + host + "]";
                    case String host -> host;
                };
        return URI.create("http://" + literal + ":" + port);
    }

    @Override
    public Optional<String> generatedKey() {
        return generatedKey;
    }

    @Override
    public void stop(Duration drain) {
        ready = false;
        http.stop(LAST_REQUESTS);
        retention.close();
        api.close();
        groups.close();
        batches.close();
        fanOut.close();
        boolean _ = engine.stop(drain);
        ground.close();
    }

    private Engine engine() {
        var delivery =
                new DeliveryKind(
                        new DeliveryKind.Registry(endpoints, codec, direct, router),
                        ground.guarded(),
                        ground.ids(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        Version.TEXT);
        var inference =
                new InferenceKind(
                        new InferenceKind.Ports(
                                upstreams,
                                upstreamWire,
                                this::commit,
                                metrics::tokens,
                                ground.ids(),
                                ground.random()),
                        List.of(
                                new GenerationShape(announcements, groups),
                                new ResponseShape(announcements),
                                predictions,
                                batches.shape()));
        LanePolicies policies =
                lane ->
                        endpoints
                                .of(lane)
                                .or(() -> upstreams.of(lane))
                                .or(() -> DirectWebhook.policy(lane));
        return new Engine(
                ground.store(),
                List.of(delivery, inference),
                policies,
                ground.time(),
                new Bystanders(new Observer(metrics, ground.logs()), this::follow),
                EngineLimits.DEFAULT);
    }

    private Upstreams upstreams() {
        return settings.upstreams().isEmpty()
                ? Upstreams.demo(
                        () -> uri().resolve(DemoModels.PATH),
                        demoToken,
                        Set.copyOf(DemoModels.NAMES))
                : Upstreams.of(settings.upstreams(), health);
    }

    private NativeApi api(KeyGuard guard) {
        UrlPolicy policy =
                url ->
                        switch (urls().check(url)) {
                            case UrlCheck.Valid(URI valid) -> new UrlPolicy.Verdict.Allowed(valid);
                            case UrlCheck.Invalid(String reason) ->
                                    new UrlPolicy.Verdict.Refused(reason);
                        };
        return new NativeApi(
                new NativeApi.Ground(
                        ground.store(),
                        engine::commit,
                        engine,
                        ground.time(),
                        ground.ids(),
                        ground.random()),
                new NativeApi.Routing(endpoints, codec, router, policy, ground.vault()),
                new NativeApi.Access(guard, keys, projects));
    }

    private UrlRule urls() {
        return new UrlRule(ground.guard(), settings.allowHttp());
    }

    private Batches batches() {
        return new Batches(
                new BatchPorts(
                        ground.store(),
                        this::commit,
                        new FileParts(ground.store(), this::commit),
                        upstreams,
                        announcements,
                        router,
                        direct,
                        ground.ids(),
                        ground.time(),
                        settings.storage().retention()));
    }

    private InferencePorts ports(KeyGuard guard) {
        return new InferencePorts(
                guard,
                engine,
                ground.store(),
                ground.ids(),
                ground.time(),
                ground.random(),
                upstreams,
                upstreamWire,
                endpoints::find,
                announcements,
                awaited,
                metrics::tokens);
    }

    private HttpServer listen(InferencePorts ports) {
        var responses = new ResponseRoutes(ports);
        var inference = new InferenceRoutes(ports, groups, responses, ground.unguarded());
        var demo = new DemoModels(demoToken, ground.time(), DemoModels.SLOWNESS);
        List<Route> routes =
                Stream.of(
                                api.routes(),
                                inference.routes(),
                                responses.routes(),
                                batches.routes(ports.guard(), urls(), awaited),
                                predictions(ports).routes(),
                                demo.routes(),
                                Probes.routes(Version.TEXT, () -> ready),
                                List.of(metrics.route()))
                        .flatMap(List::stream)
                        .toList();
        return HttpServer.start(
                settings.listen().host(),
                settings.listen().port(),
                routes,
                HttpLimits.DEFAULT,
                words());
    }

    private static Map<String, ErrorWords> words() {
        Map<String, ErrorWords> words = new HashMap<>(PredictionRoutes.WORDS);
        words.put("/v1/", InferenceRoutes.WORDS);
        words.put("/demo/", InferenceRoutes.WORDS);
        return words;
    }

    private PredictionRoutes predictions(InferencePorts ports) {
        return new PredictionRoutes(
                ports,
                predictions,
                new PredictionRoutes.Webhooks(urls(), direct),
                settings.storage().retention());
    }

    /** What is in memory follows what is on disk. */
    private void follow(Change change) {
        endpoints.committed(change).forEach(engine::refresh);
        fanOut.committed(change);
        groups.committed(change);
        batches.committed(change);
        awaited.committed(change);
    }

    /** For what is wired before the engine is. */
    private Committed commit(Change change) {
        return engine.commit(change);
    }

    /** Before the engine runs, nobody else commits. */
    private Committed commitAlone(Change change) {
        return ground.store().commit(List.of(change)).getFirst();
    }

    private void measure(Upstream upstream) {
        metrics.upstream(
                upstream.name(),
                () -> upstreamWire.status(upstream).inFlight(),
                () -> upstreamWire.status(upstream).waiting(),
                () -> upstreamWire.status(upstream).open());
    }

    private List<LaneStatus> lanes() {
        return engine.lanes();
    }
}

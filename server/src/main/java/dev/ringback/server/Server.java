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
import dev.ringback.server.api.NativeApi;
import dev.ringback.server.api.UrlPolicy;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.Running;
import dev.ringback.server.config.Settings;
import dev.ringback.server.delivery.DeliveryKind;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.FanOut;
import dev.ringback.server.endpoints.Router;
import dev.ringback.server.endpoints.Secret;
import dev.ringback.server.endpoints.UnreadableEndpointException;
import dev.ringback.server.endpoints.VaultException;
import dev.ringback.server.http.HttpLimits;
import dev.ringback.server.http.HttpServer;
import dev.ringback.server.http.Route;
import dev.ringback.server.inference.Completions;
import dev.ringback.server.inference.DemoModels;
import dev.ringback.server.inference.InferenceKind;
import dev.ringback.server.inference.InferencePorts;
import dev.ringback.server.inference.InferenceRoutes;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.observe.Observer;
import dev.ringback.server.observe.Probes;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.wire.UrlCheck;
import dev.ringback.server.wire.UrlRule;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
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
    private final Router router;
    private final Secret demoToken;
    private final Upstreams upstreams;
    private final Completions completions;
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
        router = new Router(endpoints, ground.ids());
        demoToken = new Secret(KeyText.generate(ground.random()));
        upstreams = upstreams();
        completions = new Completions(endpoints::find, router, ground.ids());
        metrics = new Metrics(this::lanes, ground.time()::now).withProcess();
        engine = engine();
        fanOut = new FanOut(ground.store(), engine::commit, router, ground.time());
        projects = new Projects(ground.store(), ground.time(), ground.ids());
        projects.start(this::commitAlone);
        keys = new Keys(ground.store(), ground.time(), ground.ids(), ground.random());
        var guard = new KeyGuard(keys, projects);
        api = api(guard);
        retention =
                new Retention(ground.store()::prune, ground.time(), settings.storage().retention());
        http = listen(guard);
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
        fanOut.close();
        boolean _ = engine.stop(drain);
        ground.close();
    }

    private Engine engine() {
        var delivery =
                new DeliveryKind(
                        new DeliveryKind.Registry(endpoints, codec, router),
                        ground.guarded(),
                        ground.ids(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        Version.TEXT);
        var inference =
                new InferenceKind(
                        ground.unguarded(),
                        upstreams,
                        completions,
                        InferenceKind.RETRIES,
                        ground.random());
        LanePolicies policies = lane -> endpoints.of(lane).or(() -> upstreams.of(lane));
        return new Engine(
                ground.store(),
                List.of(delivery, inference),
                policies,
                ground.time(),
                new Bystanders(new Observer(metrics, ground.logs()), this::follow),
                EngineLimits.DEFAULT);
    }

    private Upstreams upstreams() {
        List<Upstream> configured =
                settings.upstreams().stream()
                        .map(each -> Upstream.of(each.name(), each.url(), each.key()))
                        .toList();
        return configured.isEmpty()
                ? Upstreams.demo(
                        () -> uri().resolve(DemoModels.PATH),
                        demoToken,
                        Set.copyOf(DemoModels.NAMES))
                : Upstreams.of(configured);
    }

    private NativeApi api(KeyGuard guard) {
        var urls = new UrlRule(ground.guard(), settings.allowHttp());
        UrlPolicy policy =
                url ->
                        switch (urls.check(url)) {
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

    private HttpServer listen(KeyGuard guard) {
        var inference =
                new InferenceRoutes(
                        new InferencePorts(
                                guard,
                                engine,
                                ground.store(),
                                ground.ids(),
                                ground.time(),
                                ground.random()),
                        upstreams,
                        endpoints::find,
                        completions,
                        ground.unguarded());
        var demo = new DemoModels(demoToken, ground.time(), DemoModels.SLOWNESS);
        List<Route> routes =
                Stream.of(
                                api.routes(),
                                inference.routes(),
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
                Map.of("/v1/", InferenceRoutes.WORDS, "/demo/", InferenceRoutes.WORDS));
    }

    /** What is in memory follows what is on disk. */
    private void follow(Change change) {
        endpoints.committed(change).forEach(engine::refresh);
        fanOut.committed(change);
    }

    /** Before the engine runs, nobody else commits. */
    private Committed commitAlone(Change change) {
        return ground.store().commit(List.of(change)).getFirst();
    }

    private List<LaneStatus> lanes() {
        return engine.lanes();
    }
}

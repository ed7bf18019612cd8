package dev.ringback.server;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.protocol.FunctionKey;
import dev.ringback.server.access.ApiKeyText;
import dev.ringback.server.api.NativeApi;
import dev.ringback.server.batches.Batches;
import dev.ringback.server.bridges.WiredQueues;
import dev.ringback.server.callbacks.Callbacks;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.StartedServer;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import dev.ringback.server.demo.DemoModels;
import dev.ringback.server.functions.Functions;
import dev.ringback.server.functions.running.AppWires;
import dev.ringback.server.functions.runs.RetryTable;
import dev.ringback.server.generations.Generations;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.groups.Groups;
import dev.ringback.server.jobs.JobFeature;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.predictions.PredictionRoutes;
import dev.ringback.server.receiving.Receiving;
import dev.ringback.server.receiving.Senders;
import dev.ringback.server.responses.ResponseRoutes;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.webhooks.Webhooks;
import dev.ringback.store.DataDirectory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A running Ringback: a list of rooms around an engine, wired by hand. Each of them says for itself
 * what it offers, see {@link Feature}; a new one is one line here.
 */
public final class Server implements StartedServer {

    private static final System.Logger LOG = System.getLogger(Server.class.getName());
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    /** Of a process that found that it cannot go on. */
    private static final int STATUS = 1;

    private final Foundation foundation;
    private final Front front;
    private final Metrics metrics;
    private final Wellbeing wellbeing;
    private final Delivering delivering;
    private final Engine engine;
    private final Optional<String> generatedKey;

    /**
     * From the top down: in this order they hear what is on disk and are closed. They are started
     * from the ground up. Whoever lets clients go on hears last.
     */
    private final List<Feature> rooms;

    /** Starts a server; what prevents it is told in a sentence. */
    public static Launch.Outcome start(Settings settings) {
        return start(settings, Host.MACHINE);
    }

    /** Starts a server on a host of its own. */
    public static Launch.Outcome start(Settings settings, Host host) {
        return Start.of(settings, host);
    }

    /**
     * Wires and runs it.
     *
     * @param lost completes, with a sentence, when it may not act on its store any more
     */
    Server(Settings settings, Foundation foundation, Front front, CompletableFuture<String> lost) {
        this.front = front;
        this.foundation = foundation;
        front.tell(foundation.door());
        var later = new EngineLater(foundation.store());
        Ground ground = foundation.ground(later, settings);
        metrics = new Metrics(() -> later.activity().lanes(), ground.time()::now).withProcess();
        metrics.log(foundation.logs()::dropped);
        if (settings.storage().databaseUrl().isEmpty()) {
            metrics.writeAheadLog(new DataDirectory(settings.storage().data())::logBytes);
        }
        wellbeing = new Wellbeing(foundation, later, metrics);
        delivering = new Delivering(foundation, ground, settings, metrics);
        var admitting = new Admitting(foundation, ground, settings, front.places(), metrics);
        rooms = rooms(settings, ground, admitting);
        engine = engine(ground);
        later.attach(engine);
        metrics.memory(ground.budget(), () -> engine.crowded() + ground.budget().growing());
        rooms.forEach(Feature::takeUp);
        generatedKey = admitting.firstKey();
        engine.start();
        rooms.reversed().forEach(Feature::start);
        front.serve(routes(), this::refused);
        wellbeing.running();
        var _ = lost.thenAccept(this::lost);
    }

    private List<Feature> rooms(Settings settings, Ground ground, Admitting admitting) {
        var demoToken = new Secret(ApiKeyText.generate(ground.random()));
        var servers = ModelServers.of(settings, foundation, demoToken, front::uri, metrics);
        var ports =
                Inferring.ports(
                        ground, servers, delivering, admitting, metrics, foundation.vault());
        var responses = new ResponseRoutes(ports);
        List<JobFeature> shapes =
                List.of(
                        new Generations(ports, responses, foundation.unguarded()),
                        responses,
                        new PredictionRoutes(ports, delivering.webhooks()),
                        new Batches(ports, delivering.webhooks()));
        var receiving = new Receiving(ground, receiving(settings, admitting));
        var callbacks =
                new Callbacks(
                        ground,
                        new Callbacks.Ports(
                                servers.upstreams(),
                                servers.wire(),
                                receiving.sources(),
                                receiving.codec(),
                                settings.listen().publicUrl(),
                                front::uri));
        delivering.join(callbacks.recipients());
        var inferring = new Inferring(ports, shapes, callbacks.doors());
        List<Feature> all = new ArrayList<>();
        all.add(metrics);
        all.add(wellbeing);
        var functions = new Functions(ground, functions(settings, ground, admitting));
        delivering.join(functions.recipients());
        all.add(
                new Retention(
                        ground.store()::prune,
                        before -> functions.prune(admitting.projects(), before),
                        ground.time(),
                        ground.retention(),
                        foundation.newest()));
        NativeApi.Routing routing = delivering.routing(inferring.jobs());
        var nativeApi = new NativeApi(ground, routing, admitting.access(), receiving, functions);
        all.add(nativeApi);
        all.add(
                new Webhooks(
                        ground,
                        admitting.guard(),
                        routing.endpoints(),
                        nativeApi.edits(),
                        routing.router()));
        all.add(receiving);
        all.add(callbacks);
        all.add(functions);
        all.add(delivering);
        all.add(admitting);
        all.add(new Groups(ports));
        all.addAll(shapes);
        all.add(inferring);
        all.add(new DemoModels(demoToken, ground.time(), DemoModels.SLOWNESS));
        return List.copyOf(all);
    }

    private Receiving.Ports receiving(Settings settings, Admitting admitting) {
        return new Receiving.Ports(
                delivering.publisher(),
                delivering.filters(),
                foundation.vault(),
                foundation.guarded(),
                new WiredQueues(foundation.guarded()),
                front.places(),
                admitting.guard().quota(),
                new Senders(settings.listen().peers()::isProxy, settings.listen().publicUrl()),
                metrics::received);
    }

    private Functions.Ports functions(Settings settings, Ground ground, Admitting admitting) {
        Settings.Functions given = settings.functions();
        return new Functions.Ports(
                admitting.guard(),
                settings.mode() != Mode.SERVE,
                given.signingKey().map(Secret::reveal).map(FunctionKey::of),
                given.signingKeyFallback().map(Secret::reveal).map(FunctionKey::of),
                given.apps(),
                new Functions.Outside(
                        delivering.publisher(),
                        delivering::isCrowded,
                        delivering.filters(),
                        foundation.vault(),
                        new AppWires(foundation.guarded(), foundation.unguarded()),
                        metrics.observer(foundation.logs())::ran,
                        given.retryInterval()
                                .map(RetryTable::every)
                                .orElseGet(() -> RetryTable.documented(ground.random())),
                        given.history()),
                given.allowUnsupported());
    }

    @Override
    public URI uri() {
        return front.uri();
    }

    @Override
    public Optional<String> generatedKey() {
        return generatedKey;
    }

    @Override
    public void lookAround() {
        rooms.forEach(Feature::lookAround);
    }

    @Override
    public void stop(Duration drain) {
        wellbeing.stopping();
        rooms.forEach(Feature::letGo);
        front.close(LAST_REQUESTS);
        rooms.forEach(Feature::close);
        boolean _ = engine.stop(drain);
        delivering.end();
        foundation.close();
    }

    private Engine engine(Ground ground) {
        return new Engine(
                ground.store(),
                all(Feature::kinds),
                new OwnedLanes(
                        LanePolicies.firstOf(all(Feature::policies)),
                        foundation.ownership(),
                        ground.time()),
                ground.time(),
                new EngineListeners(
                        metrics.observer(foundation.logs()), wellbeing::commitFailed, this::end),
                all(Feature::followers),
                Descriptors.ofThisProcess().within(EngineLimits.DEFAULT),
                ground.budget(),
                foundation.shared());
    }

    /** All that it answers. */
    List<Route> routes() {
        return all(Feature::routes);
    }

    /** What all of the rooms offer, in their order. */
    private <T> List<T> all(Function<Feature, List<T>> offer) {
        return rooms.stream().map(offer).flatMap(List::stream).toList();
    }

    private void refused(Refusal refusal) {
        metrics.refused(refusal);
        wellbeing.refused(refusal);
    }

    /** Another process does the work now; a supervisor starts this one again, to stand by. */
    private void lost(String why) {
        LOG.log(System.Logger.Level.ERROR, () -> why + " This process ends.");
        end();
    }

    /**
     * Ends the process, for it cannot do its work any more. Not on the thread that found that out;
     * whoever has just been refused gets that answer first, and the log is written.
     */
    private void end() {
        wellbeing.stopping();
        Thread.ofPlatform()
                .name("end")
                .start(() -> {
                    try {
                        front.close(LAST_ANSWERS);
                        foundation.logs().close();
                    } finally {
                        foundation.host().end().accept(STATUS);
                    }
                });
    }
}

package dev.ringback.server;

import dev.ringback.kernel.Commits;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.EngineLater;
import dev.ringback.kernel.EngineLimits;
import dev.ringback.kernel.Follower;
import dev.ringback.kernel.LanePolicies;
import dev.ringback.kernel.LaneStatus;
import dev.ringback.kernel.Standing;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.Projects;
import dev.ringback.server.access.Quotas;
import dev.ringback.server.access.RequestRate;
import dev.ringback.server.api.NativeApi;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.StartedServer;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.StorageShare;
import dev.ringback.server.events.FanOut;
import dev.ringback.server.health.FreeDisk;
import dev.ringback.server.http.Refusal;
import dev.ringback.server.http.Route;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.observe.Observer;
import dev.ringback.server.vault.Secret;
import dev.ringback.store.SqliteStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A running Ringback. This is where the rooms are wired, by hand and in the order in which they
 * stand on each other; {@link Telling} and {@link Asking} are its two halves.
 */
public final class Server implements StartedServer {

    private static final System.Logger LOG = System.getLogger(Server.class.getName());
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    /** Of a process that found that it cannot go on. */
    private static final int STATUS = 1;

    private final Settings settings;
    private final Foundation ground;
    private final Telling telling;
    private final Asking asking;
    private final Metrics metrics;
    private final Wellbeing wellbeing;
    private final Engine engine;
    private final FanOut fanOut;
    private final Keys keys;
    private final Projects projects;
    private final Optional<String> generatedKey;
    private final NativeApi api;
    private final Quotas quotas;
    private final Retention retention;
    private final Front front;

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
    Server(Settings settings, Foundation ground, Front front, CompletableFuture<String> lost) {
        this.front = front;
        this.settings = settings;
        this.ground = ground;
        metrics = new Metrics(this::lanes, ground.time()::now).withProcess();
        if (settings.storage().databaseUrl().isEmpty()) {
            metrics.writeAheadLog(() -> SqliteStore.logBytes(settings.storage().data()));
        }
        var commits = new EngineLater(ground.store());
        wellbeing = new Wellbeing(ground, commits, this::standing, metrics);
        telling = Telling.on(ground, settings, metrics);
        asking = new Asking(ground, settings, telling, metrics, commits, this::uri);
        fanOut =
                new FanOut(
                        ground.store(), commits, telling.router(), ground.time(), ground.budget());
        quotas = quotas();
        engine = engine();
        metrics.memory(ground.budget(), () -> engine.crowded() + ground.budget().growing());
        projects = new Projects(ground.store(), ground.time(), ground.ids());
        projects.start(commits);
        keys =
                new Keys(
                        ground.store(),
                        ground.time(),
                        ground.ids(),
                        ground.random(),
                        RequestRate.unlessZero(settings.access().rateLimit()));
        var guard = new KeyGuard(keys, projects, quotas, front.places(), metrics::refused);
        api = api(guard);
        retention =
                new Retention(
                        ground.store()::prune,
                        ground.time(),
                        settings.storage().retention(),
                        ground.newest());
        commits.attach(engine);
        asking.start(engine);
        // The engine does not run yet, and nobody else writes what keys are.
        generatedKey =
                keys.start(
                        settings.access().apiKey().map(Secret::reveal),
                        Commits.alone(ground.store()));
        engine.start();
        fanOut.start();
        api.start();
        retention.start();
        front.serve(routes(guard), this::refused);
        wellbeing.running();
        var _ = lost.thenAccept(this::lost);
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
    public void stop(Duration drain) {
        wellbeing.stopping();
        asking.endStreams();
        front.close(LAST_REQUESTS);
        wellbeing.close();
        retention.close();
        api.close();
        fanOut.close();
        asking.close();
        boolean _ = engine.stop(drain);
        telling.filters().close();
        ground.close();
    }

    private Engine engine() {
        return new Engine(
                ground.store(),
                List.of(telling.kind(ground), asking.kind()),
                new OwnedLanes(
                        LanePolicies.firstOf(List.of(telling.policies(), asking.policies())),
                        ground.ownership(),
                        ground.time()),
                ground.time(),
                new Bystanders(
                        new Observer(metrics, ground.logs()), wellbeing::commitFailed, this::end),
                followers(),
                Descriptors.ofThisProcess().within(EngineLimits.DEFAULT),
                ground.budget());
    }

    private NativeApi api(KeyGuard guard) {
        return new NativeApi(
                new NativeApi.Ground(
                        ground.store(),
                        engine,
                        engine,
                        ground.time(),
                        ground.ids(),
                        ground.random(),
                        ground.budget()),
                new NativeApi.Routing(
                        telling.endpoints(),
                        telling.codec(),
                        telling.router(),
                        fanOut::isCrowded,
                        telling.filters(),
                        telling::judge,
                        ground.vault(),
                        asking.jobs(engine)),
                new NativeApi.Access(guard, keys, projects));
    }

    private Quotas quotas() {
        long most =
                switch (settings.storage().quota()) {
                    case StorageShare.Any _ -> Long.MAX_VALUE;
                    case StorageShare.Bytes(long count) -> count;
                    case StorageShare.OfDisk(int percent) ->
                            ground.disk()
                                    .map(disk -> disk.size() / 100 * percent)
                                    .orElse(Long.MAX_VALUE);
                };
        return new Quotas(
                ground.store()::storedBytes,
                most,
                () -> ground.disk().map(FreeDisk::room).orElse(Long.MAX_VALUE),
                ground.time()::nanos);
    }

    private List<Route> routes(KeyGuard guard) {
        return Stream.of(
                        api.routes(),
                        asking.routes(guard, engine),
                        wellbeing.routes(),
                        List.of(metrics.route()))
                .flatMap(List::stream)
                .toList();
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
                        ground.logs().close();
                    } finally {
                        ground.host().end().accept(STATUS);
                    }
                });
    }

    /** What is in memory follows what is on disk. */
    private List<Follower> followers() {
        return Stream.concat(
                        Stream.of(telling.endpoints(), quotas, fanOut), asking.followers().stream())
                .toList();
    }

    private Standing standing() {
        return engine.standing();
    }

    private List<LaneStatus> lanes() {
        return engine.lanes();
    }
}

package dev.ringback.server;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.EngineLimits;
import dev.ringback.kernel.LaneStatus;
import dev.ringback.kernel.Standing;
import dev.ringback.kernel.StoreException;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.Projects;
import dev.ringback.server.access.RequestRate;
import dev.ringback.server.api.NativeApi;
import dev.ringback.server.command.Launch;
import dev.ringback.server.command.Running;
import dev.ringback.server.config.Settings;
import dev.ringback.server.endpoints.FanOut;
import dev.ringback.server.endpoints.Secret;
import dev.ringback.server.endpoints.UnreadableEndpointException;
import dev.ringback.server.endpoints.VaultException;
import dev.ringback.server.http.HttpLimits;
import dev.ringback.server.http.HttpServer;
import dev.ringback.server.http.Refusal;
import dev.ringback.server.http.Route;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.observe.Observer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A running Ringback. This is where the rooms are wired, by hand and in the order in which they
 * stand on each other; {@link Telling} and {@link Asking} are its two halves.
 */
public final class Server implements Running {

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
    private final Retention retention;
    private final HttpServer http;
    private volatile int port;

    /** Starts a server; what prevents it is told in a sentence. */
    public static Launch.Outcome start(Settings settings) {
        return start(settings, Host.MACHINE);
    }

    /** Starts a server on a host of its own. */
    public static Launch.Outcome start(Settings settings, Host host) {
        try {
            Foundation ground = Foundation.open(settings, host);
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
        metrics = new Metrics(this::lanes, ground.time()::now).withProcess();
        wellbeing = new Wellbeing(ground, this::commit, this::standing, metrics);
        telling = Telling.on(ground, settings, metrics);
        asking = new Asking(ground, settings, telling, metrics, this::commit, this::uri);
        engine = engine();
        fanOut = new FanOut(ground.store(), engine::commit, telling.router(), ground.time());
        projects = new Projects(ground.store(), ground.time(), ground.ids());
        projects.start(this::commitAlone);
        keys =
                new Keys(
                        ground.store(),
                        ground.time(),
                        ground.ids(),
                        ground.random(),
                        RequestRate.unlessZero(settings.access().rateLimit()));
        var guard = new KeyGuard(keys, projects, metrics::refused);
        api = api(guard);
        retention =
                new Retention(
                        ground.store()::prune,
                        ground.time(),
                        settings.storage().retention(),
                        ground.newest());
        asking.start(engine);
        http = listen(guard);
        port = http.port();
        // Not before the port is had: a key that is made is shown only by a start that succeeds.
        generatedKey =
                keys.start(settings.access().apiKey().map(Secret::reveal), this::commitAlone);
        engine.start();
        fanOut.start();
        api.start();
        retention.start();
        wellbeing.running();
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
        wellbeing.stopping();
        asking.endStreams();
        http.stop(LAST_REQUESTS);
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
                lane -> telling.policy(lane).or(() -> asking.policy(lane)),
                ground.time(),
                new Bystanders(
                        new Observer(metrics, ground.logs()),
                        this::follow,
                        wellbeing::commitFailed,
                        this::end),
                EngineLimits.DEFAULT,
                ground.budget());
    }

    private NativeApi api(KeyGuard guard) {
        return new NativeApi(
                new NativeApi.Ground(
                        ground.store(),
                        engine::commit,
                        engine,
                        ground.time(),
                        ground.ids(),
                        ground.random()),
                new NativeApi.Routing(
                        telling.endpoints(),
                        telling.codec(),
                        telling.router(),
                        telling.filters(),
                        telling::judge,
                        ground.vault(),
                        asking.jobs(engine)),
                new NativeApi.Access(guard, keys, projects));
    }

    private HttpServer listen(KeyGuard guard) {
        List<Route> routes =
                Stream.of(
                                api.routes(),
                                asking.routes(guard, engine),
                                wellbeing.routes(),
                                List.of(metrics.route()))
                        .flatMap(List::stream)
                        .toList();
        return HttpServer.start(
                settings.listen().host(),
                settings.listen().port(),
                routes,
                HttpLimits.of(Runtime.getRuntime().maxMemory(), ground.budget()),
                Asking.words(),
                this::refused,
                ground.time()::nanos);
    }

    private void refused(Refusal refusal) {
        metrics.refused(refusal);
        wellbeing.refused(refusal);
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
                        http.stop(LAST_ANSWERS);
                        ground.logs().close();
                    } finally {
                        ground.host().end().accept(STATUS);
                    }
                });
    }

    /** What is in memory follows what is on disk. */
    private void follow(Change change) {
        telling.endpoints().committed(change).forEach(engine::refresh);
        fanOut.committed(change);
        asking.committed(change);
    }

    /** For what is wired before the engine is. */
    private Committed commit(Change change) {
        return engine.commit(change);
    }

    private Standing standing() {
        return engine.standing();
    }

    /** Before the engine runs, nobody else commits. */
    private Committed commitAlone(Change change) {
        return ground.store().commit(List.of(change)).getFirst();
    }

    private List<LaneStatus> lanes() {
        return engine.lanes();
    }
}

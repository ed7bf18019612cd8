package dev.ringback.server;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.listener.CrossOrigin;
import dev.ringback.net.http.listener.Entrance;
import dev.ringback.net.http.listener.HttpServer;
import dev.ringback.net.wire.guard.OwnDoor;
import dev.ringback.server.access.LocalHosts;
import dev.ringback.server.config.Settings;
import dev.ringback.server.functions.Functions;
import dev.ringback.server.health.Health;
import dev.ringback.server.receiving.Receiving;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Where a process listens, from its first moment on. Until there is a server behind it, it says
 * that the process starts, or stands by, and turns everybody else away for a moment.
 */
final class Front {

    /** What the process is about, in a word and a sentence. */
    record Phase(String code, String detail) {}

    private static final System.Logger LOG = System.getLogger(Front.class.getName());
    private static final Phase STARTING = new Phase("starting", "The server is starting.");

    private final String host;
    private final Descriptors descriptors = Descriptors.ofThisProcess();
    private final HttpLimits limits;
    private final HttpServer http;
    private volatile Phase phase = STARTING;
    private volatile Consumer<Refusal> refused = _ -> {};

    private Front(Settings.Listen listen, Entrance entrance, ByteBudget budget) {
        this.host = listen.host();
        long heap = Runtime.getRuntime().maxMemory();
        this.limits =
                descriptors
                        .within(HttpLimits.of(heap, budget))
                        .ofOneAddress(listen.peers().connections(), listen.peers().unfinished());
        this.http =
                HttpServer.start(
                        listen.host(),
                        listen.port(),
                        waiting(),
                        limits,
                        words(),
                        refusal -> refused.accept(refusal),
                        System::nanoTime,
                        entrance);
    }

    /** By path prefix, how errors are worded that the listener finds itself. */
    private static Map<String, ErrorWords> words() {
        Map<String, ErrorWords> words = new HashMap<>(Inferring.words());
        words.putAll(Functions.words());
        return words;
    }

    /** For requests of projects; a few of the listener's are left to those who show no key. */
    Places places() {
        return new Places(Math.max(1, limits.maxRequests() / 8 * 7));
    }

    /**
     * Listens.
     *
     * @param budget what requests take their share of memory from
     * @throws java.io.UncheckedIOException when the port cannot be had; the message is a sentence
     */
    static Front open(Settings settings, ByteBudget budget) {
        var local = new LocalHosts();
        BiPredicate<String, String> hosts =
                settings.usesDevKey()
                        ? (host, path) -> Receiving.isForAnyHost(path) || local.test(host)
                        : Entrance.OPEN.hosts();
        var entrance =
                new Entrance(
                        hosts,
                        settings.listen().peers()::isProxy,
                        new CrossOrigin(settings.listen().pages()));
        return new Front(settings.listen(), entrance, budget);
    }

    private HttpServer.Service waiting() {
        Health health =
                Health.GOOD
                        .and("starting", () -> during("starting"))
                        .and("standby", () -> during("standby"));
        return new HttpServer.Service(health.routes(Version.TEXT), Optional.of(this::turnedAway));
    }

    private Optional<String> during(String code) {
        Phase now = phase;
        return now.code.equals(code) ? Optional.of(now.detail) : Optional.empty();
    }

    private Refusal turnedAway() {
        Phase now = phase;
        return Refusal.soon(now.code, now.detail);
    }

    /** Says that another process does the work. */
    void standsBy(String detail) {
        phase = new Phase("standby", detail);
    }

    /** Says that this process is about to do the work. */
    void starts() {
        phase = STARTING;
    }

    /** From now on a server answers, on the connections that are open as well. */
    void serve(List<Route> routes, Consumer<Refusal> refused) {
        // Not before: a start that is refused says why, and nothing else.
        descriptors.warning().ifPresent(text -> LOG.log(System.Logger.Level.WARNING, text));
        this.refused = refused;
        http.serve(HttpServer.Service.of(routes));
    }

    /** Tells where it listens, so that nothing is sent there. */
    void tell(OwnDoor door) {
        door.opened(http.address());
    }

    /** Where it listens, with the port that it really has. */
    URI uri() {
        String literal =
                switch (host) {
                    // Every address of the machine: the loopback one can be dialled.
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::" -> "[::1]";
                    case String name when name.contains(":") -> "[" + name + "]";
                    case String name -> name;
                };
        return URI.create("http://" + literal + ":" + http.port());
    }

    /** Where others find it, as far as this machine knows its name. */
    String shown() {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        return everywhere ? "http://" + machine() + ":" + http.port() : uri().toString();
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "an unnamed machine";
        }
    }

    /** Takes no more requests and lets those that run end. */
    void close(Duration drain) {
        http.stop(drain);
    }
}

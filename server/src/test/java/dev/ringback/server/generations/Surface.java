package dev.ringback.server.generations;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.listener.HttpServer;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.DescribedAnswers;
import dev.ringback.server.demo.DemoModels;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.groups.Groups;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.BackgroundIntake;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.NamedEndpoints;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.jobs.asking.CallOffKind;
import dev.ringback.server.jobs.asking.CallbackDoors;
import dev.ringback.server.jobs.asking.InferenceKind;
import dev.ringback.server.once.IdempotencyKeys;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.upstreams.LoopbackWire;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamHealth;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.work.Awaited;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.SeededIds;
import dev.ringback.testkit.ThrowingListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The inference surface on a real listener, a real database and a real wire. Only the clock stands
 * still, and keys are words: {@code key-a} opens project a.
 */
public final class Surface implements AutoCloseable {

    static final Secret DEMO_TOKEN = new Secret("demo-token");

    public final ManualTime time;

    /** The wire's own clock: however far the other one is moved, no upstream is silent too long. */
    final ManualTime onTheWire = ManualTime.atNoon();

    public final Store store;
    final Engine engine;

    /** What upstreams said they used: input and output, in turn. */
    final List<Long> tokens = new CopyOnWriteArrayList<>();

    /** A surface that is opened on the disk of another must not give out the same ids again. */
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final SeededIds ids = new SeededIds(1000 + 1_000_000 * OPENED.getAndIncrement());
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final Awaited awaited = new Awaited();
    private final Generations generations;
    private final Groups groups;
    private final HttpWire wire;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** A surface in front of these upstreams, or of the demo models when there are none. */
    public Surface(Path directory, Upstream... upstreams) {
        this(SqliteStore.open(directory), ManualTime.atNoon(), upstreams);
    }

    /** A surface on this disk, whose clock goes on from there. */
    public Surface(Store store, ManualTime time, Upstream... upstreams) {
        this(store, time, ByteBudget.ofHeap(512L << 20), upstreams);
    }

    /** A surface with so much memory. */
    Surface(Store store, ManualTime time, ByteBudget budget, Upstream... upstreams) {
        this(store, time, budget, CallbackDoors.NONE, upstreams);
    }

    /** A surface whose upstreams call back at these doors. */
    Surface(
            Store store,
            ManualTime time,
            ByteBudget budget,
            CallbackDoors doors,
            Upstream... upstreams) {
        this.store = store;
        this.time = time;
        wire = LoopbackWire.by(onTheWire);
        var health = new UpstreamHealth(time::now);
        Upstreams all =
                upstreams.length == 0
                        ? Upstreams.demo(
                                () -> at("/demo/v1"),
                                DEMO_TOKEN,
                                Set.copyOf(DemoModels.NAMES),
                                true)
                        : Upstreams.of(List.of(upstreams), health);
        NamedEndpoints named =
                (project, id) ->
                        Optional.ofNullable(endpoints.get(id))
                                .filter(endpoint -> endpoint.project().equals(project));
        var announcements = new Announcements(named, new Publishing(), ids);
        var upstreamWire = new UpstreamWire(wire, time, health, new SharedLimits());
        var later = new EngineLater(store);
        var ports =
                new InferencePorts(
                        new Ground(
                                store,
                                later,
                                time,
                                ids,
                                new Random(1),
                                budget,
                                Duration.ofDays(14)),
                        keys(),
                        new Jobs(store, later, ids),
                        new Admission(all, named, budget.largest()),
                        all,
                        upstreamWire,
                        announcements,
                        awaited,
                        (_, input, output) -> tokens.addAll(List.of(input, output)),
                        new Submits(later, new IdempotencyKeys(store, Samples.vault(), time)));
        BackgroundIntake background =
                (_, _, _, _) -> OpenAiError.of(501, "elsewhere", "not in this test").response();
        generations = new Generations(ports, background, wire);
        groups = new Groups(ports);
        var kind = InferenceKind.of(ports, List.of(generations.shape()), doors);
        List<Follower> followers = new ArrayList<>(groups.followers());
        followers.add(awaited);
        engine =
                new Engine(
                        store,
                        List.of(kind, new CallOffKind(all, upstreamWire, new Random(1))),
                        LanePolicies.firstOf(List.of(all, CallOffKind::policy)),
                        time,
                        new ThrowingListener(),
                        followers,
                        EngineLimits.DEFAULT,
                        budget,
                        new SharedLimits());
        later.attach(engine);
        List<Route> routes = new ArrayList<>(generations.routes());
        routes.addAll(groups.routes());
        routes.addAll(new DemoModels(DEMO_TOKEN, time, Duration.ofSeconds(2)).routes());
        Map<String, ErrorWords> words =
                Map.of("/v1/", OpenAiError.WORDS, "/demo/", OpenAiError.WORDS);
        server = HttpServer.start("127.0.0.1", 0, routes, HttpLimits.of(512L << 20, budget), words);
        groups.takeUp();
        engine.start();
    }

    /** An endpoint of project a. */
    public Surface knows(String id, EndpointState state) {
        endpoints.put(id, endpoint(id, state));
        return this;
    }

    public static Endpoint endpoint(String id, EndpointState state) {
        return new Endpoint(
                id,
                new ProjectId("a"),
                1,
                1,
                "",
                URI.create("https://receiver.example/hook"),
                new Destination.Http(),
                List.of("*"),
                "",
                Format.INFERENCE,
                List.of(),
                Optional.empty(),
                List.of(),
                new Endpoint.Pace(10, 0, LanePolicy.Ordering.NONE, false),
                RetrySchedule.INFERENCE,
                Duration.ofSeconds(30),
                false,
                state,
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    public HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    /** The same where a model server breaks the rules of which the API's description tells. */
    HttpResponse<String> postToRude(String path, String body) {
        return sent(request(path).POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> post(String path, String body, String key) {
        return send(
                request(path)
                        .setHeader("Authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(body)));
    }

    /** The same with more headers, names and values by turns. */
    public HttpResponse<String> postWith(String path, String body, String... headers) {
        return send(request(path).headers(headers).POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    public HttpResponse<String> get(String path, String key) {
        return send(request(path).setHeader("Authorization", "Bearer " + key));
    }

    HttpResponse<InputStream> stream(String path, String body) {
        try {
            return DescribedAnswers.checked(
                    client.send(
                            request(path).POST(BodyPublishers.ofString(body)).build(),
                            BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    int port() {
        return server.port();
    }

    /** All events of project a, the newest first. */
    public List<Event> events() {
        return store.events(EventQuery.of(new ProjectId("a"), 100)).entries().stream()
                .map(head -> store.event(head.sequence()).orElseThrow())
                .toList();
    }

    /** The event that announced the end of a generation. */
    Optional<Event> completed(String generation) {
        return store.event(new ProjectId("a"), new EventId(generation + ":completed"));
    }

    public List<Call> calls(String kind) {
        return store.calls(CallQuery.of(new ProjectId("a"), kind, 100)).entries();
    }

    @Override
    public void close() {
        groups.close();
        server.stop(Duration.ZERO);
        wire.close();
        boolean _ = engine.stop(Duration.ofSeconds(1));
        store.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at(path)).header("Authorization", "Bearer key-a");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        HttpResponse<String> response = sent(request);
        DescribedAnswers.check(response);
        return response;
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Guard keys() {
        return (needed, words, handler) ->
                request -> {
                    String key = request.header("Authorization").orElse("");
                    if (!key.startsWith("Bearer key-")) {
                        return words.answer(
                                Refusal.of(401, "unknown_key", "this API key is unknown"));
                    }
                    var project = new ProjectId(key.substring("Bearer key-".length()));
                    var caller = new Caller(project, "key_1", Set.of(Scope.WRITE), false);
                    return handler.handle(request, caller);
                };
    }

    /** Delivers unaddressed events to the lane {@code everyone}. */
    private final class Publishing implements Publisher {

        @Override
        public Change publish(List<Event> events) {
            return Change.accept(
                    events,
                    events.stream().map(event -> call(event, new LaneId("everyone"))).toList());
        }

        @Override
        public Change address(Event event, LaneId lane) {
            return Change.accept(List.of(event), List.of(call(event, lane)));
        }

        private Call call(Event event, LaneId lane) {
            return Call.of(
                    new CallId(ids.next()),
                    event.project(),
                    "delivery",
                    lane,
                    event.sequence(),
                    event.acceptedAt());
        }
    }
}

package dev.ringback.server.api;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.server.InferenceJobs;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.Leftovers;
import dev.ringback.server.access.Projects;
import dev.ringback.server.access.Quota;
import dev.ringback.server.access.Scope;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.generations.GenerationShape;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.receiving.Receiving;
import dev.ringback.server.sources.Sources;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.ThrowingListener;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The native API on a real engine and a real store, with a clock that stands still. */
final class ApiRig implements AutoCloseable {

    /** For the lanes of upstreams. */
    private static final Optional<LanePolicy> NOBODY =
            Optional.of(
                    new LanePolicy(
                            1, 0, LanePolicy.Ordering.NONE, true, BreakerPolicy.DEFAULT, true));

    final Store store;
    final ManualTime time;
    final Receiver receiver = new Receiver();
    final Ids ids;
    final Endpoints endpoints;
    final DirectWebhooks direct;
    final Engine engine;
    final Keys keys;
    final Projects projects;
    final Filters filters = Samples.filters();
    final NativeApi api;
    final Receiving receiving;

    /** Whether too much is being fanned out. */
    volatile Predicate<ProjectId> crowded = _ -> false;

    /** How much may be stored, for tests that need there to be no room. */
    volatile Quota quota = Quota.ENDLESS;

    final String admin;

    /** Stands before the engine, for tests that need the store to refuse. */
    volatile Commits gate;

    ApiRig() {
        this(new MemoryStore(), ManualTime.atNoon(), VaultKey.of(new byte[32]));
    }

    ApiRig(Store store, ManualTime time, VaultKey vaultKey) {
        var budget = ByteBudget.ofHeap(512L << 20);
        this.store = store;
        this.time = time;
        var random = new SecureRandom();
        ids = new TimeOrderedIds(time, 0);
        var vault = new Vault(List.of(vaultKey), random);
        var codec = new EndpointCodec(vault);
        endpoints = new Endpoints(codec);
        direct = new DirectWebhooks(store, vault);
        endpoints.load(store.documents(Endpoint.KIND));
        engine =
                new Engine(
                        store,
                        List.of(receiver),
                        LanePolicies.firstOf(List.of(ApiRig::ofUpstream, endpoints)),
                        time,
                        new ThrowingListener(),
                        List.of(endpoints, change -> received().committed(change)),
                        EngineLimits.DEFAULT,
                        budget,
                        new SharedLimits());
        gate = engine;
        Commits commits = change -> gate.commit(change);
        engine.start();
        projects = new Projects(store, time, ids);
        projects.start(commits);
        keys = new Keys(store, time, ids, random, Optional.empty());
        admin = keys.start(Optional.empty(), commits).orElse("");
        var ground =
                new Ground(
                        store,
                        new GatedCalls(engine, commits),
                        time,
                        ids,
                        random,
                        budget,
                        Duration.ofDays(14));
        var router = new Router(endpoints, ids, filters);
        receiving = QuietReceiving.of(ground, router, filters, vault);
        var guard =
                new KeyGuard(
                        keys,
                        projects,
                        project -> quota.refusal(project),
                        new Places(100),
                        _ -> {});
        api =
                new NativeApi(
                        ground,
                        new NativeApi.Routing(
                                endpoints,
                                codec,
                                new Router(endpoints, ids, filters),
                                project -> crowded.test(project),
                                filters,
                                ApiRig::checked,
                                vault,
                                jobs()),
                        new NativeApi.Access(
                                guard, keys, projects, new Leftovers(store, engine, time)),
                        receiving,
                        IdleFunctions.of(ground, guard, router, filters, vault));
    }

    private Sources received() {
        return receiving.sources();
    }

    private static Optional<LanePolicy> ofUpstream(LaneId lane) {
        return Upstreams.name(lane).flatMap(_ -> NOBODY);
    }

    private static UrlCheck checked(String url) {
        return url.startsWith("https://")
                ? new UrlCheck.Valid(URI.create(url))
                : new UrlCheck.Invalid("the scheme is not https");
    }

    private InferenceJobs jobs() {
        var announcements =
                new Announcements(endpoints::find, new Router(endpoints, ids, filters), ids);
        return new InferenceJobs(
                new Jobs(store, engine, ids), List.of(new GenerationShape(announcements)));
    }

    /** Takes a job for a model server, which nobody runs, and gives its id. */
    String job(String id, String model) {
        var draft =
                new JobDraft(
                        id,
                        ProjectId.DEFAULT,
                        GenerationJob.SHAPE,
                        Operation.CHAT,
                        model,
                        new JsonObject(),
                        Payload.of("{}"));
        var upstream = Upstream.of("gpu", URI.create("http://gpu.test/v1"), Optional.empty());
        engine.commit(
                new Jobs(store, engine, ids)
                        .made(
                                draft,
                                new UpstreamChoice(upstream, model),
                                UpstreamQueue.JOBS,
                                time.now()));
        return id;
    }

    /** An answer of the API. */
    record Answer(int status, Map<String, String> headers, Payload bytes) {

        JsonNode json() {
            return JsonMapper.shared().readTree(bytes.bytes());
        }

        String text(String name) {
            return json().path(name).stringValue();
        }

        List<String> faultyFields() {
            List<String> fields = new ArrayList<>();
            json().path("errors").forEach(error -> fields.add(error.path("field").stringValue()));
            return fields;
        }
    }

    Answer get(String path) {
        return call("GET", path, admin, "");
    }

    Answer post(String path, String body, Header... headers) {
        return call("POST", path, admin, body, headers);
    }

    Answer patch(String path, String body, Header... headers) {
        return call("PATCH", path, admin, body, headers);
    }

    Answer call(String method, String target, String key, String body, Header... more) {
        String[] parts = target.split("\\?", 2);
        List<Header> headers = new ArrayList<>(Arrays.asList(more));
        if (!key.isEmpty()) {
            headers.add(new Header("Authorization", "Bearer " + key));
        }
        for (Route route : api.routes()) {
            Optional<Map<String, String>> named = match(route.pattern(), parts[0]);
            if (route.method().equals(method) && named.isPresent()) {
                var request =
                        new HttpRequest(
                                method,
                                parts[0],
                                named.get(),
                                query(parts.length == 2 ? parts[1] : ""),
                                headers,
                                Payload.of(body));
                Answer answer =
                        answer(((Route.Intake.Whole) route.intake()).handler().handle(request));
                DescribedAnswers.check(
                        method,
                        target,
                        answer.status(),
                        Optional.ofNullable(answer.headers().get("Content-Type")),
                        answer.bytes().bytes());
                return answer;
            }
        }
        throw new IllegalArgumentException("no route: " + method + " " + target);
    }

    private static Answer answer(HttpResponse response) {
        var whole = (HttpResponse.Whole) response;
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        whole.headers().forEach(header -> headers.put(header.name(), header.value()));
        return new Answer(whole.status(), headers, whole.body());
    }

    private static List<Map.Entry<String, String>> query(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(text.split("&"))
                .map(pair -> pair.split("=", 2))
                .map(pair -> Map.entry(pair[0], pair[1]))
                .toList();
    }

    private static Optional<Map<String, String>> match(String pattern, String path) {
        String[] wanted = pattern.split("/");
        String[] given = path.split("/");
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        Map<String, String> named = new TreeMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                named.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(named);
    }

    /** A key of the default project. */
    String key(Scope... scopes) {
        return key(ProjectId.DEFAULT, scopes);
    }

    String key(ProjectId project, Scope... scopes) {
        Keys.Issued issued =
                keys.issue(project, "", Set.of(scopes), false, Optional.empty(), Optional.empty());
        engine.commit(issued.change());
        keys.reload();
        return issued.text();
    }

    /** Makes an endpoint, and gives its id. */
    String endpoint(String more) {
        Answer answer =
                post("/api/v1/endpoints", "{\"url\":\"https://receiver.test/\"" + more + "}");
        if (answer.status() != 201) {
            throw new AssertionError(answer.bytes().text());
        }
        return answer.text("id");
    }

    /** Publishes an event, and gives its id. */
    String event(String type) {
        Answer answer = post("/api/v1/events", "{\"type\":\"" + type + "\",\"data\":{}}");
        if (answer.status() != 202) {
            throw new AssertionError(answer.bytes().text());
        }
        return answer.text("id");
    }

    /** Announces the end of a job that named a webhook, and gives the delivery's id. */
    String told(String job, URI url) {
        var webhook =
                new DirectWebhook(ProjectId.DEFAULT, job, url, Optional.empty(), Format.PREDICTION);
        long sequence = ids.next();
        var event =
                new Event(
                        sequence,
                        ProjectId.DEFAULT,
                        EventId.of(sequence),
                        "prediction.succeeded",
                        job,
                        time.now(),
                        time.now(),
                        Event.JSON,
                        Payload.of("{}"));
        Change change = new Router(endpoints, ids, filters).address(event, webhook.lane());
        engine.commit(
                change.and(Change.put(direct.document(webhook, time.now().plusSeconds(600)))));
        return change.calls().getFirst().id().toString();
    }

    long count(StateName state) {
        return deliveries(100).stream().filter(call -> call.state().name() == state).count();
    }

    List<Call> deliveries(int limit) {
        return store.calls(CallQuery.of(ProjectId.DEFAULT, Router.DELIVERY, limit)).entries();
    }

    void awaitCount(StateName state, long wanted) {
        try {
            Eventually.until(wanted + " are " + state, () -> count(state) == wanted);
        } catch (AssertionError e) {
            throw new AssertionError(deliveries(100).toString(), e);
        }
    }

    void awaitAttempts(int wanted) {
        Eventually.until(
                "attempts of the newest delivery",
                () -> deliveries(1).getFirst().attempts() == wanted);
    }

    @Override
    public void close() {
        api.close();
        engine.stop(Duration.ofSeconds(5));
    }
}

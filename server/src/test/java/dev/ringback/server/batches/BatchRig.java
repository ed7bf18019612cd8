package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.listener.HttpServer;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.guard.UrlRule;
import dev.ringback.protocol.Glob;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Quota;
import dev.ringback.server.access.Scope;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.NamedWebhooks;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.jobs.asking.CallbackDoors;
import dev.ringback.server.jobs.asking.InferenceKind;
import dev.ringback.server.once.IdempotencyKeys;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.upstreams.LoopbackWire;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamHealth;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.work.Awaited;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.ThrowingListener;
import dev.ringback.testkit.upstream.StubUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Files and batches on a real listener and a real wire. The clock stands still, and keys are words:
 * {@code key-a} opens project a. It may be closed and another one started in the same world.
 */
final class BatchRig implements AutoCloseable {

    static final ProjectId PROJECT = new ProjectId("a");
    static final Duration RETENTION = Duration.ofDays(14);

    final World world;
    final Engine engine;

    /** The shape of the jobs that are lines of batches. */
    final Shape line;

    /** How much may be stored, for tests that need there to be no room. */
    volatile Quota quota = Quota.ENDLESS;

    private final Batches batches;
    private final Awaited awaited = new Awaited();
    // Its clock stands still: no upstream is silent too long, however far that of the world goes.
    private final HttpWire wire = LoopbackWire.by(ManualTime.atNoon());
    private final HttpServer server;

    /** Starts in front of a stub that takes the models whose names begin with m. */
    BatchRig(World world, StubUpstream stub) {
        this.world = world;
        Store store = world.store();
        var health = new UpstreamHealth(world.time()::now);
        Upstreams upstreams =
                Upstreams.of(
                        List.of(
                                Upstream.of("stub", stub.baseUrl(), Optional.empty())
                                        .withModels(List.of(new Glob("m*")))),
                        health);
        var publishing = new Publishing();
        var announcements = new Announcements((_, _) -> Optional.empty(), publishing, world.ids());
        var later = new EngineLater(store);
        var budget = ByteBudget.ofHeap(512L << 20);
        var ports =
                new InferencePorts(
                        new Ground(
                                store,
                                later,
                                world.time(),
                                world.ids(),
                                new Random(1),
                                budget,
                                RETENTION),
                        new Keys(),
                        new Jobs(store, later, world.ids()),
                        new Admission(upstreams, (_, _) -> Optional.empty(), budget.largest()),
                        upstreams,
                        new UpstreamWire(wire, world.time(), health, new SharedLimits()),
                        announcements,
                        awaited,
                        (_, _, _) -> {},
                        new Submits(
                                later, new IdempotencyKeys(store, Samples.vault(), world.time())));
        batches =
                new Batches(
                        ports,
                        new NamedWebhooks(
                                new UrlRule(AddressGuard.allowingPrivate(), true),
                                new DirectWebhooks(store, Samples.vault()),
                                publishing));
        line = batches.shape();
        var kind = InferenceKind.of(ports, List.of(line), CallbackDoors.NONE);
        List<Follower> followers = new ArrayList<>(batches.followers());
        followers.add(awaited);
        engine =
                new Engine(
                        store,
                        List.of(kind),
                        upstreams,
                        world.time(),
                        new ThrowingListener(),
                        followers,
                        EngineLimits.DEFAULT,
                        budget,
                        new SharedLimits());
        later.attach(engine);
        batches.takeUp();
        engine.start();
        server =
                HttpServer.start(
                        "127.0.0.1",
                        0,
                        batches.routes(),
                        HttpLimits.DEFAULT,
                        Map.of("/v1/", OpenAiError.WORDS));
    }

    private final class Keys implements Guard {

        @Override
        public Handler require(Scope needed, ErrorWords words, Guarded handler) {
            return request -> {
                String key = request.header("Authorization").orElse("");
                assertThat(key).startsWith("Bearer key-");
                var project = new ProjectId(key.substring("Bearer key-".length()));
                var caller = new Caller(project, "key_1", Set.of(Scope.WRITE), false);
                return handler.handle(request, caller);
            };
        }

        @Override
        public Quota quota() {
            return project -> quota.refusal(project);
        }
    }

    /** A client of project a. */
    BatchClient client() {
        return new BatchClient(server.port(), "key-a");
    }

    /** A client of another project. */
    BatchClient client(String project) {
        return new BatchClient(server.port(), "key-" + project);
    }

    /** Ends at once; what is under way is cut. */
    @Override
    public void close() {
        batches.close();
        server.stop(Duration.ZERO);
        wire.close();
        boolean _ = engine.stop(Duration.ZERO);
    }

    /** Delivers unaddressed events to the lane {@code everyone}. */
    private final class Publishing implements Publisher {

        @Override
        public Change publish(List<Event> events) {
            return address(events.getFirst(), new LaneId("everyone"));
        }

        @Override
        public Change address(Event event, LaneId lane) {
            return Change.accept(
                    List.of(event),
                    List.of(
                            Call.of(
                                    new CallId(world.ids().next()),
                                    event.project(),
                                    "delivery",
                                    lane,
                                    event.sequence(),
                                    event.acceptedAt())));
        }
    }
}

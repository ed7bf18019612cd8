package dev.ringback.server;

import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.JobFeature;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.jobs.asking.CallOffKind;
import dev.ringback.server.jobs.asking.CallbackDoors;
import dev.ringback.server.jobs.asking.CallbackKind;
import dev.ringback.server.jobs.asking.InferenceKind;
import dev.ringback.server.jobs.asking.KeptTasks;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.once.IdempotencyKeys;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.predictions.PredictionRoutes;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.work.Awaited;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jobs of all shapes: the model servers, the way to them, and the kind that asks them. */
final class Inferring implements Feature {

    private final InferencePorts ports;
    private final List<Shape> shapes;
    private final CallbackDoors doors;

    /**
     * Wires.
     *
     * @param shaped the rooms of all shapes
     * @param doors where upstreams call back
     */
    Inferring(InferencePorts ports, List<? extends JobFeature> shaped, CallbackDoors doors) {
        this.ports = ports;
        this.doors = doors;
        this.shapes = shaped.stream().map(JobFeature::shape).toList();
    }

    /** What shapes of jobs stand on. */
    static InferencePorts ports(
            Ground ground,
            ModelServers servers,
            Delivering delivering,
            Admitting admitting,
            Metrics metrics,
            Vault vault) {
        return new InferencePorts(
                ground,
                admitting.guard(),
                new Jobs(ground.store(), ground.engine(), ground.ids()),
                new Admission(servers.upstreams(), delivering.named(), ground.budget().largest()),
                servers.upstreams(),
                servers.wire(),
                delivering.announcements(),
                new Awaited(),
                metrics::tokens,
                new Submits(
                        ground.engine(),
                        new IdempotencyKeys(ground.store(), vault, ground.time())));
    }

    /** By path prefix, how errors are worded that the listener finds itself. */
    static Map<String, ErrorWords> words() {
        Map<String, ErrorWords> words = new HashMap<>(PredictionRoutes.WORDS);
        words.put("/v1/", OpenAiError.WORDS);
        words.put("/demo/", OpenAiError.WORDS);
        return words;
    }

    @Override
    public List<Kind> kinds() {
        Ground ground = ports.ground();
        return List.of(
                InferenceKind.of(ports, shapes, doors),
                new CallbackKind(
                        doors,
                        ports.upstreams(),
                        ports.jobs(),
                        new KeptTasks(ground.store(), ground.time()),
                        ground.ids()),
                new CallOffKind(ports.upstreams(), ports.wire(), ground.random()));
    }

    @Override
    public List<LanePolicies> policies() {
        return List.of(ports.upstreams(), CallOffKind::policy);
    }

    @Override
    public List<Follower> followers() {
        return List.of(ports.awaited());
    }

    /** The jobs as the native API shows them. */
    InferenceJobs jobs() {
        return new InferenceJobs(ports.jobs(), shapes);
    }

    @Override
    public void close() {
        ports.wire().close();
    }
}

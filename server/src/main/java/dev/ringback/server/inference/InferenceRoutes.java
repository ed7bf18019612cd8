package dev.ringback.server.inference;

import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.http.ErrorWords;
import dev.ringback.server.http.Route;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.wire.HttpWire;
import java.util.List;

/**
 * The routes of the inference surface: OpenAI's chat completions and models, and inference.net's
 * asynchronous jobs.
 */
public final class InferenceRoutes {

    /** Longest request that is read, in bytes; as much as inference.net's webhooks carry back. */
    public static final int MAX_BODY = 10 * 1024 * 1024;

    /** How errors below {@code /v1} and {@code /demo} are worded that the listener finds itself. */
    public static final ErrorWords WORDS =
            refusal ->
                    OpenAiError.of(refusal.status(), refusal.code(), refusal.detail())
                            .response(refusal.headers());

    private static final String CHAT = "/chat/completions";

    private final Guard guard;
    private final Jobs jobs;
    private final Generations generations;
    private final Realtime realtime;
    private final Models models;

    /**
     * Wires the surface.
     *
     * @param ports what it stands on
     * @param upstreams the same that the {@link InferenceKind} has
     * @param endpoints finds the endpoint that a request names
     * @param completions the same that the {@link InferenceKind} has
     * @param wire the same that the {@link InferenceKind} has
     */
    public InferenceRoutes(
            InferencePorts ports,
            Upstreams upstreams,
            NamedEndpoints endpoints,
            Completions completions,
            HttpWire wire) {
        var admission = new Admission(upstreams, endpoints);
        var generationIds = new GenerationIds(ports.random());
        var announcer = new Announcer(completions, ports.engine());
        this.guard = ports.guard();
        this.jobs = new Jobs(admission, ports.engine(), ports.ids(), generationIds, ports.time());
        this.generations = new Generations(ports.store(), ports.engine());
        this.realtime = new Realtime(admission, wire, announcer, generationIds, ports.time());
        this.models = new Models(upstreams, wire, ports.time());
    }

    /** All routes, each behind the guard. */
    public List<Route> routes() {
        return List.of(
                posted("/v1/slow" + CHAT, jobs::submit),
                posted("/v1/async" + CHAT, jobs::submit),
                posted("/v1" + CHAT, realtime::complete),
                shown("/v1/generation/{id}", generations::show),
                shown("/v1/models", models::list));
    }

    private Route posted(String path, Guard.Guarded handler) {
        return new Route("POST", path, MAX_BODY, guard.require(Scope.INGEST, WORDS, handler));
    }

    private Route shown(String path, Guard.Guarded handler) {
        return new Route("GET", path, 0, guard.require(Scope.READ, WORDS, handler));
    }
}

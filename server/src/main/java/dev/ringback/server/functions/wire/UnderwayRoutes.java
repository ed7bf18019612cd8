package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.LiveRuns;
import dev.ringback.server.functions.running.RunSteering;
import dev.ringback.server.functions.sdk.CheckpointBody;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What apps say and ask while they work on a run: which steps have ended, and what was left out of
 * a request for want of room.
 */
public final class UnderwayRoutes {

    /** Of a few steps, each as large as one may be. */
    static final int MOST_BYTES = 16 << 20;

    /** The tree, the memos in their canonical form, and the documents that they become. */
    private static final int TIMES_BODY = 4;

    /** One text of all memos, and its bytes. */
    private static final int TIMES_STATE = 3;

    private static final String RUN = "run";
    private static final String STATE = "/v0/runs/{" + RUN + "}";

    private final SdkSurface surface;
    private final RunSteering steering;
    private final LiveRuns runs;
    private final Clock clock;

    public UnderwayRoutes(SdkSurface surface, RunSteering steering, LiveRuns runs, Clock clock) {
        this.surface = surface;
        this.steering = steering;
        this.runs = runs;
        this.clock = clock;
    }

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                surface.store("/v1/checkpoint/{" + RUN + "}/async", MOST_BYTES, this::checkpoint),
                surface.look(STATE + "/batch", fetched(LiveRun::batch)),
                surface.look(STATE + "/actions", fetched(LiveRun::memos)));
    }

    private HttpResponse checkpoint(HttpRequest request, Caller caller) {
        Payload body = request.body();
        RoomOfThread.take(TIMES_BODY * (long) body.size() + JsonTree.treeBytes(body));
        return switch (CheckpointBody.read(body.bytes(), clock.now())) {
            case CheckpointBody.Read.Refused(int status, CanonicalJson why) ->
                    SdkSurface.json(status, why);
            case CheckpointBody.Read.Good(CheckpointBody told) ->
                    told.run().equals(request.parameter(RUN))
                            ? answer(steering.checkpoint(caller.project(), told), told)
                            : SdkSurface.error(400, "run_id: is not the run of the path");
        };
    }

    private static HttpResponse answer(RunSteering.Result result, CheckpointBody told) {
        return switch (result) {
            case RunSteering.Result.Done _ -> HttpResponse.json(200, Payload.EMPTY);
            case RunSteering.Result.Unknown _ -> unknown(told.run());
            case RunSteering.Result.Late _ ->
                    SdkSurface.error(
                            409, "this request is not the run's any more; somebody else goes on");
            case RunSteering.Result.Unavailable _ -> unavailable();
        };
    }

    /** SDKs know it by its words and by this status. */
    private static HttpResponse unknown(String run) {
        return SdkSurface.json(
                400,
                CanonicalJson.object(
                        Map.of(
                                "error", CanonicalJson.of("run not found in state store"),
                                "data",
                                        CanonicalJson.object(
                                                Map.of("run_id", CanonicalJson.of(run))),
                                "status", CanonicalJson.of(400))));
    }

    /** What is answered when the store takes nothing for now. */
    static HttpResponse unavailable() {
        HttpResponse.Whole answer = SdkSurface.error(503, RunSteering.UNAVAILABLE);
        return new HttpResponse.Whole(
                answer.status(),
                List.of(answer.headers().getFirst(), new Header("Retry-After", "1")),
                answer.body());
    }

    private Guard.Guarded fetched(Function<LiveRun, CanonicalJson> what) {
        return (request, caller) -> {
            String id = request.parameter(RUN);
            Optional<LiveRun> run = runs.find(caller.project(), id);
            run.ifPresent(found -> RoomOfThread.take(TIMES_STATE * found.state().stateBytes()));
            return run.map(found -> SdkSurface.json(200, what.apply(found)))
                    .orElseGet(() -> SdkSurface.error(404, "there is no run " + id));
        };
    }
}

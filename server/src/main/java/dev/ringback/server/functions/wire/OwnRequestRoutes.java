package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.functions.apps.EndpointApps;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.SystemEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.running.RunSteering;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.OwnEndpoint;
import dev.ringback.server.functions.sdk.OwnRequestBody;
import dev.ringback.server.functions.sdk.SdkAnswers;
import dev.ringback.server.functions.sdk.SdkName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs that apps begin by themselves, as requests come to routes of theirs: what those have done is
 * told step by step, and from where they cannot go on by themselves the server asks the app.
 */
public final class OwnRequestRoutes {

    /** The tree, the memos in their canonical form, and the documents that they become. */
    private static final int TIMES_BODY = 4;

    /** As much as an event of a sender may have. */
    private static final long MOST_DATA = 3L << 20;

    private static final String RUN = "run";

    private final SdkSurface surface;
    private final EndpointApps apps;
    private final RunSteering steering;
    private final RunTokens tokens;
    private final Clock clock;

    public OwnRequestRoutes(
            SdkSurface surface,
            EndpointApps apps,
            RunSteering steering,
            RunTokens tokens,
            Clock clock) {
        this.surface = surface;
        this.apps = apps;
        this.steering = steering;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                surface.store("/v1/checkpoint", UnderwayRoutes.MOST_BYTES, this::first),
                surface.store(
                        "/v1/checkpoint/{" + RUN + "}/steps",
                        UnderwayRoutes.MOST_BYTES,
                        this::next));
    }

    private HttpResponse first(HttpRequest request, Caller caller) {
        return switch (OwnRequestBody.first(
                bytes(request), clock.now(), RunExpression::problemWith)) {
            case OwnRequestBody.Read.Refused(int status, String why) ->
                    SdkSurface.error(status, why);
            case OwnRequestBody.Read.Good(OwnRequestBody told) -> begun(request, caller, told);
        };
    }

    private static byte[] bytes(HttpRequest request) {
        Payload body = request.body();
        RoomOfThread.take(TIMES_BODY * (long) body.size() + JsonTree.treeBytes(body));
        return body.bytes();
    }

    private HttpResponse begun(HttpRequest request, Caller caller, OwnRequestBody told) {
        if (!Ulid.is(told.run())) {
            return SdkSurface.error(400, "run_id: is no ULID: \"" + told.run() + "\"");
        }
        CanonicalJson data = told.data().orElseThrow();
        if (data.size() > MOST_DATA) {
            return SdkSurface.error(
                    413, "event.data: has " + data.size() + " bytes, more than " + MOST_DATA);
        }
        return switch (OwnEndpoint.read(event(told, data))) {
            case OwnEndpoint.Read.Bad(String why) -> SdkSurface.error(400, why);
            case OwnEndpoint.Read.Good(OwnEndpoint endpoint) ->
                    switch (apps.take(caller.project(), endpoint, sdk(request))) {
                        case EndpointApps.Taken.Refused(String why) -> SdkSurface.error(400, why);
                        case EndpointApps.Taken.NotStored _ -> UnderwayRoutes.unavailable();
                        case EndpointApps.Taken.Known(LiveFunction function) ->
                                begun(
                                        steering.begin(function, told, MadeBy.key(caller.keyId())),
                                        told,
                                        function);
                    };
        };
    }

    private FunctionEvent event(OwnRequestBody told, CanonicalJson data) {
        return new FunctionEvent(
                told.run(),
                SystemEvents.REQUESTED,
                Optional.empty(),
                data,
                Optional.empty(),
                clock.now(),
                Optional.empty(),
                Optional.empty());
    }

    private static SdkName sdk(HttpRequest request) {
        return SdkName.of(request.header(SdkAnswers.SDK).orElse(""));
    }

    private HttpResponse begun(
            RunSteering.Result result, OwnRequestBody told, LiveFunction function) {
        return switch (result) {
            case RunSteering.Result.Done _ -> known(told, function);
            case RunSteering.Result.Late(var run) when !goesOn(run) -> over(told);
            case RunSteering.Result.Late _ -> known(told, function);
            case RunSteering.Result.Unknown _ -> unknown(told);
            case RunSteering.Result.Unavailable _ -> UnderwayRoutes.unavailable();
        };
    }

    /** What was told twice, as the first answer was lost, is known; a cancelled run is over. */
    private static boolean goesOn(LiveRun run) {
        return run.state().status() != RunState.Status.CANCELLED;
    }

    private HttpResponse known(OwnRequestBody told, LiveFunction function) {
        CanonicalJson data =
                CanonicalJson.object(
                        Map.of(
                                "app_id",
                                CanonicalJson.of(EndpointApps.uuid(function).toString()),
                                "fn_id",
                                CanonicalJson.of(function.uuid().toString()),
                                "realtime_token",
                                CanonicalJson.of(tokens.ofStream(function.project(), told.run())),
                                "run_id",
                                CanonicalJson.of(told.run()),
                                "token",
                                CanonicalJson.of(tokens.ofOutput(function.project(), told.run()))));
        return SdkSurface.json(200, CanonicalJson.object(Map.of("data", data)));
    }

    private HttpResponse next(HttpRequest request, Caller caller) {
        return switch (OwnRequestBody.next(
                bytes(request), clock.now(), RunExpression::problemWith)) {
            case OwnRequestBody.Read.Refused(int status, String why) ->
                    SdkSurface.error(status, why);
            case OwnRequestBody.Read.Good(OwnRequestBody told) ->
                    told.run().equals(request.parameter(RUN))
                            ? answer(steering.tell(caller.project(), told), told)
                            : SdkSurface.error(400, "run_id: is not the run of the path");
        };
    }

    private static HttpResponse answer(RunSteering.Result result, OwnRequestBody told) {
        return switch (result) {
            case RunSteering.Result.Done _ -> HttpResponse.json(200, Payload.EMPTY);
            case RunSteering.Result.Late(var run) when !goesOn(run) -> over(told);
            case RunSteering.Result.Late _ -> HttpResponse.json(200, Payload.EMPTY);
            case RunSteering.Result.Unknown _ -> unknown(told);
            case RunSteering.Result.Unavailable _ -> UnderwayRoutes.unavailable();
        };
    }

    private static HttpResponse over(OwnRequestBody told) {
        return SdkSurface.error(409, "run " + told.run() + " was cancelled");
    }

    private static HttpResponse unknown(OwnRequestBody told) {
        return SdkSurface.error(404, "there is no run " + told.run());
    }
}

package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Moments;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunQuery;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.reading.RunView.RequestView;
import dev.ringback.server.functions.running.RunSteering;
import dev.ringback.server.functions.runs.OpenStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs as users of SDKs ask for them and end them, and signals for those that wait. What is
 * answered has the status that it says, and is never from a cache.
 */
public final class RunRoutes {

    private static final String ID = "id";
    private static final String RUN = "/v1/runs/{" + ID + "}";

    /** A step may come to so much. */
    private static final int MOST_SIGNAL = 4 << 20;

    /** The tree, its canonical form and what is kept of it. */
    private static final int TIMES_BODY = 4;

    private static final int MOST_RUNS = 100;

    private final SdkSurface surface;
    private final Ports ports;
    private final KnownEvents events;

    /**
     * What it works with.
     *
     * @param store the disk
     * @param reading finds and shows runs
     * @param steering ends them, and takes signals
     */
    public record Ports(Store store, RunReading reading, RunSteering steering, Clock clock) {}

    public RunRoutes(SdkSurface surface, Ports ports) {
        this.surface = surface;
        this.ports = ports;
        this.events = new KnownEvents(ports.store());
    }

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                surface.look("/v1/events/{" + ID + "}/runs", this::startedBy),
                surface.look(RUN, this::show),
                surface.look(RUN + "/jobs", this::jobs),
                surface.change("DELETE", RUN, 0, this::cancel),
                surface.store("/v1/signals", MOST_SIGNAL, this::signal));
    }

    private HttpResponse startedBy(HttpRequest request, Caller caller) {
        Optional<Event> event = events.find(caller.project(), request.parameter(ID));
        if (event.isEmpty()) {
            return SdkSurface.error(404, "there is no such event");
        }
        RunQuery query =
                RunQuery.all(caller.project(), MOST_RUNS).startedBy(event.get().sequence());
        List<EventHead> heads = List.of(EventHead.of(event.get()));
        List<CanonicalJson> runs =
                ports.reading().search().page(query).runs().stream()
                        .map(run -> WireRun.of(run, heads))
                        .toList();
        return Envelope.of(CanonicalJson.array(runs), ports.clock().now());
    }

    private Optional<Run> find(HttpRequest request, Caller caller) {
        return ports.reading().find(caller.project(), request.parameter(ID));
    }

    private static HttpResponse unknown() {
        return SdkSurface.error(404, "there is no such run");
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return find(request, caller)
                .<HttpResponse>map(run ->
                        Envelope.of(
                                WireRun.of(run, ports.store().heads(run.events())),
                                ports.clock().now()))
                .orElseGet(RunRoutes::unknown);
    }

    private HttpResponse jobs(HttpRequest request, Caller caller) {
        return find(request, caller)
                .<HttpResponse>map(run -> Envelope.of(jobs(run), ports.clock().now()))
                .orElseGet(RunRoutes::unknown);
    }

    private CanonicalJson jobs(Run run) {
        List<CanonicalJson> jobs = new ArrayList<>();
        for (RequestView each : ports.reading().requests(run)) {
            jobs.add(job(run, "edge", each.step(), each.dueAt(), each.attempts(), jobs.size()));
        }
        for (OpenStep open : run.state().open().values()) {
            if (open.until().isPresent()) {
                Optional<String> step = Optional.of(open.op().id().hash());
                jobs.add(job(run, "sleep", step, open.until(), 0, jobs.size()));
            }
        }
        return CanonicalJson.array(jobs);
    }

    private static CanonicalJson job(
            Run run,
            String kind,
            Optional<String> step,
            Optional<Instant> at,
            int attempt,
            int position) {
        Map<String, CanonicalJson> job = new TreeMap<>();
        job.put("JobID", CanonicalJson.of(run.id() + step.map(id -> "." + id).orElse("")));
        job.put("Raw", CanonicalJson.NULL);
        job.put("at", at.map(Moments::text).map(CanonicalJson::of).orElse(CanonicalJson.NULL));
        job.put("attempt", CanonicalJson.of(attempt));
        job.put("kind", CanonicalJson.of(kind));
        job.put("position", CanonicalJson.of(position));
        return CanonicalJson.object(job);
    }

    private HttpResponse cancel(HttpRequest request, Caller caller) {
        Optional<Run> run = find(request, caller);
        if (run.isEmpty()) {
            return unknown();
        }
        return switch (ports.steering()
                .cancel(caller.project(), run.get().number(), "cancelled by DELETE /v1/runs")) {
            case RunSteering.Result.Done _, RunSteering.Result.Late _ ->
                    HttpResponse.json(200, Payload.EMPTY);
            case RunSteering.Result.Unknown _ -> SdkSurface.error(409, RunReading.NOT_MADE);
            case RunSteering.Result.Unavailable _ -> UnderwayRoutes.unavailable();
        };
    }

    private HttpResponse signal(HttpRequest request, Caller caller) {
        Payload body = request.body();
        RoomOfThread.take(TIMES_BODY * (long) body.size() + JsonTree.treeBytes(body));
        Optional<ParsedJson> tree = CanonicalJson.read(body.bytes()).map(CanonicalJson::parsed);
        Optional<String> signal = tree.flatMap(each -> each.text("/signal"));
        if (signal.isEmpty() || signal.get().isEmpty()) {
            return SdkSurface.error(400, "signal: is missing, or not a text");
        }
        CanonicalJson data =
                tree.flatMap(each -> each.at("/data"))
                        .map(CanonicalJson::of)
                        .orElse(CanonicalJson.NULL);
        return switch (ports.steering().signal(caller.project(), signal.get(), data)) {
            case RunSteering.Result.Done(var run) -> signalled(run.run().id());
            case RunSteering.Result.Unknown _, RunSteering.Result.Late _ ->
                    SdkSurface.error(404, "No signal found");
            case RunSteering.Result.Unavailable _ -> UnderwayRoutes.unavailable();
        };
    }

    private static HttpResponse signalled(String run) {
        return SdkSurface.json(
                200,
                CanonicalJson.object(
                        Map.of(
                                "data",
                                CanonicalJson.object(Map.of("run_id", CanonicalJson.of(run))))));
    }
}

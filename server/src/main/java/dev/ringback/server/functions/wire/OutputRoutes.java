package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.LiveRuns;
import dev.ringback.server.functions.kept.RunEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs come to that apps have begun by themselves. Clients of the app's routes are sent here
 * when the answer takes longer than their request may; each with a token, and from any page.
 */
public final class OutputRoutes {

    /** So long an answer is waited for; then the client may ask again. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final String RUN = "run";

    private final SdkSurface surface;
    private final RunTokens tokens;
    private final LiveRuns runs;
    private final RunEnds ends;
    private final Time time;

    public OutputRoutes(
            SdkSurface surface, RunTokens tokens, LiveRuns runs, RunEnds ends, Time time) {
        this.surface = surface;
        this.tokens = tokens;
        this.runs = runs;
        this.ends = ends;
        this.time = time;
    }

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/http/runs/{" + RUN + "}/output", surface.marked(this::output)),
                Route.get(
                        "/v1/checkpoint/runs/{" + RUN + "}/output", surface.marked(this::output)));
    }

    private HttpResponse output(HttpRequest request) {
        String id = request.parameter(RUN);
        Optional<ProjectId> project =
                request.query("token").flatMap(token -> tokens.ofOutput(id, token));
        return fromAnyPage(
                project.map(whose -> output(request, whose, id))
                        .orElseGet(() ->
                                SdkSurface.error(
                                        401, "token: is none for the output of this run")));
    }

    private HttpResponse.Whole output(HttpRequest request, ProjectId project, String id) {
        Optional<LiveRun> run = runs.find(project, id);
        if (run.isEmpty()) {
            return SdkSurface.error(404, "there is no run " + id);
        }
        long number = run.get().run().number();
        Optional<RunEnds.Wait> waiting = ends.begin(project, number);
        if (waiting.isEmpty()) {
            return later(503, "too many wait for runs at the moment; try again");
        }
        try (RunEnds.Wait wait = waiting.get()) {
            Optional<RunEnd> end = end(project, number);
            if (end.isEmpty()) {
                request.peer().whenGone(() -> wait.over().complete(false));
                boolean _ = time.await(wait.over(), LONGEST, false);
                end = end(project, number);
            }
            return end.map(OutputRoutes::answer)
                    .orElseGet(() -> later(504, "the run has not ended yet; ask again"));
        }
    }

    private Optional<RunEnd> end(ProjectId project, long number) {
        return runs.find(project, number).flatMap(run -> run.state().end());
    }

    /** SDKs look into {@code data}. */
    private static HttpResponse.Whole answer(RunEnd end) {
        return switch (end) {
            case RunEnd.Completed(CanonicalJson result) ->
                    SdkSurface.json(200, CanonicalJson.object(Map.of("data", result)));
            case RunEnd.Failed(CanonicalJson _, CanonicalJson error, String _) ->
                    SdkSurface.json(500, CanonicalJson.object(Map.of("error", error)));
            case RunEnd.Cancelled(String reason) ->
                    SdkSurface.error(409, "the run was cancelled: " + reason);
        };
    }

    private static HttpResponse.Whole later(int status, String why) {
        return with(SdkSurface.error(status, why), new Header("Retry-After", "1"));
    }

    /** A browser that was sent here from another origin may see it: the token says who may. */
    private static HttpResponse.Whole fromAnyPage(HttpResponse.Whole answer) {
        return with(
                with(answer, new Header("Access-Control-Allow-Origin", "*")),
                new Header("Cache-Control", "no-store"));
    }

    private static HttpResponse.Whole with(HttpResponse.Whole answer, Header more) {
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.add(more);
        return new HttpResponse.Whole(answer.status(), List.copyOf(headers), answer.body());
    }
}

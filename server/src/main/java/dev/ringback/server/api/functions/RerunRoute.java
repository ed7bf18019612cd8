package dev.ringback.server.api.functions;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.running.RunRepeats;
import dev.ringback.server.functions.running.RunRepeats.Plan;
import java.util.Optional;

/** Makes a run once more, all of it or from one of its steps on. */
public final class RerunRoute {

    private static final String INPUT = "input";
    private static final String FROM_STEP = "from_step";

    private final Surface surface;
    private final RunReading runs;
    private final RunRepeats repeats;
    private final Clock time;

    public RerunRoute(Surface surface, RunReading runs, RunRepeats repeats, Clock time) {
        this.surface = surface;
        this.runs = runs;
        this.repeats = repeats;
        this.time = time;
    }

    /**
     * A run that is made.
     *
     * @param id its id
     * @param repeatOf the run that it repeats
     */
    private record RerunView(String id, String repeatOf) {}

    public Route route() {
        return surface.change("POST", "/api/v1/runs/{id}/rerun", Scope.WRITE, this::rerun);
    }

    private Decision rerun(HttpRequest request, Caller caller) {
        Optional<Run> run = runs.find(caller.project(), request.parameter("id"));
        if (run.isEmpty()) {
            return new Decision.Answer(Problems.notFound("run"));
        }
        return RequestBodies.decide(
                request,
                fields -> {
                    Plan plan = plan(run.get(), fields);
                    return () -> decided(run.get(), plan);
                });
    }

    private Plan plan(Run run, JsonFields fields) {
        Optional<String> step = fields.text(FROM_STEP, ApiLimits.WORD);
        Optional<CanonicalJson> input = fields.raw(INPUT).flatMap(raw -> input(raw, fields));
        if (step.isEmpty()) {
            if (input.isPresent()) {
                fields.problem(INPUT, "needs from_step, which says whose input it is");
            }
            return repeats.whole(run, time.now());
        }
        Plan plan = repeats.from(run, step.get(), input, time.now());
        switch (plan) {
            case Plan.WrongStep(String why) -> fields.problem(FROM_STEP, why);
            case Plan.WrongInput(String why) -> fields.problem(INPUT, why);
            case Plan.Ready _, Plan.Impossible _ -> {}
        }
        return plan;
    }

    private static Optional<CanonicalJson> input(Payload raw, JsonFields fields) {
        if (fields.isNull(INPUT)) {
            return Optional.empty();
        }
        Optional<CanonicalJson> input = RunRepeats.arguments(raw);
        if (input.isEmpty()) {
            fields.problem(INPUT, "must be a list: the arguments that the step is called with");
        }
        return input;
    }

    private static Decision decided(Run run, Plan plan) {
        return switch (plan) {
            case Plan.Ready(var id, var change) ->
                    Decision.write(change, HttpResponse.of(202, new RerunView(id, run.id())));
            case Plan.Impossible(String why) ->
                    new Decision.Answer(Problems.of(409, "not_possible", why));
            case Plan.WrongStep _, Plan.WrongInput _ ->
                    throw new IllegalStateException("refused by its field");
        };
    }
}

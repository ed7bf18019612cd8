package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.Refusal;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Quota;
import dev.ringback.server.access.Scope;
import dev.ringback.server.functions.apps.App;
import dev.ringback.server.functions.apps.AppSyncing;
import dev.ringback.server.functions.apps.Registering;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.running.RunRepeats;
import dev.ringback.server.functions.running.RunSteering;
import graphql.schema.DataFetchingEnvironment;
import java.util.Optional;

/**
 * Does what is asked for. It needs more of a key than to look at things.
 *
 * @param reading finds runs
 * @param steering ends them
 * @param repeats makes them once more
 * @param syncing asks apps for their functions
 * @param commits takes changes
 * @param quota how much may be stored
 */
record Mutations(
        RunReading reading,
        RunSteering steering,
        RunRepeats repeats,
        AppSyncing syncing,
        Commits commits,
        Quota quota,
        Clock clock) {

    private static final int LONGEST_URL = 2048;

    App createApp(DataFetchingEnvironment asked) {
        Caller caller = storing(asked);
        String url = GraphArguments.of(asked).object("input").text("url");
        if (url.length() > LONGEST_URL) {
            throw new GraphProblem("input.url: has more than %d characters".formatted(LONGEST_URL));
        }
        return switch (syncing.sync(caller.project(), url)) {
            case Registering.Registered.Taken(App app, boolean _) -> app;
            case Registering.Registered.Refused(String why) -> throw new GraphProblem(why);
            case Registering.Registered.NotStored _ ->
                    throw new GraphProblem(RunSteering.UNAVAILABLE);
        };
    }

    Run cancelRun(DataFetchingEnvironment asked) {
        Caller caller = writing(asked);
        Run run = run(asked, caller);
        RunSteering.Result result =
                steering.cancel(caller.project(), run.number(), "cancelled by cancelRun");
        return switch (result) {
            case RunSteering.Result.Done _, RunSteering.Result.Late _ ->
                    cancelled(run(asked, caller));
            case RunSteering.Result.Unknown _ -> throw new GraphProblem(RunReading.NOT_MADE);
            case RunSteering.Result.Unavailable _ ->
                    throw new GraphProblem(RunSteering.UNAVAILABLE);
        };
    }

    private static Run cancelled(Run run) {
        RunReading.notCancelled(run)
                .ifPresent(why -> {
                    throw new GraphProblem(why);
                });
        return run;
    }

    String rerun(DataFetchingEnvironment asked) {
        Caller caller = storing(asked);
        Run run = run(asked, caller);
        GraphArguments from = GraphArguments.of(asked).object("fromStep");
        Optional<String> step = from.find("stepID", String.class);
        RunRepeats.Plan plan =
                step.isEmpty()
                        ? repeats.whole(run, clock.now())
                        : repeats.from(run, step.get(), input(from), clock.now());
        return switch (plan) {
            case RunRepeats.Plan.Ready(String id, var change) -> {
                if (!(commits.commit(change) instanceof Committed.Done)) {
                    throw new GraphProblem(RunSteering.UNAVAILABLE);
                }
                yield id;
            }
            case RunRepeats.Plan.Impossible(String why) -> throw new GraphProblem(why);
            case RunRepeats.Plan.WrongStep(String why) ->
                    throw new GraphProblem("fromStep.stepID: " + why);
            case RunRepeats.Plan.WrongInput(String why) ->
                    throw new GraphProblem("fromStep.input: " + why);
        };
    }

    private static Optional<CanonicalJson> input(GraphArguments from) {
        return from.find("input", String.class)
                .map(text ->
                        RunRepeats.arguments(Payload.of(text))
                                .orElseThrow(() ->
                                        new GraphProblem(
                                                "fromStep.input: must be a list, written as JSON:"
                                                        + " the arguments that the step is called"
                                                        + " with")));
    }

    private Run run(DataFetchingEnvironment asked, Caller caller) {
        return reading.find(caller.project(), GraphArguments.of(asked).text("runID"))
                .orElseThrow(() -> new GraphProblem("runID: there is no such run"));
    }

    private static Caller writing(DataFetchingEnvironment asked) {
        Caller caller = GraphArguments.caller(asked);
        refuse(caller.refusal(Scope.WRITE));
        return caller;
    }

    private Caller storing(DataFetchingEnvironment asked) {
        Caller caller = writing(asked);
        refuse(quota.refusal(caller.project()));
        return caller;
    }

    private static void refuse(Optional<Refusal> why) {
        why.ifPresent(refusal -> {
            throw new GraphProblem(refusal.detail());
        });
    }
}

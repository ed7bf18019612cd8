package dev.ringback.server.functions;

import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.SdkCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * An app with one function, as SDKs run it: stages one after another, each of one or several steps
 * of random kinds. It knows of a run only what a request tells it.
 */
public final class SimulatedApp {

    private static final List<String> KINDS =
            List.of("run", "run", "run", "sleep", "wait", "invoke", "fetch", "signal");

    /** A step, and what it is. */
    private record Step(String id, String kind) {}

    /** Steps at a time; a race goes on with the first. */
    private record Stage(List<Step> steps, boolean races) {}

    private final RandomGenerator random;
    private final int version;
    private final List<Stage> stages = new ArrayList<>();

    /** How often each step's own code was run. */
    final Map<String, Integer> executions = new TreeMap<>();

    /** Steps whose code was run although the request said what it came to. */
    final Set<String> repeated = new TreeSet<>();

    /** One of random stages. */
    public SimulatedApp(RandomGenerator random, int version) {
        this.random = random;
        this.version = version;
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            List<Step> steps = new ArrayList<>();
            int width = random.nextInt(3) == 0 ? 2 + random.nextInt(3) : 1;
            for (int j = 0; j < width; j++) {
                steps.add(new Step("s" + i + "-" + j, KINDS.get(random.nextInt(KINDS.size()))));
            }
            stages.add(new Stage(steps, width > 1 && random.nextInt(3) == 0));
        }
    }

    /** What it answers: a status and a body. */
    public record Said(int status, String body) {}

    /** Steps whose code was run although the request said what it came to. */
    public Set<String> repeated() {
        return repeated;
    }

    SdkAnswer answer(SdkCall call, Instant now) {
        Said said =
                said(
                        call.steps().parsed().members().keySet(),
                        call.target().map(StepId::hash),
                        call.planOnly());
        return OneRun.read(
                said.status(),
                said.body(),
                now,
                "x-inngest-req-version",
                Integer.toString(version));
    }

    /**
     * What it answers to a request.
     *
     * @param memos the steps that the request says have ended
     * @param target the step that is to be run
     */
    public Said said(Set<String> memos, Optional<String> target, boolean planOnly) {
        if (random.nextInt(12) == 0) {
            return new Said(500, "{\"name\":\"E\",\"message\":\"body\"}");
        }
        if (target.isPresent()) {
            return new Said(206, "[" + run(target.get(), memos) + "]");
        }
        for (Stage stage : stages) {
            List<Step> open = stage.steps().stream().filter(s -> !memos.contains(s.id())).toList();
            boolean done = open.isEmpty() || (stage.races() && open.size() < stage.steps().size());
            if (!done) {
                return new Said(206, "[" + discovered(stage, open, planOnly, memos) + "]");
            }
        }
        return new Said(200, "\"done\"");
    }

    private String discovered(Stage stage, List<Step> open, boolean planOnly, Set<String> known) {
        if (stage.steps().size() == 1 && open.getFirst().kind().equals("run") && !planOnly) {
            return run(open.getFirst().id(), known);
        }
        return String.join(",", open.stream().map(step -> op(step, stage.races())).toList());
    }

    private static String op(Step step, boolean races) {
        String id = "\"id\":\"" + step.id() + "\"";
        return switch (step.kind()) {
            case "sleep" -> "{\"op\":\"Sleep\"," + id + ",\"name\":\"7s\"}";
            case "wait" ->
                    "{\"op\":\"WaitForEvent\","
                            + id
                            + ",\"name\":\"e\",\"opts\":{\"timeout\":\"9s\"}}";
            case "signal" ->
                    "{\"op\":\"WaitForSignal\","
                            + id
                            + ",\"opts\":{\"signal\":\"g\",\"timeout\":\"9s\"}}";
            case "invoke" ->
                    "{\"op\":\"InvokeFunction\","
                            + id
                            + ",\"opts\":{\"function_id\":\"a-b\",\"timeout\":\"9s\"}}";
            case "fetch" -> "{\"op\":\"Gateway\"," + id + ",\"opts\":{\"url\":\"http://x/\"}}";
            default ->
                    "{\"op\":\"StepPlanned\","
                            + id
                            + ",\"opts\":{"
                            + (races ? "\"parallelMode\":\"race\"" : "")
                            + "}}";
        };
    }

    /** Runs a step's code, which fails now and then. */
    private String run(String step, Set<String> known) {
        if (known.contains(step)) {
            repeated.add(step);
        }
        executions.merge(step, 1, Integer::sum);
        return random.nextInt(5) == 0
                ? "{\"op\":\"StepError\",\"id\":\""
                        + step
                        + "\",\"error\":{\"name\":\"E\",\"message\":\"m\"}}"
                : "{\"op\":\"StepRun\",\"id\":\""
                        + step
                        + "\",\"data\":"
                        + executions.get(step)
                        + "}";
    }
}

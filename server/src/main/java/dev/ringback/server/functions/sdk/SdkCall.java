package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to an app: a function is to go on, or one of its steps is to be run.
 *
 * @param run the run's id
 * @param function a UUID that stays the same over registrations
 * @param target the step to be run; without one the function itself goes on
 * @param attempt counted from 0
 * @param maxAttempts attempts of each step, and of what is between steps
 * @param planOnly whether steps that are found are to be told and not run
 * @param version the SDK's own number from its first answer on; -1 before
 * @param generation counted from 1: which dispatch of the job it is
 * @param job stays the same over attempts
 * @param request names this dispatch alone
 * @param current how many steps had ended when that ended which caused the request
 * @param stack steps that have ended, in that order
 * @param memos what functions see of steps; those of the stack
 * @param inputs arguments that steps are given in place of their own
 * @param deferred functions that are to be started when the run ends, by whether that can be taken
 *     back; SDKs do not say it again of those
 * @param events those that started the run, at least one
 */
public record SdkCall(
        String run,
        String function,
        Optional<StepId> target,
        int attempt,
        int maxAttempts,
        boolean planOnly,
        int version,
        int generation,
        String job,
        String request,
        int current,
        List<StepId> stack,
        Map<StepId, CanonicalJson> memos,
        Map<StepId, CanonicalJson> inputs,
        Map<StepId, Boolean> deferred,
        List<FunctionEvent> events) {

    /** The most bytes of a request. */
    public static final int MOST_BYTES = 4 << 20;

    /** What is left for all that is not memo. */
    private static final int MARGIN = 1_024;

    /** Before an SDK has said its own. */
    public static final int UNKNOWN_VERSION = -1;

    /** A body, or why there is none. */
    public sealed interface Body {

        /** The bytes to send and to sign. */
        record Fits(CanonicalJson json) implements Body {}

        /** The SDK would not fetch what there is no room for. */
        record TooLarge(String why) implements Body {}
    }

    /** What checkpoints name a job by. */
    public static String queueItem(String job) {
        byte[] text = (job + "::default").getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(text);
    }

    /** The headers besides the signature, the type and those of HTTP. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-inngest-generation-id", Integer.toString(generation));
        headers.put("x-inngest-job-id", job);
        headers.put(SdkAnswers.VERSION, Integer.toString(version));
        headers.put("x-inngest-step-id", step());
        headers.put("x-request-id", request);
        headers.put("x-run-id", run);
        return headers;
    }

    /** The same for a route of the app's own, which has no body for what else there is to say. */
    public Map<String, String> ownHeaders() {
        Map<String, String> headers = headers();
        headers.put("x-inngest-force-step-plan", Boolean.toString(planOnly));
        return headers;
    }

    /** Where the request goes: the URL of the registration, with the step that is asked for. */
    public String url(String registered) {
        return StepUrl.of(registered, step());
    }

    private String step() {
        return target.map(StepId::hash).orElse(StepId.NONE);
    }

    /** The body. All of the state is in it if there is room. */
    public Body body(SdkName sdk) {
        CanonicalJson steps = steps();
        CanonicalJson whole = body(steps, sent(), false);
        if (steps.size() <= MOST_BYTES - MARGIN && whole.size() <= MOST_BYTES) {
            return new Body.Fits(whole);
        }
        if (!sdk.fetchesState()) {
            return new Body.TooLarge(
                    "the request has "
                            + whole.size()
                            + " bytes, more than "
                            + MOST_BYTES
                            + ", and the SDK ("
                            + sdk.language()
                            + ") is not known to fetch what is left out");
        }
        CanonicalJson none = CanonicalJson.object(Map.of());
        CanonicalJson withoutSteps = body(none, sent(), true);
        return new Body.Fits(
                withoutSteps.size() <= MOST_BYTES
                        ? withoutSteps
                        : body(none, CanonicalJson.array(List.of()), true));
    }

    /** The memos by the names of their steps, which SDKs fetch where they were left out. */
    public CanonicalJson steps() {
        return steps(stack, memos, inputs);
    }

    /** The same of a run that nothing is asked of at the moment. */
    public static CanonicalJson steps(
            List<StepId> stack,
            Map<StepId, CanonicalJson> memos,
            Map<StepId, CanonicalJson> inputs) {
        Map<String, CanonicalJson> shown = new LinkedHashMap<>();
        inputs.forEach((step, input) ->
                shown.put(step.hash(), CanonicalJson.object(Map.of("input", input))));
        for (StepId each : stack) {
            CanonicalJson memo = memos.get(each);
            if (memo != null) {
                shown.put(each.hash(), memo);
            }
        }
        return CanonicalJson.object(shown);
    }

    /** The events as they are fetched where they were left out. */
    public CanonicalJson batch() {
        return batch(events);
    }

    /** The same of a run that nothing is asked of at the moment. */
    public static CanonicalJson batch(List<FunctionEvent> events) {
        return CanonicalJson.array(events.stream().map(FunctionEvent::asListed).toList());
    }

    private CanonicalJson sent() {
        return CanonicalJson.array(events.stream().map(FunctionEvent::asSent).toList());
    }

    private CanonicalJson body(CanonicalJson steps, CanonicalJson all, boolean fetched) {
        return CanonicalJson.object(
                Map.of(
                        "ctx", context(fetched),
                        "defers", defers(),
                        "event", events.getFirst().asSent(),
                        "events", all,
                        "steps", steps,
                        "use_api", CanonicalJson.of(fetched),
                        "version", CanonicalJson.of(version)));
    }

    private CanonicalJson defers() {
        Map<String, CanonicalJson> defers = new LinkedHashMap<>();
        deferred.forEach((step, abortable) ->
                defers.put(
                        step.hash(),
                        CanonicalJson.object(Map.of("abortable", CanonicalJson.of(abortable)))));
        return CanonicalJson.object(defers);
    }

    private CanonicalJson context(boolean fetched) {
        Map<String, CanonicalJson> context = new LinkedHashMap<>();
        context.put("attempt", CanonicalJson.of(attempt));
        context.put("disable_immediate_execution", CanonicalJson.of(planOnly));
        context.put("env", CanonicalJson.of(""));
        context.put("fn_id", CanonicalJson.of(function));
        context.put("generation_id", CanonicalJson.of(generation));
        context.put("job_id", CanonicalJson.of(job));
        context.put("max_attempts", CanonicalJson.of(maxAttempts));
        context.put("qi_id", CanonicalJson.of(queueItem(job)));
        context.put("request_id", CanonicalJson.of(request));
        context.put("run_id", CanonicalJson.of(run));
        context.put(
                "stack",
                CanonicalJson.object(
                        Map.of(
                                "current", CanonicalJson.of(current),
                                "stack",
                                        CanonicalJson.array(
                                                stack.stream()
                                                        .map(each -> CanonicalJson.of(each.hash()))
                                                        .toList()))));
        context.put("step_id", CanonicalJson.of(StepId.NONE));
        context.put("use_api", CanonicalJson.of(fetched));
        return CanonicalJson.object(context);
    }
}

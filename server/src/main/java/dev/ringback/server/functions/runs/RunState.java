package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.events.RunFacts;
import dev.ringback.server.functions.sdk.SdkCall;
import dev.ringback.server.functions.sdk.StepOp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that is known of a run.
 *
 * @param limits how far it may go
 * @param version the SDK's number, -1 before its first answer
 * @param plansOnly whether steps are told and not run for the rest of the run, as old SDKs need it
 *     once there was a group of steps
 * @param stack steps that have ended, in that order
 * @param memos what functions see of them
 * @param inputs arguments that steps are given in place of their own, as long as these have not
 *     ended
 * @param stateBytes how much there is of the memos
 * @param open steps that have begun and not ended
 * @param group steps of which the last one that ends lets the function go on
 * @param jobs requests that are to be made or are under way, by their ids
 * @param jobsMade how many requests there have been
 * @param goesOnAgain whether the function is to go on once more when the request that is under way
 *     is answered: something ended meanwhile, which it does not know
 * @param idle how many answers in a row said nothing new
 * @param stepBegan when the step before began: a wait sees events that came since
 * @param taken internal ids of events that waits have taken
 * @param heldUntil until when the app's own request holds the run, unless it tells more; empty
 *     where the server asks the app
 * @param deferrals functions that are to be started when it ends, by the ids of the steps that said
 *     so
 * @param end how it ended
 */
public record RunState(
        RunLimits limits,
        int version,
        boolean plansOnly,
        List<StepId> stack,
        Map<StepId, CanonicalJson> memos,
        Map<StepId, CanonicalJson> inputs,
        long stateBytes,
        Map<StepId, OpenStep> open,
        Set<StepId> group,
        Map<Integer, RunJob> jobs,
        int jobsMade,
        boolean goesOnAgain,
        int idle,
        Instant stepBegan,
        Set<String> taken,
        Optional<Instant> heldUntil,
        Map<StepId, Deferral> deferrals,
        Optional<RunEnd> end) {

    /** What it is doing, or how it ended. */
    public enum Status {
        QUEUED,
        RUNNING,
        WAITING,
        COMPLETED,
        FAILED,
        CANCELLED;

        /** The word for it, in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a run stays so. */
        public boolean isEnd() {
            return switch (this) {
                case COMPLETED, FAILED, CANCELLED -> true;
                case QUEUED, RUNNING, WAITING -> false;
            };
        }
    }

    /** Before anything was done but what it has from another run. */
    public static RunState begun(RunLimits limits, Inheritance from, Instant now) {
        return new RunState(
                limits,
                SdkCall.UNKNOWN_VERSION,
                false,
                from.stack(),
                from.memos(),
                from.inputs(),
                from.bytes(),
                Map.of(),
                Set.of(),
                Map.of(),
                0,
                false,
                0,
                now,
                Set.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    /** What it is doing. */
    public Status status() {
        if (end.isPresent()) {
            return switch (end.get()) {
                case RunEnd.Completed _ -> Status.COMPLETED;
                case RunEnd.Failed _ -> Status.FAILED;
                case RunEnd.Cancelled _ -> Status.CANCELLED;
            };
        }
        if (heldUntil.isPresent()) {
            return Status.RUNNING;
        }
        if (version == SdkCall.UNKNOWN_VERSION && stack.isEmpty() && open.isEmpty()) {
            return Status.QUEUED;
        }
        return jobs.isEmpty() && open.values().stream().noneMatch(OpenStep::isWork)
                ? Status.WAITING
                : Status.RUNNING;
    }

    /** The request of a job, with what is known now. */
    public SdkCall call(RunFacts facts, String function, RunJob job, String request) {
        return new SdkCall(
                facts.run(),
                function,
                job.target(),
                job.attempt(),
                limits.maxAttempts(),
                job.target().isPresent() || plansOnly || !open.isEmpty(),
                version,
                job.generation(),
                facts.run() + "." + job.id(),
                request,
                job.current(),
                stack,
                memos,
                inputs,
                deferred(),
                facts.events());
    }

    /** How much there is of what functions are handed that are to be started when it ends. */
    public long deferredBytes() {
        return deferrals.values().stream().mapToLong(Deferral::bytes).sum();
    }

    /** Functions that are to be started when it ends, by whether that can be taken back. */
    private Map<StepId, Boolean> deferred() {
        Map<StepId, Boolean> deferred = new HashMap<>();
        deferrals.forEach((step, each) -> deferred.put(step, each.isDue()));
        return Map.copyOf(deferred);
    }

    /** Which job of a run a checkpoint means; nothing when it is none of this run. */
    public static Optional<Integer> job(String run, String queueItem) {
        try {
            byte[] bytes = Base64.getDecoder().decode(queueItem);
            String text = new String(bytes, StandardCharsets.UTF_8).split("::", 2)[0];
            return text.startsWith(run + ".")
                    ? Optional.of(Integer.parseInt(text.substring(run.length() + 1)))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What it waits for, in words: the name of the step and what that asks for. */
    public List<String> waitsFor() {
        return Stream.concat(
                        heldUntil.stream().map(RunState::held),
                        open.values().stream()
                                .map(OpenStep::op)
                                .map(op -> op.info().name() + " " + waitsFor(op)))
                .toList();
    }

    private static String held(Instant until) {
        return "the app's own request goes on; if it tells nothing until "
                + until
                + ", the server asks the app";
    }

    /** What a step waits for, in words. */
    public static String waitsFor(StepOp.OfStep op) {
        return switch (op) {
            case StepOp.Sleep sleep -> "sleeps until " + sleep.until();
            case StepOp.WaitForEvent wait ->
                    "waits for event " + wait.event() + " until " + wait.until();
            case StepOp.WaitForSignal wait ->
                    "waits for signal " + wait.signal() + " until " + wait.until();
            case StepOp.Invoke call ->
                    "waits for function " + call.function() + " until " + call.until();
            case StepOp.Fetch fetch -> "waits for " + fetch.url();
            case StepOp.Infer infer -> "waits for the model at " + infer.url();
            case StepOp.Planned _, StepOp.Ran _, StepOp.Threw _, StepOp.Failed _ -> "is to be run";
        };
    }
}

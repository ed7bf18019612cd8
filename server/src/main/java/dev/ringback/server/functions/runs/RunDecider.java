package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.StepErrors;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what becomes of a run. Whatever comes in whatever order: what a step came to is kept once
 * and it is not run again, nothing is asked for twice at a time, and a run that has ended stays so.
 */
public final class RunDecider {

    private final RetryTable table;

    /** Decides with the pauses of a table. */
    public RunDecider(RetryTable table) {
        this.table = table;
    }

    /**
     * Begins a run.
     *
     * @param due when it may begin: later than now when its event lies ahead
     */
    public RunDecision begin(RunLimits limits, Instant due) {
        return begin(limits, Inheritance.NONE, due);
    }

    /** The same for a run that has something from another one, which it repeats. */
    public RunDecision begin(RunLimits limits, Inheritance from, Instant due) {
        RunWork work = new RunWork(RunState.begun(limits, from, due), table, due);
        int current = from.stack().size();
        from.given()
                .ifPresentOrElse(
                        given -> work.plan(given.planned(), current), () -> work.goOn(current));
        return work.decision();
    }

    /**
     * Begins a run that the app itself has begun, by a request of its own.
     *
     * @param version the SDK's number for its way of running functions
     * @param until how long the request is believed to go on
     */
    public RunDecision beginHeld(RunLimits limits, int version, Instant now, Instant until) {
        RunWork work = new RunWork(RunState.begun(limits, Inheritance.NONE, now), table, now);
        work.version = version;
        work.hold(until);
        return work.decision();
    }

    /** What a run makes of what came. */
    public RunDecision decide(RunState state, Happening happening, Instant now) {
        if (state.end().isPresent()) {
            return RunDecision.late(state);
        }
        RunWork work = new RunWork(state, table, now);
        boolean matters =
                switch (happening) {
                    case Happening.Answered answered -> new AnswerTaken(work).take(answered);
                    case Happening.Checkpointed checkpoint -> checkpointed(work, checkpoint);
                    case Happening.Told(List<StepOp> ops, Instant until) ->
                            new OwnRequest(work).take(ops, until);
                    case Happening.TakenOver _ -> new OwnRequest(work).takenOver();
                    case Happening.Due(StepId step) -> due(work, step, now);
                    case Happening.Came(StepId step, FunctionEvent event) ->
                            came(work, step, event);
                    case Happening.Signalled(StepId step, CanonicalJson data) ->
                            signalled(work, step, data);
                    case Happening.SignalTaken(StepId step) -> signalTaken(work, step);
                    case Happening.ChildEnded(StepId step, RunEnd end) ->
                            isOpen(work, step, StepOp.Invoke.class)
                                    && ended(work, step, ofChild(end));
                    case Happening.NoSuchFunction(StepId step) -> noSuchFunction(work, step);
                    case Happening.Fetched(StepId step, CanonicalJson data) ->
                            fetching(work, step).isPresent() && ended(work, step, data(data));
                    case Happening.NotFetched notFetched -> notFetched(work, notFetched);
                    case Happening.Cancelled(String reason) -> {
                        work.finish(new RunEnd.Cancelled(reason));
                        yield true;
                    }
                    case Happening.Abandoned(String error, String why) -> {
                        work.fail(StepErrors.of(error, why), why);
                        yield true;
                    }
                };
        return matters ? work.decision() : RunDecision.late(state);
    }

    private static boolean checkpointed(RunWork work, Happening.Checkpointed checkpoint) {
        RunJob job = work.jobs.get(checkpoint.job());
        if (job == null
                || (checkpoint.generation() != 0 && checkpoint.generation() != job.generation())) {
            return false;
        }
        DeferralsTaken.take(work, checkpoint.ops());
        boolean progress = false;
        for (StepOp op : checkpoint.ops()) {
            progress |=
                    switch (op) {
                        case StepOp.Ran ran -> work.remember(ran.id(), ran.memo());
                        case StepOp.Failed failed ->
                                work.remember(failed.id(), error(failed.error()));
                        default -> false;
                    };
        }
        if (progress && work.jobs.containsKey(job.id())) {
            work.jobs.put(job.id(), job.afresh());
            work.stepBegan = job.due();
        }
        return true;
    }

    private static boolean due(RunWork work, StepId step, Instant now) {
        OpenStep open = work.open.get(step);
        if (open == null) {
            return false;
        }
        return switch (open.op()) {
            case StepOp.Sleep sleep ->
                    !sleep.until().isAfter(now) && ended(work, step, CanonicalJson.NULL);
            case StepOp.WaitForEvent wait ->
                    !wait.until().isAfter(now) && ended(work, step, CanonicalJson.NULL);
            case StepOp.WaitForSignal wait ->
                    !wait.until().isAfter(now) && ended(work, step, CanonicalJson.NULL);
            case StepOp.Invoke call -> !call.until().isAfter(now) && ended(work, step, TIMEOUT);
            default -> false;
        };
    }

    private static boolean came(RunWork work, StepId step, FunctionEvent event) {
        if (!isOpen(work, step, StepOp.WaitForEvent.class) || !work.taken.add(event.internalId())) {
            return false;
        }
        return ended(work, step, event.asSent());
    }

    private static boolean signalled(RunWork work, StepId step, CanonicalJson data) {
        OpenStep open = work.open.get(step);
        return open != null
                && open.op() instanceof StepOp.WaitForSignal wait
                && ended(
                        work,
                        step,
                        data(
                                CanonicalJson.object(
                                        Map.of(
                                                "signal",
                                                CanonicalJson.of(wait.signal()),
                                                "data",
                                                data))));
    }

    private static boolean signalTaken(RunWork work, StepId step) {
        if (!isOpen(work, step, StepOp.WaitForSignal.class)) {
            return false;
        }
        String why = "Signal conflict; signal wait already exists for another run";
        work.fail(StepErrors.of("Error", why), why);
        return true;
    }

    private static boolean noSuchFunction(RunWork work, StepId step) {
        OpenStep open = work.open.get(step);
        if (open == null || !(open.op() instanceof StepOp.Invoke call)) {
            return false;
        }
        String why =
                call.function().isEmpty()
                        ? "could not extract function ID from event"
                        : "could not find function with ID: " + call.function();
        return ended(work, step, error(StepErrors.of("Error", why)));
    }

    private static boolean notFetched(RunWork work, Happening.NotFetched notFetched) {
        Optional<OpenStep> open = fetching(work, notFetched.step());
        if (open.isEmpty() || open.get().attempt() != notFetched.attempt()) {
            return false;
        }
        return work.fetchAgain(open.get(), (StepOp.Request) open.get().op())
                || ended(work, notFetched.step(), error(notFetched.error()));
    }

    private static Optional<OpenStep> fetching(RunWork work, StepId step) {
        return Optional.ofNullable(work.open.get(step))
                .filter(each ->
                        each.op() instanceof StepOp.Fetch || each.op() instanceof StepOp.Infer);
    }

    private static boolean isOpen(RunWork work, StepId step, Class<? extends StepOp> kind) {
        OpenStep open = work.open.get(step);
        return open != null && kind.isInstance(open.op());
    }

    /**
     * A step of a group lets the function go on when it was the last; any other one does at once.
     */
    static boolean ended(RunWork work, StepId step, CanonicalJson memo) {
        boolean grouped = work.group.contains(step);
        if (!work.remember(step, memo)) {
            return false;
        }
        if (!work.hasEnded() && (!grouped || work.group.isEmpty())) {
            work.goOn(work.stack.size());
        }
        return true;
    }

    private static final String NO_END = "Timed out waiting for invoked function to complete";
    private static final String NO_END_NAME = "InngestInvokeTimeoutError";
    private static final CanonicalJson TIMEOUT =
            error(
                    StepErrors.named(
                            StepErrors.of(NO_END_NAME, NO_END), NO_END_NAME + ": " + NO_END));

    private static CanonicalJson ofChild(RunEnd end) {
        return switch (end) {
            case RunEnd.Completed(CanonicalJson result) -> data(result);
            case RunEnd.Failed(CanonicalJson _, CanonicalJson error, String _) -> error(error);
            case RunEnd.Cancelled(String reason) ->
                    error(StepErrors.of("Error", "the called function was cancelled: " + reason));
        };
    }

    private static CanonicalJson data(CanonicalJson data) {
        return CanonicalJson.object(Map.of("data", data));
    }

    static CanonicalJson error(CanonicalJson error) {
        return CanonicalJson.object(Map.of("error", error));
    }

    /** How a run fails by what the app said, which functions see with a word for it. */
    static RunEnd failed(CanonicalJson output, SdkAnswer.Retry retry, String why) {
        CanonicalJson error = StepErrors.ofOutput(output);
        String word = retry.never() ? "NonRetriableError" : StepErrors.name(error);
        return new RunEnd.Failed(output, StepErrors.named(error, word), why);
    }
}

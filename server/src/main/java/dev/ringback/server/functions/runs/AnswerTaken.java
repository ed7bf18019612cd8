package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.StepErrors;
import dev.ringback.server.functions.sdk.StepOp;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a run makes of an answer. */
final class AnswerTaken {

    /** Answers in a row that may say nothing new. */
    static final int MOST_IDLE = 100;

    /** SDKs of this number and above wait themselves for all of a group. */
    private static final int WAITS_FOR_GROUPS = 2;

    private static final CanonicalJson TOO_SLOW =
            RunDecider.error(StepErrors.of("Error", "another step of the race was faster"));

    private final RunWork work;

    AnswerTaken(RunWork work) {
        this.work = work;
    }

    /** False when it is late. */
    boolean take(Happening.Answered answered) {
        RunJob job = work.jobs.get(answered.job());
        if (job == null || job.generation() != answered.generation()) {
            return false;
        }
        work.jobs.remove(job.id());
        switch (answered.answer()) {
            case SdkAnswer.Steps steps -> steps(job, steps);
            case SdkAnswer.Returned(CanonicalJson result) ->
                    work.finish(new RunEnd.Completed(result));
            case SdkAnswer.Threw(CanonicalJson output, SdkAnswer.Retry retry) ->
                    again(job, output, retry, "the function threw: " + message(output));
            case SdkAnswer.Unusable(CanonicalJson _, String why, SdkAnswer.Retry retry) ->
                    unusable(job, why, retry);
            case SdkAnswer.Hopeless(String error, String why) ->
                    work.fail(StepErrors.of(error, why), why);
            case SdkAnswer.Stale _ ->
                    unusable(
                            job,
                            "the app gave up without having been told to",
                            SdkAnswer.Retry.USUAL);
        }
        return true;
    }

    private static String message(CanonicalJson output) {
        return StepErrors.message(StepErrors.ofOutput(output));
    }

    private void again(RunJob job, CanonicalJson output, SdkAnswer.Retry retry, String why) {
        if (!work.retry(job, retry)) {
            work.finish(RunDecider.failed(output, retry, why));
        }
    }

    private void unusable(RunJob job, String why, SdkAnswer.Retry retry) {
        if (!work.retry(job, retry)) {
            work.fail(StepErrors.of("Error", why), why);
        }
    }

    private void steps(RunJob job, SdkAnswer.Steps answer) {
        answer.version().ifPresent(version -> work.version = version);
        boolean ended = false;
        boolean wanted = false;
        Optional<StepOp.Threw> thrown = Optional.empty();
        Optional<StepOp.FunctionThrew> function = Optional.empty();
        DeferralsTaken.take(work, answer.ops());
        Set<StepOp.OfStep> begun = new LinkedHashSet<>();
        for (StepOp op : answer.ops()) {
            switch (op) {
                case StepOp.Ran ran -> ended |= remembered(job, ran.id(), ran.memo());
                case StepOp.Failed failed ->
                        ended |= remembered(job, failed.id(), RunDecider.error(failed.error()));
                case StepOp.Threw threw -> thrown = Optional.of(threw);
                case StepOp.Planned planned -> begin(planned, job, begun);
                case StepOp.Request request -> begin(request, job, begun);
                case StepOp.Complete(CanonicalJson result) ->
                        work.finish(new RunEnd.Completed(result));
                case StepOp.FunctionThrew threw -> function = Optional.of(threw);
                case StepOp.Again _ -> wanted = true;
                case StepOp.Defer _, StepOp.Undefer _ -> {}
            }
        }
        if (work.hasEnded()) {
            return;
        }
        if (function.isPresent()) {
            SdkAnswer.Retry retry =
                    function.get().retry().never() ? function.get().retry() : answer.retry();
            CanonicalJson error = function.get().error();
            again(job, error, retry, "the function threw: " + message(error));
            return;
        }
        group(work, answer.ops(), begun);
        if (thrown.isPresent() && !work.memos.containsKey(thrown.get().id())) {
            if (work.retry(job, answer.retry())) {
                return;
            }
            ended |= remembered(job, thrown.get().id(), lastError(thrown.get(), answer.retry()));
        }
        after(job, ended, wanted);
    }

    private static CanonicalJson lastError(StepOp.Threw threw, SdkAnswer.Retry retry) {
        return RunDecider.error(
                retry.never() ? StepErrors.withoutRetry(threw.error()) : threw.error());
    }

    /** Whether the function is to know of it at once. */
    private boolean remembered(RunJob job, StepId step, CanonicalJson memo) {
        boolean grouped = work.group.contains(step);
        if (!work.remember(step, memo)) {
            return false;
        }
        work.stepBegan = job.due();
        return !grouped || work.group.isEmpty();
    }

    private void begin(StepOp.OfStep op, RunJob job, Set<StepOp.OfStep> begun) {
        if (!work.hasEnded() && !work.knows(op.id())) {
            work.begin(op, job);
            begun.add(op);
        }
    }

    /** Of several steps at a time, newer SDKs need to know when all have ended, others of each. */
    static void group(RunWork work, List<StepOp> ops, Set<StepOp.OfStep> begun) {
        long steps = ops.stream().filter(StepOp.OfStep.class::isInstance).count();
        boolean waits = work.version >= WAITS_FOR_GROUPS;
        work.plansOnly |= !waits && steps > 1;
        boolean planned = begun.stream().anyMatch(StepOp.Planned.class::isInstance);
        boolean races = begun.stream().anyMatch(op -> op.info().races());
        if (waits && planned && !races && begun.size() > 1) {
            begun.forEach(op -> work.group.add(op.id()));
        }
    }

    private void after(RunJob job, boolean ended, boolean wanted) {
        if (work.hasEnded()) {
            return;
        }
        Optional<OpenStep> unanswered = job.target().map(work.open::get);
        if (unanswered.isPresent()) {
            String name = unanswered.get().op().info().name();
            String why = "the app did not run step \"" + name + "\", which it was asked for";
            unusable(job, why, SdkAnswer.Retry.USUAL);
        } else if (ended) {
            work.goOn(work.stack.size());
        } else if (work.goesOnAgain && job.target().isEmpty()) {
            work.goOn(work.stack.size());
        } else if (work.jobs.isEmpty() && hasOnlyLosers()) {
            List.copyOf(work.open.values()).forEach(this::lose);
            work.goOn(work.stack.size());
        } else if (wanted || (work.jobs.isEmpty() && work.open.isEmpty())) {
            idle(job);
        }
    }

    /**
     * Newer SDKs do not say that a function has returned while any of its steps is open. When all
     * that is open are waits that lost a race, it has nothing else to tell than that.
     */
    private boolean hasOnlyLosers() {
        return !work.open.isEmpty()
                && work.open.values().stream().allMatch(each -> each.lost() && !each.isWork());
    }

    private void lose(OpenStep step) {
        work.remember(
                step.op().id(), step.op() instanceof StepOp.Invoke ? TOO_SLOW : CanonicalJson.NULL);
    }

    /** Asks again, unless that has gone on for too long. */
    private void idle(RunJob job) {
        work.idle++;
        if (work.idle > MOST_IDLE) {
            String why =
                    "the app answered "
                            + MOST_IDLE
                            + " times in a row without ending a step or saying what it waits for;"
                            + " a step's id may be used twice";
            work.fail(StepErrors.of("NoProgress", why), why);
        } else {
            work.goOn(job.current());
        }
    }
}

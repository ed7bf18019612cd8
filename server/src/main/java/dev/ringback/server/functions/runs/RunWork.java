package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.sdk.SdkAnswer.Retry;
import dev.ringback.server.functions.sdk.StepErrors;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A state while it is decided on: what is changed in it, and what follows. */
final class RunWork {

    private static final CanonicalJson OVERFLOW =
            StepErrors.of("InngestErrFunctionOverflowed", "The run has too many steps");

    /** Jobs are counted from 1. */
    static final int NOBODY = 0;

    private final RunLimits limits;
    private final RetryTable table;
    final Instant now;
    private final List<RunEffect> effects = new ArrayList<>();

    final List<StepId> stack;
    final Map<StepId, CanonicalJson> memos;
    private final Map<StepId, CanonicalJson> inputs;
    final Map<StepId, OpenStep> open;
    final Set<StepId> group;
    final Map<Integer, RunJob> jobs;
    final Set<String> taken;
    final Map<StepId, Deferral> deferrals;
    int version;
    boolean plansOnly;
    boolean goesOnAgain;
    int idle;
    Instant stepBegan;
    private int jobsMade;
    private long stateBytes;
    private Optional<Instant> heldUntil;
    private Optional<RunEnd> end;

    RunWork(RunState state, RetryTable table, Instant now) {
        this.limits = state.limits();
        this.table = table;
        this.now = now;
        this.stack = new ArrayList<>(state.stack());
        this.memos = new LinkedHashMap<>(state.memos());
        this.inputs = new LinkedHashMap<>(state.inputs());
        this.open = new LinkedHashMap<>(state.open());
        this.group = new LinkedHashSet<>(state.group());
        this.jobs = new LinkedHashMap<>(state.jobs());
        this.taken = new LinkedHashSet<>(state.taken());
        this.deferrals = new LinkedHashMap<>(state.deferrals());
        this.heldUntil = state.heldUntil();
        this.version = state.version();
        this.plansOnly = state.plansOnly();
        this.goesOnAgain = state.goesOnAgain();
        this.idle = state.idle();
        this.stepBegan = state.stepBegan();
        this.jobsMade = state.jobsMade();
        this.stateBytes = state.stateBytes();
        this.end = state.end();
    }

    RunDecision decision() {
        RunState state =
                new RunState(
                        limits,
                        version,
                        plansOnly,
                        List.copyOf(stack),
                        Map.copyOf(memos),
                        Map.copyOf(inputs),
                        stateBytes,
                        Map.copyOf(open),
                        Set.copyOf(group),
                        Map.copyOf(jobs),
                        jobsMade,
                        goesOnAgain,
                        idle,
                        stepBegan,
                        Set.copyOf(taken),
                        heldUntil,
                        Map.copyOf(deferrals),
                        end);
        return new RunDecision(state, List.copyOf(effects), false);
    }

    boolean hasEnded() {
        return end.isPresent();
    }

    /** Whether the app's own request holds the run. */
    boolean isHeld() {
        return heldUntil.isPresent();
    }

    /** The app's own request goes on with the run, and is believed to until then. */
    void hold(Instant until) {
        if (heldUntil.isEmpty()) {
            effects.add(new RunEffect.Hold(until));
        }
        heldUntil = Optional.of(until);
    }

    /** From now on the server asks the app. */
    void release() {
        if (heldUntil.isPresent()) {
            heldUntil = Optional.empty();
            effects.add(new RunEffect.Release());
        }
    }

    /** Whether a step is known already: what is said of it again changes nothing. */
    boolean knows(StepId step) {
        return memos.containsKey(step) || open.containsKey(step);
    }

    /** Keeps what a step came to; the first word counts. */
    boolean remember(StepId step, CanonicalJson memo) {
        if (hasEnded() || memos.containsKey(step)) {
            return false;
        }
        memos.put(step, memo);
        stack.add(step);
        inputs.remove(step);
        stateBytes += memo.size();
        idle = 0;
        close(step);
        if (memos.size() > limits.maxSteps()) {
            fail(
                    OVERFLOW,
                    "the run has more than " + limits.maxSteps() + " steps, which is the limit");
        } else if (stateBytes > limits.maxStateBytes()) {
            fail(
                    StepErrors.of("StateTooLarge", "The run's steps returned too much"),
                    "steps of the run returned more than "
                            + limits.maxStateBytes()
                            + " bytes in all, which is the limit");
        }
        return true;
    }

    private void close(StepId step) {
        group.remove(step);
        OpenStep was = open.remove(step);
        if (was != null) {
            open.replaceAll((_, other) -> other.after(was));
        }
        if (was != null && was.op() instanceof StepOp.Request) {
            stepBegan = was.began();
            effects.add(new RunEffect.Close(step));
        }
        jobs.values().stream()
                .filter(job -> job.target().equals(Optional.of(step)))
                .toList()
                .forEach(job -> drop(job.id()));
    }

    private void drop(int job) {
        jobs.remove(job);
        effects.add(new RunEffect.Drop(job));
    }

    /** Has a step run by itself, though no SDK has asked for that. */
    void plan(StepOp.Planned step, int current) {
        open.put(step.id(), OpenStep.of(step, now, NOBODY));
        call(Optional.of(step.id()), current);
    }

    /** Begins what the SDK asks for. */
    void begin(StepOp.OfStep op, RunJob asked) {
        int current = asked.current();
        idle = 0;
        open.put(op.id(), OpenStep.of(op, now, asked.id()));
        switch (op) {
            case StepOp.Planned planned -> call(Optional.of(planned.id()), current);
            case StepOp.Sleep sleep -> effects.add(new RunEffect.Wake(sleep.id(), sleep.until()));
            case StepOp.WaitForEvent wait -> {
                effects.add(new RunEffect.WaitForEvent(wait, stepBegan, Set.copyOf(taken)));
                effects.add(new RunEffect.Wake(wait.id(), wait.until()));
            }
            case StepOp.WaitForSignal wait -> {
                effects.add(new RunEffect.WaitForSignal(wait));
                effects.add(new RunEffect.Wake(wait.id(), wait.until()));
            }
            case StepOp.Invoke call -> {
                effects.add(new RunEffect.Invoke(call));
                effects.add(new RunEffect.Wake(call.id(), call.until()));
            }
            case StepOp.Fetch fetch -> effects.add(new RunEffect.Fetch(fetch, 0, now));
            case StepOp.Infer infer -> effects.add(new RunEffect.Fetch(infer, 0, now));
            case StepOp.Ran _, StepOp.Threw _, StepOp.Failed _ ->
                    throw new IllegalArgumentException("a step that has ended does not begin");
        }
    }

    /** Has a request of the server's own made once more, if it may be; false when not. */
    boolean fetchAgain(OpenStep step, StepOp.Request request) {
        int next = step.attempt() + 1;
        if (next >= limits.maxAttempts()) {
            return false;
        }
        open.put(request.id(), step.again());
        effects.add(new RunEffect.Fetch(request, next, now.plus(table.after(step.attempt()))));
        return true;
    }

    /**
     * Lets the function go on, once: two requests at a time could both run what comes next.
     *
     * @param current how many steps had ended when that ended which is the cause
     */
    void goOn(int current) {
        Optional<RunJob> underWay =
                jobs.values().stream().filter(job -> job.target().isEmpty()).findFirst();
        if (underWay.isPresent()) {
            // One that is not due yet will know all of this when it is made.
            goesOnAgain |= !underWay.get().due().isAfter(now);
            return;
        }
        goesOnAgain = false;
        call(Optional.empty(), current);
    }

    /**
     * The function is asked for once more after what its own request came to; false if it may not.
     */
    boolean retryHeld(Retry retry) {
        jobsMade++;
        return retry(new RunJob(jobsMade, Optional.empty(), 0, 1, stack.size(), now), retry);
    }

    private void call(Optional<StepId> target, int current) {
        jobsMade++;
        call(new RunJob(jobsMade, target, 0, 1, current, now));
    }

    private void call(RunJob job) {
        jobs.put(job.id(), job);
        effects.add(new RunEffect.Call(job));
    }

    /** Whether a job may be tried again, and then it is; false when it may not. */
    boolean retry(RunJob job, Retry retry) {
        if (retry.never() || job.attempt() + 1 >= limits.maxAttempts()) {
            return false;
        }
        if (job.target().isEmpty()) {
            goesOnAgain = false;
        }
        call(job.again(retry.notBefore().orElseGet(() -> now.plus(table.after(job.attempt())))));
        return true;
    }

    /** Ends the run with an error of the server's own. */
    void fail(CanonicalJson error, String why) {
        String name = StepErrors.name(error);
        CanonicalJson told = StepErrors.named(StepErrors.of(name, why), name + ": " + why);
        finish(new RunEnd.Failed(CanonicalJson.object(Map.of("error", told)), told, why));
    }

    /** Ends the run, with everything that it waited for. */
    void finish(RunEnd how) {
        if (hasEnded()) {
            return;
        }
        end = Optional.of(how);
        open.values().stream()
                .filter(step -> step.op() instanceof StepOp.Request)
                .forEach(step -> effects.add(new RunEffect.Close(step.op().id())));
        jobs.keySet().forEach(job -> effects.add(new RunEffect.Drop(job)));
        List<Deferral> due = deferrals.values().stream().filter(Deferral::isDue).toList();
        if (!due.isEmpty()) {
            effects.add(new RunEffect.Start(due));
        }
        deferrals.replaceAll((_, each) -> each.started());
        release();
        open.clear();
        group.clear();
        jobs.clear();
        goesOnAgain = false;
        effects.add(new RunEffect.End(how));
    }
}

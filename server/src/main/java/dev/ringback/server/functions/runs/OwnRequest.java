package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.StepErrors;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run makes of what the app's own request tells, by which it began. The request runs step
 * after step, and tells each, until the function returns, throws, or finds what it cannot do by
 * itself: from then on the server asks the app.
 */
final class OwnRequest {

    private final RunWork work;

    OwnRequest(RunWork work) {
        this.work = work;
    }

    /** False when nothing is said that is new. */
    boolean take(List<StepOp> ops, Instant until) {
        boolean matters = DeferralsTaken.take(work, ops);
        if (work.isHeld()) {
            return held(ops, until);
        }
        boolean isNews = late(ops);
        return matters || isNews;
    }

    /** False when the server asks the app already. */
    boolean takenOver() {
        if (!work.isHeld()) {
            return false;
        }
        work.release();
        work.goOn(work.stack.size());
        return true;
    }

    private boolean held(List<StepOp> ops, Instant until) {
        boolean hands = false;
        boolean goesOn = false;
        Set<StepOp.OfStep> begun = new LinkedHashSet<>();
        for (StepOp op : ops) {
            if (work.hasEnded()) {
                break;
            }
            switch (op) {
                case StepOp.Ran ran -> remember(ran.id(), ran.memo());
                case StepOp.Failed failed -> {
                    remember(failed.id(), RunDecider.error(failed.error()));
                    goesOn = true;
                }
                case StepOp.Threw threw -> hands |= threw(threw);
                case StepOp.FunctionThrew threw -> hands |= threw(threw);
                case StepOp.Planned planned -> begin(planned, begun);
                case StepOp.Request request -> begin(request, begun);
                case StepOp.Complete(CanonicalJson result) ->
                        work.finish(new RunEnd.Completed(result));
                case StepOp.Again _ -> goesOn = true;
                case StepOp.Defer _, StepOp.Undefer _ -> {}
            }
        }
        if (!work.hasEnded()) {
            AnswerTaken.group(work, ops, begun);
            after(hands, goesOn, !begun.isEmpty(), until);
        }
        return true;
    }

    private void after(boolean hands, boolean goesOn, boolean begun, Instant until) {
        if (!hands && !goesOn && !begun) {
            work.hold(until);
            return;
        }
        work.release();
        if (goesOn && !hands) {
            work.goOn(work.stack.size());
        }
    }

    private void begin(StepOp.OfStep op, Set<StepOp.OfStep> begun) {
        if (!work.knows(op.id())) {
            int ended = work.stack.size();
            work.begin(op, new RunJob(RunWork.NOBODY, Optional.empty(), 0, 1, ended, work.now));
            begun.add(op);
        }
    }

    private void remember(StepId step, CanonicalJson memo) {
        if (work.remember(step, memo)) {
            work.stepBegan = work.now;
        }
    }

    /** Whether it is tried again by a request of the server. */
    private boolean threw(StepOp.Threw threw) {
        if (!work.memos.containsKey(threw.id()) && !work.retryHeld(SdkAnswer.Retry.USUAL)) {
            remember(threw.id(), RunDecider.error(threw.error()));
            work.release();
            work.goOn(work.stack.size());
        }
        return true;
    }

    private boolean threw(StepOp.FunctionThrew threw) {
        if (!work.retryHeld(threw.retry())) {
            String why = "the function threw: " + StepErrors.message(threw.error());
            work.finish(RunDecider.failed(threw.error(), threw.retry(), why));
        }
        return true;
    }

    /**
     * The server asks the app already, as the request had told nothing for too long: that it has
     * returned counts all the same, and so do steps that nobody runs at the moment.
     */
    private boolean late(List<StepOp> ops) {
        boolean matters = false;
        for (StepOp op : ops) {
            matters |=
                    switch (op) {
                        case StepOp.Ran ran ->
                                !work.open.containsKey(ran.id())
                                        && work.remember(ran.id(), ran.memo());
                        case StepOp.Complete(CanonicalJson result) -> {
                            work.finish(new RunEnd.Completed(result));
                            yield true;
                        }
                        default -> false;
                    };
        }
        return matters;
    }
}

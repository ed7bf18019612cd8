package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.sdk.StepOp;
import java.util.List;

/**
 * What a run makes of functions that it wants to be started when it has ended. None of it lets the
 * run go on or fail; SDKs may say it again as often as they like.
 */
final class DeferralsTaken {

    private DeferralsTaken() {}

    /** Whether something is said that is new. */
    static boolean take(RunWork work, List<? extends StepOp> ops) {
        boolean matters = false;
        for (StepOp op : ops) {
            matters |=
                    switch (op) {
                        case StepOp.Defer defer -> add(work, defer);
                        case StepOp.Undefer(StepId target) -> abort(work, target);
                        default -> false;
                    };
        }
        return matters;
    }

    private static boolean add(RunWork work, StepOp.Defer defer) {
        if (work.deferrals.containsKey(defer.id()) || work.deferrals.size() >= Deferral.MOST) {
            return false;
        }
        Deferral wanted =
                Deferral.waiting(
                        defer.id(),
                        defer.info().name(),
                        defer.function(),
                        defer.input(),
                        defer.meta());
        long bytes =
                wanted.bytes() + work.deferrals.values().stream().mapToLong(Deferral::bytes).sum();
        work.deferrals.put(defer.id(), judged(wanted, bytes));
        return true;
    }

    private static Deferral judged(Deferral wanted, long bytes) {
        if (wanted.function().isEmpty()) {
            return wanted.refused("it names no function");
        }
        return bytes > Deferral.MOST_BYTES
                ? wanted.refused(
                        "what the run hands to functions that it defers comes to "
                                + bytes
                                + " bytes, more than "
                                + Deferral.MOST_BYTES)
                : wanted;
    }

    private static boolean abort(RunWork work, StepId target) {
        Deferral known = work.deferrals.get(target);
        if (known == null || !known.isDue()) {
            return false;
        }
        work.deferrals.put(target, known.aborted());
        return true;
    }
}

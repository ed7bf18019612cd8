package dev.ringback.server.functions.kept;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.StepInfo;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is kept of the steps that end by a decision. */
public final class EndedSteps {

    private EndedSteps() {}

    /**
     * Those that had not ended before.
     *
     * @param told what the app says of steps
     * @param tried how often the app was asked for what ends now
     * @param began when those began of which nobody said it
     */
    public static List<StepRecord> of(
            RunState before,
            RunState after,
            List<? extends StepOp> told,
            int tried,
            Instant began,
            Instant now) {
        int known = before.stack().size();
        if (after.stack().size() == known) {
            return List.of();
        }
        List<StepRecord> ended = new ArrayList<>();
        for (StepId id : after.stack().subList(known, after.stack().size())) {
            CanonicalJson memo = after.memos().getOrDefault(id, CanonicalJson.NULL);
            OpenStep open = before.open().get(id);
            Optional<StepOp.OfStep> said = said(told, id);
            StepInfo info =
                    said.map(StepOp.OfStep::info)
                            .or(() -> Optional.ofNullable(open).map(each -> each.op().info()))
                            .orElseGet(() -> StepInfo.named(id.hash()));
            StepOp.OfStep op = open == null ? said.orElse(new StepOp.Planned(id, info)) : open.op();
            ended.add(
                    new StepRecord(
                            id,
                            info.name(),
                            StepWords.op(op),
                            info.type(),
                            memo,
                            input(info, op),
                            info.metadata(),
                            attempts(op, open, tried),
                            open == null ? began(info, began, now) : open.began(),
                            now));
        }
        return ended;
    }

    /** The app's clock is believed as long as it does not say that what has ended is to come. */
    private static Instant began(StepInfo info, Instant otherwise, Instant now) {
        return info.began().filter(each -> !each.isAfter(now)).orElse(otherwise);
    }

    private static Optional<StepOp.OfStep> said(List<? extends StepOp> told, StepId id) {
        return told.stream()
                .filter(StepOp.OfStep.class::isInstance)
                .map(StepOp.OfStep.class::cast)
                .filter(each -> each.id().equals(id))
                .findFirst();
    }

    private static Optional<CanonicalJson> input(StepInfo info, StepOp.OfStep op) {
        return op instanceof StepOp.Invoke call ? Optional.of(call.data()) : info.input();
    }

    private static int attempts(StepOp.OfStep op, @Nullable OpenStep open, int tried) {
        boolean own = op instanceof StepOp.Request;
        return !own ? tried : open == null ? 1 : open.attempt() + 1;
    }
}

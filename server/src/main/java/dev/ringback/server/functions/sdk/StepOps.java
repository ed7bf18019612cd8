package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the operations of an answer, or of a checkpoint. */
final class StepOps {

    /** The most operations of one answer. */
    public static final int MOST = 1_000;

    /** The most bytes that a step may return. */
    public static final int MOST_BYTES = 4 << 20;

    /** By this name SDKs speak of the function itself, as if it were a step. */
    private static final StepId FUNCTION = StepId.of("complete");

    private static final SdkAnswer.Retry NEVER = new SdkAnswer.Retry(true, Optional.empty());

    private final Instant now;
    private final Function<String, Optional<String>> problemWith;

    private StepOps(Instant now, Function<String, Optional<String>> problemWith) {
        this.now = now;
        this.problemWith = problemWith;
    }

    /**
     * Reads operations.
     *
     * @param tree an array of them, or one alone
     * @param now what durations are counted from
     * @param problemWith says why a text cannot be a condition
     */
    public static OpsRead read(
            ParsedJson tree, Instant now, Function<String, Optional<String>> problemWith) {
        List<ParsedJson> all = tree instanceof ParsedJson.Items(var items) ? items : List.of(tree);
        if (all.size() > MOST) {
            return new OpsRead.Hopeless(
                    "InngestErrFunctionOverflowed",
                    "the answer has " + all.size() + " operations, more than " + MOST);
        }
        StepOps reader = new StepOps(now, problemWith);
        List<StepOp> ops = new ArrayList<>();
        for (ParsedJson each : all) {
            try {
                ops.add(reader.op(new OpFields(each, "operation " + ops.size())));
            } catch (OpFields.UnreadableException unreadable) {
                return new OpsRead.Unreadable(unreadable.why());
            } catch (OpFields.HopelessException hopeless) {
                return new OpsRead.Hopeless(hopeless.error(), hopeless.why());
            }
        }
        return new OpsRead.Ops(List.copyOf(ops));
    }

    private StepOp op(OpFields op) {
        String opcode = op.required("op");
        return switch (opcode) {
            case "StepRun" -> {
                Map<String, CanonicalJson> memo = Map.of("data", op.json("data"));
                yield ran(op, CanonicalJson.object(memo));
            }
            case "Step" -> ran(op, op.json("data"));
            case "StepError" ->
                    op.id().equals(FUNCTION)
                            ? new StepOp.FunctionThrew(op.error(), retry(op))
                            : new StepOp.Threw(op.id(), op.info(), op.error());
            case "StepFailed" ->
                    op.id().equals(FUNCTION)
                            ? new StepOp.FunctionThrew(op.error(), NEVER)
                            : new StepOp.Failed(op.id(), op.info(), op.error());
            case "StepPlanned" -> new StepOp.Planned(op.id(), op.info());
            case "Sleep" -> {
                String time = op.option("duration").or(() -> op.text("name")).orElse("");
                yield new StepOp.Sleep(op.id(), op.info(), end(op, "sleep", time));
            }
            case "WaitForEvent" -> waitForEvent(op);
            case "WaitForSignal" -> waitForSignal(op);
            case "InvokeFunction" -> invoke(op);
            case "Gateway" ->
                    new StepOp.Fetch(
                            op.id(),
                            op.info(),
                            op.option("url").orElse(""),
                            op.option("method").orElse("GET"),
                            op.object("/opts/headers"),
                            op.option("body").orElse(""));
            case "AIGateway" ->
                    new StepOp.Infer(
                            op.id(),
                            op.info(),
                            op.option("url").orElse(""),
                            op.object("/opts/headers"),
                            op.option("auth_key").orElse(""),
                            op.option("format").orElse(""),
                            op.object("/opts/body"));
            case "RunComplete", "SyncRunComplete" -> new StepOp.Complete(op.json("data"));
            case "DiscoveryRequest", "None" -> new StepOp.Again();
            case "DeferAdd" ->
                    new StepOp.Defer(
                            op.id(),
                            op.info(),
                            op.option("fn_slug").orElse(""),
                            op.object("/opts/input"),
                            op.objectIfPresent("/opts/meta"));
            case "DeferAbort" ->
                    new StepOp.Undefer(new StepId(op.option("target_hashed_id").orElse("")));
            default -> throw op.unreadable("has an op that is not known: " + opcode);
        };
    }

    private SdkAnswer.Retry retry(OpFields op) {
        return new SdkAnswer.Retry(
                false, op.at("/error/retryAfter").flatMap(text -> RetryTime.read(text, now)));
    }

    private static StepOp ran(OpFields op, CanonicalJson memo) {
        long size = memo.size();
        if (size > MOST_BYTES) {
            throw new OpFields.HopelessException(
                    "StepOutputTooLarge",
                    "step \""
                            + op.info().name()
                            + "\" returned "
                            + size
                            + " bytes, more than "
                            + MOST_BYTES
                            + ": store it elsewhere and return a reference");
        }
        return new StepOp.Ran(op.id(), op.info(), memo);
    }

    private StepOp waitForEvent(OpFields op) {
        String event =
                op.option("event")
                        .or(() -> op.text("name"))
                        .filter(each -> !each.isEmpty())
                        .orElseThrow(() -> op.unreadable("waits for an event without a name"));
        Optional<String> condition = op.option("if").filter(each -> !each.isEmpty());
        condition
                .flatMap(problemWith)
                .ifPresent(why -> {
                    throw new OpFields.HopelessException(
                            "InvalidExpression",
                            "step \"" + op.info().name() + "\" waits with an if that " + why);
                });
        Instant until = end(op, "wait", op.option("timeout").orElse(""));
        return new StepOp.WaitForEvent(op.id(), op.info(), event, condition, until);
    }

    private StepOp waitForSignal(OpFields op) {
        String signal =
                op.option("signal")
                        .filter(each -> !each.isEmpty())
                        .orElseThrow(() -> op.unreadable("waits for a signal without a name"));
        boolean replaces = op.option("conflict").orElse("fail").equals("replace");
        Instant until = end(op, "wait", op.option("timeout").orElse(""));
        return new StepOp.WaitForSignal(op.id(), op.info(), signal, replaces, until);
    }

    private StepOp invoke(OpFields op) {
        String timeout = op.option("timeout").orElse("");
        return new StepOp.Invoke(
                op.id(),
                op.info(),
                op.option("function_id").orElse(""),
                op.object("/opts/payload/data"),
                op.present("/opts/payload/user").map(CanonicalJson::of),
                op.at("/opts/payload/v"),
                op.objectIfPresent("/opts/payload/meta"),
                timeout.isEmpty() ? now.plus(StepDelay.LONGEST) : end(op, "wait", timeout));
    }

    private Instant end(OpFields op, String what, String text) {
        Instant end =
                StepDelay.end(text, now)
                        .orElseThrow(() -> op.unreadable("has a time that is none: " + text));
        if (end.isAfter(now.plus(StepDelay.LONGEST))) {
            throw new OpFields.HopelessException(
                    "InngestErrTimeoutTooLong",
                    "step \""
                            + op.info().name()
                            + "\" is to "
                            + what
                            + " \""
                            + text
                            + "\", which is more than 366 days");
        }
        return end;
    }
}

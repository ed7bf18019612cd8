package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an SDK says has been done while it goes on.
 *
 * @param run the run's id, as the body says it
 * @param queueItem which job it works on
 * @param generation which dispatch of the job; 0 when the SDK does not say
 * @param ops steps that have ended, and marks
 */
public record CheckpointBody(String run, String queueItem, int generation, List<StepOp> ops) {

    /** What came of reading one. */
    public sealed interface Read {

        /** It is understood. */
        record Good(CheckpointBody body) implements Read {}

        /** It is not taken; the SDK then answers with its steps instead. */
        record Refused(int status, CanonicalJson body) implements Read {}
    }

    /** Reads the body of a checkpoint. */
    public static Read read(byte[] bytes, Instant now) {
        Optional<ParsedJson> tree = JsonBody.read(bytes, JsonPaths.ALL);
        Optional<ParsedJson> steps = tree.flatMap(each -> each.at("/steps"));
        if (steps.isEmpty() || !(steps.get() instanceof ParsedJson.Items)) {
            return refused(400, "the body is no checkpoint");
        }
        return switch (StepOps.read(steps.get(), now, _ -> Optional.empty())) {
            case OpsRead.Unreadable(String why) -> refused(400, why);
            case OpsRead.Hopeless(String _, String why) -> refused(413, why);
            case OpsRead.Ops(List<StepOp> ops) -> checked(tree.get(), ops);
        };
    }

    private static Read checked(ParsedJson tree, List<StepOp> ops) {
        for (StepOp each : ops) {
            switch (each) {
                case StepOp.Ran _,
                        StepOp.Failed _,
                        StepOp.Planned _,
                        StepOp.Defer _,
                        StepOp.Undefer _ -> {}
                case StepOp.Threw _,
                        StepOp.FunctionThrew _,
                        StepOp.Request _,
                        StepOp.Complete _,
                        StepOp.Again _ -> {
                    return refused(400, "cannot checkpoint " + each.getClass().getSimpleName());
                }
            }
        }
        return new Read.Good(
                new CheckpointBody(
                        tree.text("/run_id").orElse(""),
                        tree.text("/qi_id").orElse(""),
                        generation(tree.text("/generation_id").orElse("")),
                        ops));
    }

    private static int generation(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static Read refused(int status, String why) {
        return new Read.Refused(status, refusal(status, why));
    }

    /** The body of a refusal. */
    public static CanonicalJson refusal(int status, String why) {
        return CanonicalJson.object(
                Map.of("error", CanonicalJson.of(why), "status", CanonicalJson.of(status)));
    }
}

package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import java.util.List;
import java.util.Map;

/**
 * What a run has from another one, which it repeats from a step on.
 *
 * @param stack steps that ended there before that one, in that order; they are not run again
 * @param memos what functions see of them
 * @param inputs arguments that steps are given in place of their own
 */
public record Inheritance(
        List<StepId> stack, Map<StepId, CanonicalJson> memos, Map<StepId, CanonicalJson> inputs) {

    /** Of a run that begins at its beginning. */
    public static final Inheritance NONE = new Inheritance(List.of(), Map.of(), Map.of());

    public Inheritance {
        stack = List.copyOf(stack);
        memos = Map.copyOf(memos);
        inputs = Map.copyOf(inputs);
    }

    long bytes() {
        return memos.values().stream().mapToLong(CanonicalJson::size).sum();
    }
}

package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.sdk.StepInfo;
import dev.ringback.server.functions.sdk.StepOp;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has from another one, which it repeats from a step on.
 *
 * @param stack steps that ended there before that one, in that order; they are not run again
 * @param memos what functions see of them
 * @param given the first step that is run again, where it is given other arguments than its own
 */
public record Inheritance(
        List<StepId> stack, Map<StepId, CanonicalJson> memos, Optional<Given> given) {

    /** Of a run that begins at its beginning. */
    public static final Inheritance NONE = new Inheritance(List.of(), Map.of(), Optional.empty());

    public Inheritance {
        stack = List.copyOf(stack);
        memos = Map.copyOf(memos);
    }

    /**
     * A step that is given arguments.
     *
     * @param name what its author called it
     * @param input an array
     */
    public record Given(StepId step, String name, CanonicalJson input) {

        /**
         * It is asked for by itself: the newest SDK takes a step that it meets while it runs others
         * for one that has ended, as soon as anything is said of it.
         */
        StepOp.Planned planned() {
            return new StepOp.Planned(
                    step,
                    new StepInfo(
                            name,
                            Optional.empty(),
                            Optional.of(input),
                            false,
                            Optional.empty(),
                            Optional.empty()));
        }
    }

    Map<StepId, CanonicalJson> inputs() {
        return given.map(each -> Map.of(each.step(), each.input())).orElse(Map.of());
    }

    long bytes() {
        return memos.values().stream().mapToLong(CanonicalJson::size).sum();
    }
}

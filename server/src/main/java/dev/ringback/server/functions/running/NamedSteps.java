package dev.ringback.server.functions.running;

import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.StepRecord;
import dev.ringback.server.functions.kept.StepWords;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.sdk.StepOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The steps of a run as people name them: by their ids, or by what their author called them.
 *
 * @param steps in the order in which they ended, and then those that have not
 */
record NamedSteps(List<Named> steps) {

    private static final int MOST_TOLD = 20;

    /**
     * One of them.
     *
     * @param before how many steps had ended before it
     * @param open whether it has not ended
     * @param runs whether it runs something of the app's, which takes arguments
     */
    record Named(StepId id, String name, int before, boolean open, boolean runs) {

        private boolean isCalled(String text) {
            return id.hash().equals(text) || name.equals(text) || id.equals(StepId.of(text));
        }
    }

    /** Those of a run, with what is kept of each that ended. */
    static NamedSteps of(Run run, List<StepRecord> ended) {
        Map<StepId, StepRecord> records =
                ended.stream().collect(Collectors.toMap(StepRecord::id, Function.identity()));
        List<StepId> stack = run.state().stack();
        List<Named> steps = new ArrayList<>();
        for (StepId id : stack) {
            StepRecord kept = Objects.requireNonNull(records.get(id));
            steps.add(new Named(id, kept.name(), steps.size(), false, runs(kept.op())));
        }
        for (OpenStep each : run.state().open().values()) {
            StepOp.OfStep op = each.op();
            steps.add(
                    new Named(
                            op.id(), op.info().name(), stack.size(), true, runs(StepWords.op(op))));
        }
        return new NamedSteps(List.copyOf(steps));
    }

    private static boolean runs(String op) {
        return op.equals(StepWords.RUN);
    }

    /** Those that a text may mean. An id means one alone, whatever others are called. */
    List<Named> called(String text) {
        List<Named> byId = steps.stream().filter(each -> each.id().hash().equals(text)).toList();
        return byId.isEmpty() ? steps.stream().filter(each -> each.isCalled(text)).toList() : byId;
    }

    /** Which there are, in words. */
    String told() {
        return steps.isEmpty()
                ? "the run has none"
                : steps.stream()
                        .limit(MOST_TOLD)
                        .map(Named::name)
                        .collect(
                                Collectors.joining(
                                        ", ", "it has ", steps.size() > MOST_TOLD ? " …" : ""));
    }
}

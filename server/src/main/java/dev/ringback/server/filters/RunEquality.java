package dev.ringback.server.filters;

import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.Numbers;
import dev.ringback.server.filters.values.ValueKinds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an expression demands of one part of the event that comes: that it equals something which is
 * known before. Both sides are put in words, so that what waits is found by them: a part that is
 * equal has the words that are wanted among its own.
 */
public final class RunEquality {

    /** Stands between the names of a path, and in none of them. */
    static final String BETWEEN = ".";

    private static final String MISSING = "missing";
    private static final String NULL = "null";

    private final List<String> path;
    private final Planner.Plan known;

    RunEquality(List<String> path, Planner.Plan known) {
        this.path = List.copyOf(path);
        this.known = known;
    }

    /** Which part it is, such as {@code data.id}. */
    public String path() {
        return String.join(BETWEEN, path);
    }

    /**
     * The words that the part must have.
     *
     * @param event the one that started the run
     * @return empty when no words can stand for it
     */
    public Optional<String> wanted(RunData event) {
        FilterInput input =
                FilterInput.of(
                        Map.of(
                                RunExpression.EVENT,
                                event.root(),
                                RunExpression.VARS,
                                ValueKinds.Missing.MISSING));
        var run = new EvaluationState(new EvaluationBudget(), input, known.locals());
        try {
            return words(known.root().value(run));
        } catch (EvaluationFailure | EvaluationBudget.Spent | StackOverflowError _) {
            return Optional.empty();
        }
    }

    /**
     * The words that a part has. What is not there equals null, and null equals what is not there.
     *
     * @param path which part
     * @param came the event that came
     */
    public static List<String> found(String path, RunData came) {
        Object value = came.root();
        for (String name : path.split(Pattern.quote(BETWEEN))) {
            value = LenientFunctions.select(value, name);
        }
        return switch (value) {
            case ValueKinds.Missing _ -> List.of(NULL);
            case ValueKinds.Null _ -> List.of(NULL, MISSING);
            default -> words(value).stream().toList();
        };
    }

    /** The same for values that are equal, and hardly for others; empty for what has parts. */
    private static Optional<String> words(Object value) {
        return switch (value) {
            case ValueKinds.Missing _ -> Optional.of(MISSING);
            case ValueKinds.Null _ -> Optional.of(NULL);
            case Boolean flag -> Optional.of(flag.toString());
            case String text -> Optional.of("text " + text);
            case Double broken when !Double.isFinite(broken) -> Optional.empty();
            case Object number when Numbers.isNumber(number) ->
                    Optional.of("number " + Numbers.likeAllEqual(number));
            default -> Optional.empty();
        };
    }
}

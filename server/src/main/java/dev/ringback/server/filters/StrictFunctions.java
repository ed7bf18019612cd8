package dev.ringback.server.filters;

import dev.ringback.server.filters.values.Containers;
import dev.ringback.server.filters.values.Equality;
import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.Numbers;
import dev.ringback.server.filters.values.ValueKinds;
import dev.ringback.server.filters.values.ValueKinds.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * CEL's standard functions, by the names that its parser gives them. A receiver is the first
 * argument. Those that read or make more than a little charge it.
 */
final class StrictFunctions {

    /** A function of as many arguments as the checker has let through. */
    @FunctionalInterface
    interface Function {
        Object of(Object[] args, EvaluationBudget budget);
    }

    private static final Map<String, Function> BY_NAME = all();

    private StrictFunctions() {}

    static Optional<Function> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Of two numbers that are whole by what the expression says, not by what the data says. */
    static Object divideWhole(Object[] args, EvaluationBudget budget) {
        return Numbers.Operation.DIVIDE_WHOLE.of(args[0], args[1]);
    }

    private static Map<String, Function> all() {
        Map<String, Function> all = new HashMap<>();
        operators(all);
        conversions(all);
        all.put("size", (args, budget) -> size(args[0], budget));
        all.put("contains", (args, budget) -> StringFunctions.contains(args[0], args[1], budget));
        all.put(
                "startsWith",
                (args, budget) -> StringFunctions.startsWith(args[0], args[1], budget));
        all.put("endsWith", (args, budget) -> StringFunctions.endsWith(args[0], args[1], budget));
        all.put("matches", StrictFunctions::matches);
        for (TimeFunctions.Part part : TimeFunctions.Part.values()) {
            all.put(part.function(), (args, _) -> part.of(args));
        }
        return Map.copyOf(all);
    }

    private static void operators(Map<String, Function> all) {
        all.put("_==_", (args, budget) -> Equality.equal(args[0], args[1], budget));
        all.put("_!=_", (args, budget) -> !Equality.equal(args[0], args[1], budget));
        all.put("_<_", order("<", order -> order < 0));
        all.put("_<=_", order("<=", order -> order <= 0));
        all.put("_>_", order(">", order -> order > 0));
        all.put("_>=_", order(">=", order -> order >= 0));
        all.put("_+_", (args, budget) -> add(args[0], args[1], budget));
        all.put("_-_", (args, _) -> subtract(args[0], args[1]));
        all.put("_*_", (args, _) -> Numbers.Operation.MULTIPLY.of(args[0], args[1]));
        all.put("_/_", (args, _) -> Numbers.Operation.DIVIDE.of(args[0], args[1]));
        all.put("_%_", (args, _) -> Numbers.Operation.MODULO.of(args[0], args[1]));
        all.put("-_", (args, _) -> Numbers.negate(args[0]));
        all.put("!_", (args, _) -> not(args[0]));
        all.put("_[_]", (args, budget) -> Containers.at(args[0], args[1], budget));
        all.put("@in", (args, budget) -> Containers.contains(args[1], args[0], budget));
    }

    private static void conversions(Map<String, Function> all) {
        all.put("dyn", (args, _) -> args[0]);
        all.put("type", (args, _) -> ValueKinds.typeOf(args[0]));
        all.put("int", (args, _) -> Conversions.toInt(args[0]));
        all.put("uint", (args, _) -> Conversions.toUint(args[0]));
        all.put("double", (args, _) -> Conversions.toDouble(args[0]));
        all.put("string", (args, budget) -> Conversions.toText(args[0], budget));
        all.put("bytes", (args, budget) -> Conversions.toBytes(args[0], budget));
        all.put("bool", (args, _) -> Conversions.toBool(args[0]));
        all.put("timestamp", (args, _) -> Conversions.toTimestamp(args[0]));
        all.put("duration", (args, _) -> Conversions.toDuration(args[0]));
    }

    private static Object matches(Object[] args, EvaluationBudget budget) {
        String text = StringFunctions.of("matches", args[0]);
        String pattern = StringFunctions.of("matches", args[1]);
        return StringFunctions.regex(pattern, budget).find(text, budget);
    }

    private static Object not(Object value) {
        if (value instanceof Boolean bool) {
            return !bool;
        }
        throw ValueKinds.unfit("!", value);
    }

    private static Object size(Object value, EvaluationBudget budget) {
        return switch (value) {
            case String text -> StringFunctions.size(text, budget);
            case Bytes(String latin) -> (long) latin.length();
            case List<?> list -> (long) list.size();
            case Map<?, ?> map -> (long) map.size();
            default -> throw ValueKinds.unfit("size", value);
        };
    }

    private static Object add(Object a, Object b, EvaluationBudget budget) {
        if (a instanceof String text && b instanceof String other) {
            return StringFunctions.concat(text, other, budget);
        }
        if (a instanceof List<?> list && b instanceof List<?> other) {
            return Containers.concat(list, other, budget);
        }
        if (a instanceof Bytes(String latin) && b instanceof Bytes(String other)) {
            return new Bytes(StringFunctions.concat(latin, other, budget));
        }
        if (a instanceof Instant time && b instanceof Duration duration) {
            return TimeFunctions.plus(time, duration);
        }
        if (a instanceof Duration duration) {
            return switch (b) {
                case Instant time -> TimeFunctions.plus(time, duration);
                case Duration other -> TimeFunctions.plus(duration, other);
                default -> throw ValueKinds.unfit("+", a, b);
            };
        }
        return Numbers.Operation.ADD.of(a, b);
    }

    private static Object subtract(Object a, Object b) {
        if (b instanceof Duration duration) {
            return switch (a) {
                case Instant time -> TimeFunctions.plus(time, TimeFunctions.negated(duration));
                case Duration other -> TimeFunctions.plus(other, TimeFunctions.negated(duration));
                default -> throw ValueKinds.unfit("-", a, b);
            };
        }
        if (a instanceof Instant time && b instanceof Instant other) {
            return Duration.between(other, time);
        }
        return Numbers.Operation.SUBTRACT.of(a, b);
    }

    private static Function order(String sign, IntPredicate wanted) {
        return (args, budget) -> {
            OptionalInt order = compare(sign, args[0], args[1], budget);
            return order.isPresent() && wanted.test(order.getAsInt());
        };
    }

    private static OptionalInt compare(String sign, Object a, Object b, EvaluationBudget budget) {
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return Numbers.compare(a, b);
        }
        if (a instanceof String text && b instanceof String other) {
            return OptionalInt.of(StringFunctions.compare(text, other, budget));
        }
        if (a instanceof Bytes(String latin) && b instanceof Bytes(String other)) {
            return OptionalInt.of(StringFunctions.compare(latin, other, budget));
        }
        if (a instanceof Instant time && b instanceof Instant other) {
            return OptionalInt.of(time.compareTo(other));
        }
        if (a instanceof Duration duration && b instanceof Duration other) {
            return OptionalInt.of(duration.compareTo(other));
        }
        if (a instanceof Boolean bool && b instanceof Boolean other) {
            return OptionalInt.of(bool.compareTo(other));
        }
        throw ValueKinds.unfit(sign, a, b);
    }
}

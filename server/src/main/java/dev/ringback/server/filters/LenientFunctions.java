package dev.ringback.server.filters;

import dev.ringback.server.filters.StrictFunctions.Function;
import dev.ringback.server.filters.values.Containers;
import dev.ringback.server.filters.values.Equality;
import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.FilterData;
import dev.ringback.server.filters.values.Numbers;
import dev.ringback.server.filters.values.ValueKinds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Functions as SDKs of functions know them. What is not there is a value that is less than all
 * others and equal to null alone; a function that does not take what it is given says false; and
 * {@code ||}, {@code &&} and {@code ?:} go by what is truthy, as in JavaScript.
 */
final class LenientFunctions {

    /** The name of the function that is the time. */
    static final String NOW = "now";

    private static final Map<String, Function> OWN = own();

    private LenientFunctions() {}

    static Function find(String name) {
        Function own = OWN.get(name);
        if (own != null) {
            return own;
        }
        Function plain =
                StrictFunctions.find(name)
                        .orElseThrow(() -> new IllegalStateException("no function: " + name));
        return (args, budget) ->
                Arrays.asList(args).contains(ValueKinds.Missing.MISSING)
                        ? false
                        : tried(plain, args, budget);
    }

    private static Map<String, Function> own() {
        Map<String, Function> own = new HashMap<>();
        own.put("_==_", LenientFunctions::equal);
        own.put("_!=_", (args, budget) -> !equal(args, budget));
        own.put("_<_", order("_<_", true));
        own.put("_<=_", order("_<=_", true));
        own.put("_>_", order("_>_", false));
        own.put("_>=_", order("_>=_", false));
        own.put("_+_", LenientFunctions::add);
        own.put("!_", (args, budget) -> isMissing(args[0]) ? args[0] : tried("!_", args, budget));
        own.put("size", (args, budget) -> isMissing(args[0]) ? 0L : tried("size", args, budget));
        own.put("_[_]", LenientFunctions::at);
        own.put("_||_", (args, _) -> isTruthy(args[0]) ? args[0] : either(args[1], args[0]));
        own.put(
                "_&&_",
                (args, _) -> isTruthy(args[0]) ? either(args[1], false) : either(args[0], false));
        own.put("_?_:_", (args, _) -> isTruthy(args[0]) ? args[1] : args[2]);
        own.put("lowercase", text(text -> text.toLowerCase(Locale.ROOT)));
        own.put("uppercase", text(text -> text.toUpperCase(Locale.ROOT)));
        own.put("b64decode", text(LenientFunctions::decoded));
        own.put("json_parse", text(LenientFunctions::parsed));
        own.put("date", (args, _) -> date(args[0]));
        own.put("now_plus", (args, _) -> shifted(args, 1));
        own.put("now_minus", (args, _) -> shifted(args, -1));
        return Map.copyOf(own);
    }

    static Object select(Object of, String field) {
        Object found = of instanceof Map<?, ?> map ? map.get(field) : null;
        return found == null ? ValueKinds.Missing.MISSING : found;
    }

    /** What a loop goes through: nothing, where there is nothing to go through. */
    static Object range(Object value) {
        return value instanceof List<?> || value instanceof Map<?, ?> ? value : List.of();
    }

    static boolean isTruthy(Object value) {
        return switch (value) {
            case ValueKinds.Missing _, ValueKinds.Null _ -> false;
            case Boolean bool -> bool;
            case String text -> !text.isEmpty();
            case Object number when Numbers.isNumber(number) -> Numbers.toDouble(number) != 0;
            default -> true;
        };
    }

    /** A value as part of a text, or as a key. */
    static String text(Object value) {
        return switch (value) {
            case ValueKinds.Missing _ -> "";
            case ValueKinds.Null _ -> "null";
            case Double broken -> Numbers.settled(broken).toString();
            case ValueKinds.Uint(var unsigned) -> unsigned.toString();
            case List<?> list ->
                    list.stream()
                            .map(LenientFunctions::text)
                            .collect(Collectors.joining(" ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(each -> text(each.getKey()) + ":" + text(each.getValue()))
                            .sorted()
                            .collect(Collectors.joining(" ", "map[", "]"));
            default -> value.toString();
        };
    }

    private static boolean isMissing(Object value) {
        return value == ValueKinds.Missing.MISSING;
    }

    private static Object either(Object value, Object otherwise) {
        return !isMissing(value) ? value : isMissing(otherwise) ? false : otherwise;
    }

    private static boolean equal(Object[] args, EvaluationBudget budget) {
        if (isMissing(args[0]) || isMissing(args[1])) {
            return args[0] == ValueKinds.Null.NULL || args[1] == ValueKinds.Null.NULL;
        }
        return Equality.equal(args[0], args[1], budget);
    }

    private static Function order(String name, boolean less) {
        return (args, budget) ->
                isMissing(args[0])
                        ? less
                        : isMissing(args[1])
                                ? !less
                                : tried(
                                        name,
                                        new Object[] {
                                            zero(args[0], args[1]), zero(args[1], args[0])
                                        },
                                        budget);
    }

    /** Null is the nothing of the other's kind where order is asked for. */
    private static Object zero(Object value, Object other) {
        return value != ValueKinds.Null.NULL ? value : other instanceof String ? "" : (Object) 0L;
    }

    private static Object add(Object[] args, EvaluationBudget budget) {
        if (isMissing(args[0]) || isMissing(args[1])) {
            return isMissing(args[0]) ? args[1] : args[0];
        }
        try {
            return plain("_+_").of(args, budget);
        } catch (EvaluationFailure _) {
            return StringFunctions.concat(text(args[0]), text(args[1]), budget);
        }
    }

    private static Object at(Object[] args, EvaluationBudget budget) {
        try {
            return isMissing(args[0]) || isMissing(args[1])
                    ? ValueKinds.Missing.MISSING
                    : Containers.at(args[0], args[1], budget);
        } catch (EvaluationFailure _) {
            return ValueKinds.Missing.MISSING;
        }
    }

    private static Function plain(String name) {
        return StrictFunctions.find(name).orElseThrow();
    }

    private static Object tried(String name, Object[] args, EvaluationBudget budget) {
        return tried(plain(name), args, budget);
    }

    private static Object tried(Function function, Object[] args, EvaluationBudget budget) {
        try {
            return function.of(args, budget);
        } catch (EvaluationFailure _) {
            return false;
        }
    }

    private static Function text(java.util.function.Function<String, Object> made) {
        return (args, budget) -> {
            if (!(args[0] instanceof String text)) {
                return false;
            }
            budget.make(text.length());
            return made.apply(text);
        };
    }

    private static Object decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Object parsed(String text) {
        return FilterData.read(text.getBytes(StandardCharsets.UTF_8))
                .root()
                .orElse(ValueKinds.Missing.MISSING);
    }

    private static Object date(Object value) {
        Object text =
                value instanceof String day && day.length() == 10 ? day + "T00:00:00Z" : value;
        return tried("timestamp", new Object[] {text}, new EvaluationBudget());
    }

    private static Object shifted(Object[] args, int sign) {
        Object by = tried("duration", new Object[] {args[1]}, new EvaluationBudget());
        return args[0] instanceof Instant now && by instanceof Duration duration
                ? now.plus(duration.multipliedBy(sign))
                : false;
    }
}

package dev.ringback.server.filters.values;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CEL's operations on lists and maps. Keys that are numbers are the same whatever kind of number
 * they are.
 */
public final class Containers {

    /** Bytes of a place in a list, and of an entry of a map. */
    private static final int PLACE = 8;

    private static final int ENTRY = 64;

    private Containers() {}

    public static Object at(Object container, Object index, EvaluationBudget budget) {
        return switch (container) {
            case List<?> list -> at(list, Numbers.isNumber(index) ? Numbers.settled(index) : index);
            case Map<?, ?> map -> {
                Object found = map.get(key(index, budget));
                if (found == null) {
                    throw new EvaluationFailure("there is no such key");
                }
                yield found;
            }
            default -> throw ValueKinds.unfit("[]", container, index);
        };
    }

    private static Object at(List<?> list, Object index) {
        if (!(index instanceof Long at)) {
            throw new EvaluationFailure(
                    "a list has no place "
                            + (index instanceof Double broken ? broken : ValueKinds.words(index)));
        }
        if (at < 0 || at >= list.size()) {
            throw new EvaluationFailure(
                    "the list has " + list.size() + " values, and no place " + at);
        }
        return list.get(Math.toIntExact(at));
    }

    public static Object key(Object key, EvaluationBudget budget) {
        return switch (key) {
            case String text -> {
                budget.read(text.length());
                yield text;
            }
            case Boolean bool -> bool;
            case Object number when Numbers.isNumber(number) -> Numbers.settled(number);
            default -> throw new EvaluationFailure("a key cannot be " + ValueKinds.words(key));
        };
    }

    public static boolean contains(Object container, Object value, EvaluationBudget budget) {
        return switch (container) {
            case List<?> list -> {
                for (Object each : list) {
                    if (Equality.equal(each, value, budget)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Map<?, ?> map -> map.containsKey(key(value, budget));
            default -> throw ValueKinds.unfit("in", value, container);
        };
    }

    public static List<Object> concat(List<?> a, List<?> b, EvaluationBudget budget) {
        budget.make((long) PLACE * (a.size() + b.size()));
        List<Object> both = new ArrayList<>(a.size() + b.size());
        both.addAll(a);
        both.addAll(b);
        return both;
    }

    public static List<Object> list(int size, EvaluationBudget budget) {
        budget.make((long) PLACE * size);
        return new ArrayList<>(size);
    }

    public static void append(List<Object> list, Object value, EvaluationBudget budget) {
        budget.make(PLACE);
        list.add(value);
    }

    public static Map<Object, Object> map(int size, EvaluationBudget budget) {
        budget.make((long) ENTRY * size);
        return new LinkedHashMap<>();
    }
}

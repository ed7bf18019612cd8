package dev.ringback.server.filters.values;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** CEL's equality of two values. Each value that is looked at is a step. */
public final class Equality {

    private Equality() {}

    public static boolean equal(Object a, Object b, EvaluationBudget budget) {
        budget.step();
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return Numbers.compare(a, b).equals(OptionalInt.of(0));
        }
        return switch (a) {
            case String text -> b instanceof String other && equal(text, other, budget);
            case ValueKinds.Bytes(String bytes) ->
                    b instanceof ValueKinds.Bytes(String other) && equal(bytes, other, budget);
            case List<?> list -> b instanceof List<?> other && equal(list, other, budget);
            case Map<?, ?> map -> b instanceof Map<?, ?> other && equal(map, other, budget);
            default -> a.equals(b);
        };
    }

    private static boolean equal(String a, String b, EvaluationBudget budget) {
        if (a.length() != b.length()) {
            return false;
        }
        budget.read(a.length());
        return a.equals(b);
    }

    private static boolean equal(List<?> a, List<?> b, EvaluationBudget budget) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> others = b.iterator();
        for (Object each : a) {
            if (!equal(each, others.next(), budget)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(Map<?, ?> a, Map<?, ?> b, EvaluationBudget budget) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : a.entrySet()) {
            Object other = b.get(entry.getKey());
            if (other == null || !equal(entry.getValue(), other, budget)) {
                return false;
            }
        }
        return true;
    }
}

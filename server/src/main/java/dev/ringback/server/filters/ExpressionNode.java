package dev.ringback.server.filters;

import dev.ringback.server.filters.values.Containers;
import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.ValueKinds;
import dev.ringback.server.regexes.Regex;
import java.util.List;
import java.util.Map;

/**
 * A node of an expression's tree, ready to be evaluated. Each evaluation of each part is a step.
 *
 * <p>As in CEL, {@code &&} and {@code ||} do without the side that fails when the other decides.
 */
sealed interface ExpressionNode {

    /**
     * The value.
     *
     * @throws Failure when it has none
     * @throws Budget.Spent when it would cost too much
     */
    Object value(EvaluationState run);

    private static boolean bool(ExpressionNode node, EvaluationState run, int offset, String sign) {
        Object value = node.value(run);
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw new EvaluationFailure.At(offset, ValueKinds.unfit(sign, value).words());
    }

    /** A value that is written down. */
    record Literal(Object value) implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            run.budget().step();
            return value;
        }
    }

    /** What the event has. */
    record Variable(String name, int offset) implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            run.at(offset);
            return run.variable(name);
        }
    }

    /** A value that a loop goes through, or gathers. */
    record Local(int slot) implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            run.budget().step();
            return run.local(slot);
        }
    }

    /** A member of an object. */
    record Select(ExpressionNode of, String field, int offset) implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            Object container = of.value(run);
            run.at(offset);
            if (!(container instanceof Map<?, ?> map)) {
                String words = ValueKinds.words(container) + " has no '" + field + "'";
                throw new EvaluationFailure.At(offset, words);
            }
            Object found = map.get(field);
            if (found == null) {
                throw new EvaluationFailure.At(offset, "there is no '" + field + "'");
            }
            return found;
        }
    }

    /** Whether an object has a member. */
    record Has(ExpressionNode of, String field, int offset) implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            Object container = of.value(run);
            run.at(offset);
            if (!(container instanceof Map<?, ?> map)) {
                throw new EvaluationFailure.At(offset, ValueKinds.unfit("has", container).words());
            }
            return map.containsKey(field);
        }
    }

    /**
     * {@code &&} and {@code ||}.
     *
     * @param decides what a side says that makes the other not matter
     */
    record Junction(ExpressionNode left, ExpressionNode right, boolean decides, int offset)
            implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            run.at(offset);
            String sign = decides ? "||" : "&&";
            EvaluationFailure trouble;
            try {
                if (bool(left, run, offset, sign) == decides) {
                    return decides;
                }
                trouble = null;
            } catch (EvaluationFailure failure) {
                trouble = failure;
            }
            if (bool(right, run, offset, sign) == decides) {
                return decides;
            }
            if (trouble != null) {
                throw trouble;
            }
            return !decides;
        }
    }

    /** {@code condition ? then : otherwise}. */
    record Choice(
            ExpressionNode condition, ExpressionNode then, ExpressionNode otherwise, int offset)
            implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            run.at(offset);
            return (bool(condition, run, offset, "?:") ? then : otherwise).value(run);
        }
    }

    /** A list that is written down. */
    record ListOf(List<ExpressionNode> items) implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            run.budget().step();
            List<Object> list = Containers.list(items.size(), run.budget());
            for (ExpressionNode item : items) {
                list.add(item.value(run));
            }
            return list;
        }
    }

    /** A map that is written down. */
    record MapOf(List<Entry> entries, int offset) implements ExpressionNode {

        record Entry(ExpressionNode key, ExpressionNode value) {}

        @Override
        public Object value(EvaluationState run) {
            run.at(offset);
            Map<Object, Object> map = Containers.map(entries.size(), run.budget());
            for (Entry entry : entries) {
                Object key = Containers.key(entry.key.value(run), run.budget());
                if (map.put(key, entry.value.value(run)) != null) {
                    throw new EvaluationFailure.At(offset, "the map has a key twice");
                }
            }
            return map;
        }
    }

    /**
     * A loop, as CEL's macros are made of: over each item a step makes the next result of the one
     * before, for as long as the condition is true of it.
     *
     * @param item where the item is kept
     * @param result where the result is kept
     */
    record Fold(
            ExpressionNode range,
            int item,
            int result,
            ExpressionNode start,
            ExpressionNode condition,
            ExpressionNode step,
            ExpressionNode end,
            int offset)
            implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            Iterable<?> items =
                    switch (range.value(run)) {
                        case List<?> list -> list;
                        case Map<?, ?> map -> map.keySet();
                        case Object other -> {
                            String words = ValueKinds.unfit("a loop", other).words();
                            throw new EvaluationFailure.At(offset, words);
                        }
                    };
            run.keep(result, start.value(run));
            for (Object each : items) {
                run.at(offset);
                run.keep(item, each);
                if (!bool(condition, run, offset, "a loop")) {
                    break;
                }
                run.keep(result, stepped(run));
            }
            return end.value(run);
        }

        private Object stepped(EvaluationState run) {
            try {
                return step.value(run);
            } catch (EvaluationFailure failure) {
                // A later item may decide all the same.
                return failure;
            }
        }
    }

    /** The result of a loop with one more value: its own list, which nobody else has seen yet. */
    record Append(int result, ExpressionNode value) implements ExpressionNode {

        @Override
        @SuppressWarnings("unchecked")
        public Object value(EvaluationState run) {
            run.budget().step();
            Object list = run.local(result);
            Containers.append((List<Object>) list, value.value(run), run.budget());
            return list;
        }
    }

    /** Whether a loop's result leaves its end open: it is no value yet, or not false. */
    record NotFalse(ExpressionNode of) implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            run.budget().step();
            try {
                return !Boolean.FALSE.equals(of.value(run));
            } catch (EvaluationFailure _) {
                return true;
            }
        }
    }

    /** A call of a function. */
    record Call(StrictFunctions.Function function, List<ExpressionNode> args, int offset)
            implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            Object[] values = new Object[args.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = args.get(i).value(run);
            }
            run.at(offset);
            try {
                return function.of(values, run.budget());
            } catch (EvaluationFailure.At known) {
                throw known;
            } catch (EvaluationFailure failure) {
                throw new EvaluationFailure.At(offset, failure.words());
            }
        }
    }

    /** {@code matches} with a pattern that is written down. */
    record Matches(ExpressionNode text, Regex pattern, int offset) implements ExpressionNode {

        @Override
        public Object value(EvaluationState run) {
            Object value = text.value(run);
            run.at(offset);
            if (value instanceof String string) {
                return pattern.find(string, run.budget());
            }
            throw new EvaluationFailure.At(offset, ValueKinds.unfit("matches", value).words());
        }
    }
}

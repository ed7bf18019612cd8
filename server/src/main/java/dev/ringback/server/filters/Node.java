package dev.ringback.server.filters;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;

/**
 * A part of an expression, ready to be evaluated. Each evaluation of each part is a step.
 *
 * <p>As in CEL, {@code &&} and {@code ||} do without the side that fails when the other decides.
 */
sealed interface Node {

    /**
     * The value.
     *
     * @throws Failure when it has none
     * @throws Budget.Spent when it would cost too much
     */
    Object value(Run run);

    private static boolean bool(Node node, Run run, int offset, String sign) {
        Object value = node.value(run);
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw new Failure.At(offset, Kinds.unfit(sign, value).words());
    }

    /** A value that is written down. */
    record Literal(Object value) implements Node {

        @Override
        public Object value(Run run) {
            run.budget().step();
            return value;
        }
    }

    /** What the event has. */
    record Variable(String name, int offset) implements Node {

        @Override
        public Object value(Run run) {
            run.at(offset);
            return run.variable(name);
        }
    }

    /** A value that a loop goes through, or gathers. */
    record Local(int slot) implements Node {

        @Override
        public Object value(Run run) {
            run.budget().step();
            return run.local(slot);
        }
    }

    /** A member of an object. */
    record Select(Node of, String field, int offset) implements Node {

        @Override
        public Object value(Run run) {
            Object container = of.value(run);
            run.at(offset);
            if (!(container instanceof Map<?, ?> map)) {
                String words = Kinds.words(container) + " has no '" + field + "'";
                throw new Failure.At(offset, words);
            }
            Object found = map.get(field);
            if (found == null) {
                throw new Failure.At(offset, "there is no '" + field + "'");
            }
            return found;
        }
    }

    /** Whether an object has a member. */
    record Has(Node of, String field, int offset) implements Node {

        @Override
        public Object value(Run run) {
            Object container = of.value(run);
            run.at(offset);
            if (!(container instanceof Map<?, ?> map)) {
                throw new Failure.At(offset, Kinds.unfit("has", container).words());
            }
            return map.containsKey(field);
        }
    }

    /**
     * {@code &&} and {@code ||}.
     *
     * @param decides what a side says that makes the other not matter
     */
    record Junction(Node left, Node right, boolean decides, int offset) implements Node {

        @Override
        public Object value(Run run) {
            run.at(offset);
            String sign = decides ? "||" : "&&";
            Failure trouble;
            try {
                if (bool(left, run, offset, sign) == decides) {
                    return decides;
                }
                trouble = null;
            } catch (Failure failure) {
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
    record Choice(Node condition, Node then, Node otherwise, int offset) implements Node {

        @Override
        public Object value(Run run) {
            run.at(offset);
            return (bool(condition, run, offset, "?:") ? then : otherwise).value(run);
        }
    }

    /** A list that is written down. */
    record ListOf(List<Node> items) implements Node {

        @Override
        public Object value(Run run) {
            run.budget().step();
            List<Object> list = Containers.list(items.size(), run.budget());
            for (Node item : items) {
                list.add(item.value(run));
            }
            return list;
        }
    }

    /** A map that is written down. */
    record MapOf(List<Entry> entries, int offset) implements Node {

        record Entry(Node key, Node value) {}

        @Override
        public Object value(Run run) {
            run.at(offset);
            Map<Object, Object> map = Containers.map(entries.size(), run.budget());
            for (Entry entry : entries) {
                Object key = Containers.key(entry.key.value(run), run.budget());
                if (map.put(key, entry.value.value(run)) != null) {
                    throw new Failure.At(offset, "the map has a key twice");
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
            Node range,
            int item,
            int result,
            Node start,
            Node condition,
            Node step,
            Node end,
            int offset)
            implements Node {

        @Override
        public Object value(Run run) {
            Iterable<?> items =
                    switch (range.value(run)) {
                        case List<?> list -> list;
                        case Map<?, ?> map -> map.keySet();
                        case Object other -> {
                            String words = Kinds.unfit("a loop", other).words();
                            throw new Failure.At(offset, words);
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

        private Object stepped(Run run) {
            try {
                return step.value(run);
            } catch (Failure failure) {
                // A later item may decide all the same.
                return failure;
            }
        }
    }

    /** The result of a loop with one more value: its own list, which nobody else has seen yet. */
    record Append(int result, Node value) implements Node {

        @Override
        @SuppressWarnings("unchecked")
        public Object value(Run run) {
            run.budget().step();
            Object list = run.local(result);
            Containers.append((List<Object>) list, value.value(run), run.budget());
            return list;
        }
    }

    /** Whether a loop's result leaves its end open: it is no value yet, or not false. */
    record NotFalse(Node of) implements Node {

        @Override
        public Object value(Run run) {
            run.budget().step();
            try {
                return !Boolean.FALSE.equals(of.value(run));
            } catch (Failure _) {
                return true;
            }
        }
    }

    /** A call of a function. */
    record Call(Functions.Function function, List<Node> args, int offset) implements Node {

        @Override
        public Object value(Run run) {
            Object[] values = new Object[args.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = args.get(i).value(run);
            }
            run.at(offset);
            try {
                return function.of(values, run.budget());
            } catch (Failure.At known) {
                throw known;
            } catch (Failure failure) {
                throw new Failure.At(offset, failure.words());
            }
        }
    }

    /** {@code matches} with a pattern that is written down. */
    record Matches(Node text, Pattern pattern, int offset) implements Node {

        @Override
        public Object value(Run run) {
            Object value = text.value(run);
            run.at(offset);
            if (value instanceof String string) {
                return Regexes.find(pattern, string, run.budget());
            }
            throw new Failure.At(offset, Kinds.unfit("matches", value).words());
        }
    }
}

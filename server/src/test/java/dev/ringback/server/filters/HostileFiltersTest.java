package dev.ringback.server.filters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.filters.values.EvaluationBudget;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions that would take minutes or gigabytes if anybody let them. */
class HostileFiltersTest {

    private static final String NUMBERS =
            IntStream.range(0, 990).mapToObj(Integer::toString).collect(Collectors.joining(","));

    /** Just under a mebibyte: many values, and a long string. */
    private static final String PAYLOAD =
            "{\"a\":["
                    + NUMBERS
                    + "],\"b\":[0"
                    + ",0".repeat(90_000)
                    + "],\"s\":\""
                    + "a".repeat(700_000)
                    + "\",\"p\":\""
                    + "(a?){99}".repeat(9)
                    + "\",\"o\":{"
                    + NUMBERS.replaceAll("(\\d+)", "\"k$1\":$1")
                    + "}}";

    private static final FilterInput INPUT =
            FilterInput.of(Samples.event(1, "a.b", "", Event.JSON, Payload.of(PAYLOAD)));

    static List<String> endless() {
        String ten = "[1,2,3,4,5,6,7,8,9,10]";
        return Stream.of(
                        // Strings and lists that double.
                        "[data.s]" + ".map(x,x+x)".repeat(10) + "[0] == ''",
                        "[type]" + ".map(x,x+x)".repeat(25) + "[0] == ''",
                        "[data.b]" + ".map(x,x+x)".repeat(12) + "[0].size() == 1",
                        "[[0]]" + ".map(x,x+x)".repeat(25) + "[0].size() == 1",
                        "[bytes(data.s)]" + ".map(x,x+x)".repeat(10) + "[0] == b''",
                        "data.s + data.s + data.s + data.s + data.s + data.s + data.s == ''",
                        // Loops within loops.
                        "data.a.all(x, data.a.all(y, x + y >= 0))",
                        "data.b.exists(x, x in data.b && x == 5)",
                        ten
                                + ".all(a,"
                                + ten
                                + ".all(b,"
                                + ten
                                + ".all(c,"
                                + ten
                                + ".all(d,"
                                + ten
                                + ".all(e, true)))))",
                        "data.b.map(x, [x,x,x,x]).map(x, [x,x,x,x]).size() == 1",
                        "data.a.map(x, data.a).map(l, l.map(x, [x])).size() == 1",
                        "data.o.all(k, data.o.all(l, data.o[k] + data.o[l] >= 0))",
                        "data.a.all(x, {'a': x}.all(k, data.a.exists(y, y == -1) || true))",
                        // Everything looked at again and again.
                        "data == data && data.b == data.b",
                        "data.a.all(x, data.b == data.b)",
                        "{'a': data, 'b': data} == {'a': data, 'b': data}",
                        "data.a.all(x, " + "data.b[0] == 0 && ".repeat(90) + "true)",
                        "data.a.all(x, !(-1 in data.b))",
                        "data.a.all(x, data.s == data.s)",
                        "data.a.all(x, data.s <= data.s)",
                        "data.a.all(x, size(data.s) > 0)",
                        "data.a.all(x, data.s.startsWith(data.s))",
                        "data.a.all(x, !(data.s in {'a': 1}))",
                        "data.a.all(x, !data.s.contains('aaaaaaaaaaaaaaaaaaaab'))",
                        "data.a.all(x, !data.s.contains('ab'))",
                        "data.a.all(x, !data.s.contains(data.s + 'b'))",
                        "data.a.all(x, string(bytes(data.s)) != '')",
                        // Regular expressions.
                        "data.s.matches('([a-z]+[0-9]*)+x$')",
                        ten + ".all(x, !data.s.matches('(a?){100}b'))",
                        "data.s.matches('.*.*.*.*.*.*.*.*b')",
                        "data.a.all(x, !'a'.matches('(b{9}){99}' + string(x)))")
                .toList();
    }

    @ParameterizedTest
    @MethodSource("endless")
    void whatCostsTooMuchRunsOutWherever(String expression) {
        var budget = new EvaluationBudget();

        assertThat(ready(expression).evaluate(INPUT, budget)).isInstanceOf(Verdict.RanOut.class);
    }

    @Test
    void whatRunsOutIsToldWithItsPlace() {
        assertThat(ready("type == 'x' || data.b == data.b").evaluate(INPUT, new EvaluationBudget()))
                .isEqualTo(
                        new Verdict.RanOut(
                                new FilterFault(
                                        new Position(1, 23), "needs more than 50000 steps")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.s.matches(data.p)",
                "double(data.s) > 1.0",
                "timestamp(data.s) > timestamp",
                "duration(data.s) > duration('1s')",
                "timestamp.getHours(data.s) == 1",
                "data.a.all(x, 'a'.matches('((a{' + string(x + 990) + '}){1000})'))"
            })
    void whatIsTooLargeIsNotEvenTried(String expression) {
        var budget = new EvaluationBudget();

        assertThat(ready(expression).evaluate(INPUT, budget)).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void nothingElseMattersOnceTheBudgetIsSpent() {
        String spent = "data.b == data.b";
        for (String expression :
                List.of(
                        spent + " || true",
                        "true && !(" + spent + ")",
                        "[1].exists(x, " + spent + ") || true")) {
            assertThat(ready(expression).evaluate(INPUT, new EvaluationBudget()))
                    .as(expression)
                    .isInstanceOf(Verdict.RanOut.class);
        }
    }

    static List<String> monstrous() {
        return List.of(
                "(".repeat(900) + "true" + ")".repeat(900),
                "[".repeat(990),
                "{".repeat(1_990),
                "?:".repeat(900),
                "1" + "+1".repeat(990) + " == 1",
                "data" + ".a".repeat(990) + " == 1",
                "data" + "[0]".repeat(600) + " == 1",
                "data.a" + " == data.a".repeat(180),
                "[1].all(a,".repeat(60) + "true" + ")".repeat(60),
                // The checker's types would double with each.
                "[1]" + ".map(x,{x:x})".repeat(28) + ".size() == 1");
    }

    @ParameterizedTest
    @MethodSource("monstrous")
    void whatIsTooLargeToReadIsRefused(String expression) {
        assertThat(Filter.problemWith(expression)).isPresent();
    }

    private static Filter ready(String expression) {
        return switch (Filter.compile(expression)) {
            case Filter.Compiled.Ready(Filter filter) -> filter;
            case Filter.Compiled.Wrong(FilterFault fault) ->
                    throw new AssertionError(fault.toString());
        };
    }
}

package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.filters.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Expressions with which functions were registered at another server, and what became of them. */
final class RunExpressionTest {

    private static final Instant NOW = Instant.parse("2026-11-30T09:00:00Z");
    private static final byte[] EVENT =
            ("{\"name\":\"ce/x\",\"id\":\"own\",\"ts\":1795971385798,\"user\":{\"id\":\"u1\"},\"data\":{"
                            + "\"n\":5,\"s\":\"abc\",\"nul\":null,\"f\":1.5,\"arr\":[1,2],\"o\":{\"k\":1},"
                            + "\"date\":\"2026-01-01T00:00:00Z\",\"b\":true,\"e\":\"\",\"z\":0,\"s5\":\"5\","
                            + "\"big\":12345678901234567890}}")
                    .getBytes(StandardCharsets.UTF_8);

    /** There, numbers of events are none that arithmetic takes; and texts of JSON are not read. */
    private static final Set<String> BETTER_HERE =
            Set.of(
                    "event.data.n % 2 == 1",
                    "event.data.n / 2 == 2.5", "json_parse(\"{\\\"a\\\":1}\").a == 1");

    /** Here a number that is whole is an int, however it is written. */
    private static final String OF_ANOTHER_TYPE = "type(event.data.n) == double";

    static Stream<String> recorded() {
        return Recorded.lines("expressions.txt").stream().filter(line -> !line.isBlank());
    }

    private static Verdict of(String expression) {
        return RunExpression.of(expression).of(EVENT, NOW);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void anExpressionIsTrueWhereItWasSeenToBe(String line) {
        String[] parts = line.split(" ", 2);
        if (parts[0].equals("refused")) {
            assertThat(RunExpression.problemWith(parts[1])).isPresent();
            return;
        }
        boolean expected = parts[0].equals("true") || BETTER_HERE.contains(parts[1]);
        boolean differs = parts[1].equals(OF_ANOTHER_TYPE);
        assertThat(of(parts[1]) instanceof Verdict.Matches).isEqualTo(expected && !differs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    event.data.id == async.data.id       | {"data":{"id":7}}  | {"data":{"id":7}}   | true
                    event.data.id == async.data.id       | {"data":{"id":7}}  | {"data":{"id":8}}   | false
                    event.data.id == async.data.id       | {"data":{}}        | {"data":{}}         | false
                    async.data.n > event.data.n          | {"data":{"n":1}}   | {"data":{"n":2}}    | true
                    async.data.ok                        | {"data":{}}        | {"data":{"ok":true}} | true
                    """)
    void aWaitComparesTheEventThatCameWithTheOneThatStartedTheRun(
            String expression, String event, String came, boolean matches) {
        Verdict verdict =
                RunExpression.of(expression)
                        .of(
                                event.getBytes(StandardCharsets.UTF_8),
                                came.getBytes(StandardCharsets.UTF_8),
                                NOW);
        assertThat(verdict instanceof Verdict.Matches).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    event.data.s; abc
                    event.data.n; 5
                    event.data.f; 1.5
                    event.data.miss; false
                    event.data.miss || event.data.s; abc
                    event.data.e || event.data.s; abc
                    event.data.s || event.data.n; abc
                    event.data.miss || event.data.miss2; false
                    event.data.s && event.data.n; 5
                    event.data.z && event.data.s; 0
                    "a-" + event.data.miss; a-
                    event.data.s + "-" + event.data.n; abc-5
                    event.data.arr; [1 2]
                    event.data.o; map[k:1]
                    event.data.b ? event.data.s : "x"; abc
                    """)
    void aKeyIsWhatTheExpressionComesToAsAText(String expression, String key) {
        assertThat(RunExpression.of(expression).key(EVENT, NOW)).isEqualTo(key);
    }

    @Test
    void whatIsNoExpressionSaysWhere() {
        assertThat(RunExpression.problemWith("event.data.")).isPresent();
        assertThat(RunExpression.problemWith("steps.a == 1"))
                .hasValueSatisfying(why -> assertThat(why).contains("steps"));
        assertThat(RunExpression.problemWith("event.data.x == 1")).isEmpty();
        assertThatThrownBy(() -> RunExpression.of("((("))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatCostsTooMuchIsNotTrue() {
        String loops =
                "event.data.arr.exists(a, [1,2,3,4,5,6,7,8,9,10].all(b,"
                        + " [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d,"
                        + " [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f, true))))))";
        assertThat(of(loops)).isInstanceOf(Verdict.RanOut.class);
    }

    @Test
    void aTimeIsThatOfTheQuestion() {
        RunExpression soon = RunExpression.of("date(event.data.at) < now_plus(\"24h\")");
        byte[] event =
                "{\"data\":{\"at\":\"2026-12-01T00:00:00Z\"}}".getBytes(StandardCharsets.UTF_8);
        assertThat(soon.of(event, NOW)).isInstanceOf(Verdict.Matches.class);
        assertThat(soon.of(event, NOW.minusSeconds(86_400))).isInstanceOf(Verdict.Differs.class);
    }
}

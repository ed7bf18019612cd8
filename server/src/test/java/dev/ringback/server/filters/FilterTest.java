package dev.ringback.server.filters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.FilterData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

    private static final String DATA =
            """
            {"state":"Success","count":3,"ratio":0.5,"huge":123456789012345678901,"none":null,
             "ok":true,"tags":["a","b",null],"usage":{"total":70}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    type == 'generation.completed'                    ; true
                    type.startsWith('generation.')                    ; true
                    subject == 'gen_1' && id.startsWith('evt_')       ; true
                    timestamp > timestamp('2026-03-13T12:00:00Z')     ; true
                    timestamp > timestamp('2026-03-13T12:00:01Z')     ; false
                    data.state == 'Success'                           ; true
                    data['state'] == 'Failed'                         ; false
                    data.count == 3 && data.count < 3.5               ; true
                    data.ratio >= 0.5                                 ; true
                    data.huge > 1000                                  ; true
                    data.none == null                                 ; true
                    data.ok                                           ; true
                    !data.ok                                          ; false
                    'a' in data.tags && data.tags.size() == 3         ; true
                    data.tags.exists(tag, tag == null)                ; true
                    data.usage.total > 50                             ; true
                    has(data.missing)                                 ; false
                    has(data.missing) && data.missing == 1            ; false
                    data.missing == 1                                 ; false
                    data.missing == 1 || data.ok                      ; true
                    data.count / 0 == 1                               ; false
                    data.state > 1                                    ; false
                    data.count                                        ; false
                    type.matches('^gen.*(ed)+$')                      ; true
                    """)
    void anExpressionMatchesOrNot(String expression, boolean expected) {
        assertThat(Filter.problemWith(expression)).isEmpty();
        assertThat(matches(expression, DATA)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775808, 9223372036854775808.0, 9223372036854775809",
        "20000000000000000001, 2.0000000000000000001e19, 20000000000000000002",
        "-20000000000000000001, -20000000000000000001.00, -2e19",
        "123456789012345678901234567890, 123456789012345678901234567890.0, 1.2345678901234567890e29",
        "100000000000000000000000, 1e23, 100000000000000000000001",
        "-9999999999999999999999999999999999999999, -9999999999999999999999999999999999999999.0, -1e39",
        "10000000000000000000000000000000000000000, 1e40, 1e41",
    })
    void oneOfMoreThan64BitsIsTheSameHoweverItIsWritten(String one, String same, String other) {
        String payload = "{\"a\":%s,\"b\":%s,\"c\":%s}".formatted(one, same, other);
        assertThat(verdict("data.a == data.b && data.a in [data.b]", payload))
                .isEqualTo(new Verdict.Matches());
        assertThat(verdict("data.a <= data.b && string(data.a) == string(data.b)", payload))
                .isEqualTo(new Verdict.Matches());
        assertThat(verdict("data.a == data.c || data.b == data.c", payload))
                .isEqualTo(Verdict.of(false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    data.state ==          | line 1, column 14: mismatched input
                    typ == 'x'             | line 1, column 1: undeclared reference to 'typ'
                    1                      | expected type 'bool' but found 'int'
                    'yes'                  | expected type 'bool' but found 'string'
                    type == 1              | line 1, column 6: found no matching overload
                    open('file')           | undeclared reference to 'open'
                    data.a in [1           | line 1, column 13: mismatched input
                    """)
    void aBadExpressionIsRefusedInTheCompilersWords(String expression, String words) {
        assertThat(Filter.problemWith(expression)).get().asString().contains(words);
    }

    @Test
    void aPlaceIsGivenByLineAndColumn() {
        assertThat(Filter.problemWith("type == '\uD83D\uDE00'\n  && typ == 'x'"))
                .hasValue("line 2, column 6: undeclared reference to 'typ'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.a + data.b",
                "-data.a",
                "data.n % 2",
                "data.ok ? 1 : data.a + 1",
                "dyn(data.a + data.b)",
                "dyn('yes')",
                "size(data.a)",
                "data.a ? 'yes' : 'no'",
                "[data.ok]",
                "null",
                "type(data)",
                "data.items.map(x, x)",
                "string(data.ok)"
            })
    void whatCanNeverBeTrueOrFalseIsRefused(String expression) {
        assertThat(Filter.problemWith(expression))
                .get()
                .asString()
                .matches("line 1, column \\d+: .*(never true or false|expected type 'bool').*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data",
                "data.ok",
                "data['ok']",
                "data.list[0]",
                "data.ok ? data.a : 1",
                "dyn(data.ok)",
                "bool(data.text)",
                "data.items.exists(x, x)"
            })
    void whatMayBeTrueOrFalseIsNotRefused(String expression) {
        assertThat(Filter.problemWith(expression)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    type.matches('(a')                       | column 13: the regular expression is wrong
                    data.s.matches('((a{1000}){1000}){1000}')| column 15: the regular expression is too
                    timestamp > timestamp('yesterday')       | column 22: 'yesterday' is not a time
                    timestamp - duration('1 day') < timestamp| column 21: '1 day' is not a duration
                    data.n == 1 / 0                          | column 13: division by zero
                    data.n == int('x')                       | column 14: the string is not a whole
                    """)
    void whatHasNoValueWhateverTheEventIsIsRefused(String expression, String words) {
        assertThat(Filter.problemWith(expression)).get().asString().contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "60.0", "6e1", "600E-1"})
    void aWholeNumberIsTheSameHoweverItIsWritten(String number) {
        String payload = "{\"n\":" + number + ",\"l\":[" + "0,".repeat(60) + "true],\"qty\":2}";
        for (String question :
                new String[] {
                    "data.n == 60",
                    "data.n == 60.0",
                    "60u == data.n",
                    "data.n in [60]",
                    "data.n in {60: 'x'}",
                    "data.n % 2 == 0",
                    "data.n % 2.5 == 0",
                    "data.n / 8 == 7.5",
                    "data.n * data.qty > 100",
                    "data.n * 1.5 == 90",
                    "double(data.n) == 60 && 60 != 60.5 && double(data.n) in [60] && 60 in [60u]",
                    "1.5 * data.n == data.n + 30",
                    "data.n - 0.5 < 60",
                    "-data.n < 0",
                    "data.l[data.n]",
                    "string(data.n) == '60'",
                    "int(data.n) == 60",
                    "[60, 61].exists(x, x == data.n)",
                    "data.n >= 60 && data.n <= 60 && !(data.n < 60.0) && !(data.n > 60)"
                }) {
            assertThat(verdict(question, payload)).as(question).isEqualTo(new Verdict.Matches());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    60.5 | data.n * 2 > 120          | true
                    60.5 | data.n % 2 == 0           | false
                    60.5 | data.n % 2 == 0.5         | true
                    60.5 | data.n in [60]            | false
                    60.5 | data.n in [60, 60.5]      | true
                    60.5 | data.n / 2 == 30.25       | true
                    61   | data.n / 2 == 30.5        | true
                    61   | int(data.n) / 2 == 30     | true
                    9007199254740993     | data.n == 9007199254740993           | true
                    9007199254740993     | data.n == 9007199254740992           | false
                    9007199254740993.0   | data.n == 9007199254740993           | true
                    9007199254740993.0   | data.n == 9007199254740992           | false
                    9007199254740993     | data.n == 9007199254740992.0         | false
                    9007199254740993     | data.n > 9007199254740992.0          | true
                    9223372036854775807  | data.n == 9223372036854775807        | true
                    9223372036854775806  | data.n == 9223372036854775807        | false
                    9223372036854775808  | data.n > 9223372036854775807         | true
                    18446744073709551615 | data.n == 18446744073709551615u      | true
                    18446744073709551614 | data.n == 18446744073709551615u      | false
                    1e400                | data.n > 1.0e308                     | true
                    9223372036854775807  | data.n + data.n > 1.8e19             | true
                    5000000000           | data.n * data.n > 1                  | true
                    -0.0                 | data.n == 0                          | true
                    1e23                 | data.n == 1e23                       | true
                    100000000000000000000000 | data.n == 1e23 && data.n >= 1e23 | true
                    1e23                 | data.n * 2 == 2e23                   | true
                    100000000000000000000000 | data.n * 2 == 2e23               | true
                    """)
    void numbersOfJsonAreOneKind(String number, String question, boolean expected) {
        assertThat(verdict(question, "{\"n\":" + number + "}")).isEqualTo(Verdict.of(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    data.nothing == 1           | column 5: there is no 'nothing'
                    data.state > 1              | column 12: > does not take a string and a number
                    data.state.more == 1        | column 11: a string has no 'more'
                    data.tags[7] == 'a'         | column 10: the list has 3 values, and no place 7
                    data.tags[1.5] == 'a'       | column 10: a list has no place 1.5
                    data.count / (data.count - 3) > 1 | column 12: division by zero
                    data.count                  | is a number, neither true nor false
                    data.count && data.ok       | && does not take a number
                    data.tags.all(t, t.size() > 0)    | size does not take null
                    data['nope']                | column 5: there is no such key
                    """)
    void whatIsNoQuestionForAnEventIsToldWithItsPlace(String expression, String words) {
        assertThat(verdict(expression, DATA))
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.fault().toString()).contains(words));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp.getFullYear() == 2026 && timestamp.getMonth() == 2",
                "timestamp.getDate() == 13 && timestamp.getDayOfMonth() == 12",
                "timestamp.getDayOfWeek() == 5 && timestamp.getDayOfYear() == 71",
                "timestamp.getHours('Europe/Berlin') == 13 && timestamp.getHours('+02:30') == 14",
                "timestamp.getMinutes() == 0 && timestamp.getMilliseconds() == 7",
                "timestamp - timestamp('2026-03-13T11:00:00Z') > duration('59m59.5s')",
                "timestamp + duration('24h') > timestamp && duration('1h').getMinutes() == 60",
                "string(duration('1h30m1.5s')) == '5401.5s'",
                "duration('1h') + duration('-30m') == duration('1800s')",
                "string(timestamp('2026-03-13T12:00:00Z')) == '2026-03-13T12:00:00Z'",
                "int(timestamp('1970-01-01T00:01:00Z')) == 60 && timestamp(60) < timestamp",
                "b'abc' == bytes('abc') && string(b'abc') == 'abc' && size(b'abc') == 3",
                "size('\uD83D\uDE00x') == 2 && 'a' + 'b' == 'ab' && 'a' < 'b' && false < true",
                "[1, 2] + [3] == [1, 2, 3] && 2 in [1, 2] && 'k' in {'k': 1} && {'k': 1}.k == 1",
                "type(1) == int && type(data.ratio) == double && type('') == string",
                "type(null) == null_type",
                "uint(5) + 3u == 8u && 7 / 2 == 3 && -7 / 2 == -3 && 7 % 4 == 3 && 1.5 / 2.0 =="
                        + " 0.75",
                "double('1.5') == 1.5 && int('7') == 7 && bool('true') && string(true) == 'true'",
                "data.tags.exists(t, t == 'b') && !data.tags.all(t, t == 'b')",
                "data.tags.exists_one(t, t == 'b') && data.tags.filter(t, t != null).size() == 2",
                "data.tags.map(t, t == 'a', t + '!') == ['a!']",
                "data.usage.all(k, data.usage[k] > 50) && data.usage.map(k, [k]) == [['total']]",
                "[[1, 2], [3]].map(l, l.map(x, x * 2)) == [[2, 4], [6]]",
                "[1, 2].all(x, [3].all(y, y > x && [x].exists(x, x < y)))",
                "data.tags.exists(t, t.startsWith('a')) && data.missing == 1 || data.ok",
                "data == data && data != 1 && data.usage == {'total': 70}",
                "'aXbXc'.matches('b.c$') && 'abc'.contains('bc') && 'abc'.endsWith('c')",
                "'aaaaaaaaaaaaaaab'.contains('aaaaaaaaab') && !'aaaaaaaaab'.contains('aaaaaaaaaab')"
            })
    void theStandardIsSpoken(String expression) {
        assertThat(verdict(expression, DATA)).isEqualTo(new Verdict.Matches());
    }

    @Test
    void anExpressionMayHave2000CharactersAndNotMore() {
        String longest = "type == '" + "x".repeat(Filter.MAX_LENGTH - 10) + "'";

        assertThat(longest).hasSize(Filter.MAX_LENGTH);
        assertThat(Filter.problemWith(longest)).isEmpty();
        assertThat(Filter.problemWith(longest + " ")).get().asString().contains("2001 characters");
    }

    @Test
    void anExpressionThatIsNestedTooDeepIsRefused() {
        String deep = "(".repeat(900) + "true" + ")".repeat(900);

        assertThat(Filter.problemWith(deep)).isPresent();
    }

    @Test
    void theEmptyExpressionLetsEverythingThrough() {
        assertThat(Filter.problemWith("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{", "{\"ok\":true} {}", "{\"ok\":tru"})
    void whatIsNotJsonHasNoData(String payload) {
        assertThat(matches("data.ok || !data.ok", payload)).isFalse();
        assertThat(matches("type == 'generation.completed'", payload)).isTrue();
    }

    @Test
    void aPayloadOfTooManyValuesHasNoData() {
        String most = "[0" + ",0".repeat(FilterData.MAX_VALUES - 2) + "]";

        assertThat(matches("data[0] == 0", most)).isTrue();
        assertThat(matches("data[0] == 0", most.replace("]", ",0]"))).isFalse();
    }

    @Test
    void aPayloadThatIsNestedTooDeepHasNoData() {
        String payload = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(matches("data.size() == 1", payload)).isFalse();
    }

    private static boolean matches(String expression, String payload) {
        return verdict(expression, payload) instanceof Verdict.Matches;
    }

    private static Verdict verdict(String expression, String payload) {
        Event event =
                Samples.event(1, "generation.completed", "gen_1", Event.JSON, Payload.of(payload));
        return switch (Filter.compile(expression)) {
            case Filter.Compiled.Ready(Filter filter) ->
                    filter.evaluate(FilterInput.of(event), new EvaluationBudget());
            case Filter.Compiled.Wrong(FilterFault fault) ->
                    throw new AssertionError(fault.toString());
        };
    }
}

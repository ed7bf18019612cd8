package dev.ringback.server.filters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.filters.values.EvaluationBudget;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits is found by the words for a value exactly where its condition is true. */
final class RunEqualityTest {

    private static final Instant NOW = Instant.parse("2026-11-30T09:00:00Z");
    private static final String BY_ID = "event.data.id == async.data.id";

    /** As they stand in JSON; an empty one is left out. */
    private static final List<String> VALUES =
            List.of(
                    "",
                    "null",
                    "true",
                    "false",
                    "0",
                    "-0",
                    "-0.0",
                    "1",
                    "1.0",
                    "10e-1",
                    "1.5",
                    "-1",
                    "\"\"",
                    "\"1\"",
                    "\"a\"",
                    "\"A\"",
                    "\"null\"",
                    "\"missing\"",
                    "\"true\"",
                    "\"\\u00e9\"",
                    "\"e\\u0301\"",
                    "9007199254740992",
                    "9007199254740993",
                    "9007199254740992.0",
                    "9223372036854775807",
                    "9223372036854775808",
                    "9223372036854775808.0",
                    "9.223372036854775808e18",
                    "18446744073709551616",
                    "1.8446744073709551616e19",
                    "100000000000000000000000",
                    "1e23",
                    "1e300",
                    "1e-7",
                    "0.1",
                    "0.10",
                    "0.30000000000000004");

    private static RunData event(String value) {
        String data = value.isEmpty() ? "{}" : "{\"id\":" + value + "}";
        return RunData.of(("{\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static boolean holds(RunExpression expression, RunData event, RunData came) {
        return expression.of(event, came, NOW, new EvaluationBudget()) instanceof Verdict.Matches;
    }

    private static boolean isFound(RunExpression expression, RunData event, RunData came) {
        RunEquality equality = expression.equality().orElseThrow();
        Optional<String> wanted = equality.wanted(event);
        return wanted.isEmpty() || RunEquality.found(equality.path(), came).contains(wanted.get());
    }

    @Test
    void everyPairOfPlainValuesIsFoundExactlyWhereItIsEqual() {
        RunExpression byId = RunExpression.of(BY_ID);
        for (String one : VALUES) {
            for (String other : VALUES) {
                assertThat(isFound(byId, event(one), event(other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(holds(byId, event(one), event(other)));
            }
        }
    }

    @Test
    void numbersAtRandomAreFoundExactlyWhereTheyAreEqual() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(12);
        RunExpression byId = RunExpression.of(BY_ID);
        for (int i = 0; i < 20_000; i++) {
            long bits = random.nextLong() >> random.nextInt(64);
            List<String> ways = List.of("" + bits, "" + (double) bits, bits + ".0", bits + "e0");
            RunData one = event(ways.get(random.nextInt(4)));
            RunData other = event(ways.get(random.nextInt(4)));
            assertThat(isFound(byId, one, other)).isEqualTo(holds(byId, one, other));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "[]", "{}", "{\"a\":[null]}"})
    void whatHasPartsIsLookedForAmongAll(String value) {
        RunEquality equality = RunExpression.of(BY_ID).equality().orElseThrow();
        assertThat(equality.wanted(event(value))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    event.data.id == async.data.id ; data.id
                    async.data.id == event.data.id ; data.id
                    async.data.id == "1" ; data.id
                    1 == async.data.id ; data.id
                    async.name == "a" && async.data.id == event.data.id ; data.id
                    event.data.id == async.data.id && (async.ts > 1 || async.x) ; data.id
                    (async.a == 1 && size(async.b) > 1) && async.c < 2 ; a
                    async.data.id == event.data.a + "-" + event.data.b ; data.id
                    async.data.id == lowercase(event.data.id) ; data.id
                    """)
    void anEqualityIsSeen(String expression, String path) {
        assertThat(RunExpression.of(expression).equality().orElseThrow().path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "async.data.id != event.data.id",
                "async.data.id == event.data.id || async.data.all",
                "!(async.data.id == event.data.id)",
                "async.data.id == async.data.other",
                "async == event",
                "async.data[\"id\"] == event.data.id",
                "has(async.data.id) == event.data.flag",
                "async.data.at == now()",
                "async.data.list.exists(x, x == event.data.id)",
                "(async.data.id == event.data.id) == true",
                "async.data.id == event.data.id ? true : true"
            })
    void noEqualityIsSeenWhereOtherEventsMayDo(String expression) {
        assertThat(RunExpression.of(expression).equality()).isEmpty();
    }

    /** Conditions put together at random: whatever is true is found. */
    @Test
    void noEventIsMissed() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        List<String> parts =
                List.of(
                        BY_ID,
                        "async.data.id == event.data.id",
                        "async.data.id == 1",
                        "\"a\" == async.data.id",
                        "event.data.id == 1",
                        "async.data.id == null",
                        "async.data.id",
                        "event.data.none",
                        "async.data.id == event.data.id + event.data.none",
                        "async.data.id == (event.data.id || event.data.none)");
        int found = 0;
        for (int i = 0; i < 3_000; i++) {
            RunExpression expression = RunExpression.of(joined(random, parts));
            RunData event = event(VALUES.get(random.nextInt(VALUES.size())));
            RunData came = event(VALUES.get(random.nextInt(VALUES.size())));
            if (expression.equality().isPresent() && holds(expression, event, came)) {
                assertThat(isFound(expression, event, came)).isTrue();
                found++;
            }
        }
        assertThat(found).isGreaterThan(20);
    }

    private static String joined(RandomGenerator random, List<String> parts) {
        String text = parts.get(random.nextInt(parts.size()));
        for (int i = random.nextInt(3); i > 0; i--) {
            String sign = random.nextInt(4) == 0 ? " || " : " && ";
            text = "(" + text + ")" + sign + parts.get(random.nextInt(parts.size()));
        }
        return text;
    }

    @Test
    void itIsKnownWhatOfTheFirstEventIsLookedAt() {
        assertThat(looksAt("async.data.id == 1")).isEmpty();
        assertThat(looksAt(BY_ID)).containsExactly(List.of("data", "id"));
        assertThat(looksAt("event == async")).containsExactly(List.of());
        assertThat(looksAt("event[\"data\"] == 1 && has(event.user.id)"))
                .containsExactlyInAnyOrder(List.of(), List.of("user", "id"));
        assertThat(looksAt("event.data.list[0].id == async.data.id"))
                .containsExactly(List.of("data", "list"));
        assertThat(looksAt("event.data.list.exists(x, x.id == async.data.id)"))
                .containsExactly(List.of("data", "list"));
    }

    private static Set<List<String>> looksAt(String expression) {
        return RunExpression.of(expression).looksAt();
    }

    @Test
    void nothingIsThereOfWhatCannotBeRead() {
        assertThat(Stream.of("", "{", "[1,]").map(each -> each.getBytes(StandardCharsets.UTF_8)))
                .allMatch(each -> !RunData.of(each).isThere());
        List<String> deep = new ArrayList<>();
        IntStream.range(0, 5_000).forEach(_ -> deep.add("["));
        assertThat(RunData.of(String.join("", deep).getBytes(StandardCharsets.UTF_8)).isThere())
                .isFalse();
    }
}

package dev.ringback.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Event;
import dev.ringback.kernel.Payload;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    data.state ==          | mismatched input
                    typ == 'x'             | undeclared reference to 'typ'
                    1                      | expected type 'bool' but found 'int'
                    'yes'                  | expected type 'bool' but found 'string'
                    type == 1              | no matching overload
                    open('file')           | undeclared reference to 'open'
                    """)
    void aBadExpressionIsRefusedInTheCompilersWords(String expression, String words) {
        assertThat(Filter.problemWith(expression)).get().asString().contains(words);
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
        assertThat(matches("", "no JSON")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{", "{\"ok\":true} {}", "{\"ok\":tru"})
    void whatIsNotJsonHasNoData(String payload) {
        assertThat(matches("data.ok || !data.ok", payload)).isFalse();
        assertThat(matches("type == 'generation.completed'", payload)).isTrue();
    }

    @Test
    void loopsAreBounded() {
        String list =
                IntStream.range(0, 900)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(","));
        String payload = "{\"l\":[" + list + "]}";

        assertThat(matches("data.l.all(x, x < 900)", payload)).isTrue();
        assertThat(matches("data.l.all(x, data.l.all(y, y < 900))", payload)).isFalse();
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
        Event event =
                Samples.event(1, "generation.completed", "gen_1", Event.JSON, Payload.of(payload));
        return new Filter(expression).matches(new FilterInput(event));
    }
}

package dev.ringback.net.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private static JsonFields fields(String json) {
        return switch (JsonFields.parse(Payload.of(json.replace('\'', '"')))) {
            case JsonFields.Parsed.Fields(JsonFields fields) -> fields;
            case JsonFields.Parsed.Malformed(String detail) -> throw new AssertionError(detail);
        };
    }

    private static String malformed(byte[] json) {
        return switch (JsonFields.parse(Payload.of(json))) {
            case JsonFields.Parsed.Fields _ -> "well-formed";
            case JsonFields.Parsed.Malformed(String detail) -> {
                Problem problem = Problem.invalidJson(detail);
                assertThat(problem.status()).isEqualTo(400);
                assertThat(problem.code()).isEqualTo("invalid_json");
                yield problem.detail();
            }
        };
    }

    private static String malformed(String json) {
        return malformed(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** Reads every kind of field under its name. */
    private static void readAll(JsonFields fields) {
        fields.requiredText("name", 5);
        fields.text("text", 5);
        fields.bool("bool");
        fields.integer("integer", 1, 10);
        fields.number("number", 0, 1);
        fields.strings("strings", 2, 3);
        fields.object("object").ifPresent(nested -> nested.integer("depth", 0, 9));
        fields.durations("durations", 2, SECOND, DAY);
        fields.millis("timeout_ms", SECOND, DAY);
        fields.instant("instant");
        fields.rejectUnknown();
    }

    @Test
    void anObjectOfMoreMembersThanAreReadIsRefused() {
        String members =
                IntStream.rangeClosed(0, Strictness.REQUEST.members())
                        .mapToObj(i -> "\"m" + i + "\":1")
                        .collect(Collectors.joining(",", "{", "}"));
        assertThat(malformed(members)).contains("more than 1000 members");
    }

    @Test
    void aFieldThatIsMistypedIsToldItsName() {
        JsonFields fields = fields("{'secret':[],'name':'n','cakes':1,'kid':2}");
        fields.text("name", 5);
        fields.strings("secrets", 5, 5);
        fields.text("id", 5);
        fields.text("to", 5);
        fields.rejectUnknown();
        assertThat(fields.problems())
                .extracting(FieldError::detail)
                .containsExactly(
                        "is not known",
                        "is not known; did you mean id?",
                        "is not known; did you mean secrets?");
    }

    @Test
    void everyKindOfFieldIsRead() {
        JsonFields fields =
                fields(
                        "{'text':'a\\u00e9\\n','bool':true,'integer':7,'big':1e3,'number':-0.5,"
                                + "'strings':['a','b'],'object':{'x':{'y':1}},"
                                + "'list':['1s','2d'],'timeout_ms':1500,"
                                + "'instant':'2026-01-31T13:00:00+01:00'}");

        assertThat(fields.text("text", 10)).hasValue("aé\n");
        assertThat(fields.bool("bool")).hasValue(true);
        assertThat(fields.integer("integer", 0, 7)).hasValue(7L);
        assertThat(fields.integer("big", 0, 1000)).hasValue(1000L);
        assertThat(fields.number("number", -1, 1)).hasValue(-0.5);
        assertThat(fields.strings("strings", 2, 1)).hasValue(List.of("a", "b"));
        assertThat(
                        fields.object("object")
                                .flatMap(o -> o.object("x"))
                                .orElseThrow()
                                .integer("y", 0, 1))
                .hasValue(1L);
        assertThat(fields.durations("list", 2, SECOND, DAY.multipliedBy(2)))
                .hasValue(List.of(SECOND, DAY.multipliedBy(2)));
        assertThat(fields.millis("timeout_ms", SECOND, DAY)).hasValue(Duration.ofMillis(1500));
        assertThat(fields.instant("instant")).hasValue(Instant.parse("2026-01-31T12:00:00Z"));
        fields.rejectUnknown();
        assertThat(Problem.with(fields)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                       | name
                    {'name':null}                            | name
                    {'name':' '}                             | name
                    {'name':'sixsix'}                        | name
                    {'name':'a\\ud800'}                      | name
                    {'name':'a\\u0000'}                      | name
                    {'name':'n','text':1}                    | text
                    {'name':'n','bool':'true'}               | bool
                    {'name':'n','integer':0}                 | integer
                    {'name':'n','integer':11}                | integer
                    {'name':'n','integer':1.5}               | integer
                    {'name':'n','integer':1e999999999}       | integer
                    {'name':'n','integer':1e-999999999}      | integer
                    {'name':'n','integer':'5'}               | integer
                    {'name':'n','number':1e400}              | number
                    {'name':'n','number':true}               | number
                    {'name':'n','strings':'a'}               | strings
                    {'name':'n','strings':['a','b','c']}     | strings
                    {'name':'n','strings':['a',2]}           | strings[1]
                    {'name':'n','strings':['a','long']}      | strings[1]
                    {'name':'n','object':[]}                 | object
                    {'name':'n','object':{'depth':'x'}}      | object.depth
                    {'name':'n','durations':['5']}           | durations[0]
                    {'name':'n','durations':['0s']}          | durations[0]
                    {'name':'n','durations':['25h']}         | durations[0]
                    {'name':'n','durations':['9999999999d']} | durations[0]
                    {'name':'n','durations':['1s','x']}      | durations[1]
                    {'name':'n','timeout_ms':999}            | timeout_ms
                    {'name':'n','instant':'yesterday'}       | instant
                    {'name':'n','instant':'2026-01-31'}      | instant
                    {'name':'n','nmae':'typo'}               | nmae
                    """)
    void aWrongFieldIsNamed(String json, String field) {
        JsonFields fields = fields(json);

        readAll(fields);

        assertThat(fields.problems()).extracting(FieldError::field).containsExactly(field);
        assertThat(Problem.with(fields).orElseThrow().code()).isEqualTo("invalid_field");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        JsonFields fields = fields("{'bool':1,'object':{'depth':10},'other':1}");

        readAll(fields);

        Problem problem = Problem.with(fields).orElseThrow();
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("invalid_fields");
        assertThat(problem.errors())
                .extracting(FieldError::field)
                .containsExactly("name", "bool", "object.depth", "other");
        assertThat(problem.toResponse().body().text())
                .contains("{\"field\":\"object.depth\",\"detail\":\"must be a whole number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                      | not a JSON object
                    []                      | not a JSON object
                    'text'                  | not a JSON object
                    {'a':1                  | not valid JSON
                    {'a':01}                | line 1, column
                    {'a':tru}               | not valid JSON
                    {'a':1,}                | not valid JSON
                    {'a':/**/1}             | not valid JSON
                    {'a':NaN}               | not valid JSON
                    {'a':'\\x'}             | not valid JSON
                    {} {}                   | follows the JSON object
                    {}x                     | not valid JSON
                    {'a':1,'a':2}           | uplicate
                    {'b':{'a':1,'a':2}}     | uplicate
                    """)
    void malformedJsonIsExplained(String json, String detail) {
        assertThat(malformed(json)).contains(detail);
    }

    @Test
    void depthAndNumbersHaveBounds() {
        String at = "[".repeat(99) + "]".repeat(99);
        String beyond = "[".repeat(100) + "]".repeat(100);

        assertThat(malformed("{'a':" + at + "}")).isEqualTo("well-formed");
        assertThat(malformed("{'a':" + beyond + "}")).contains("nested deeper than 100");
        assertThat(malformed("{'a':" + "1".repeat(100) + "}")).isEqualTo("well-formed");
        assertThat(malformed("{'a':" + "1".repeat(101) + "}")).contains("number longer than 100");
    }

    @ParameterizedTest
    @CsvSource({
        "80",
        "c080",
        "c3",
        "c328",
        "e08080",
        "eda080",
        "f0808080",
        "f4908080",
        "ff",
        "e282"
    })
    void bytesThatAreNotUtf8AreRefusedWhereTheyAre(String hex) {
        byte[] wrong = java.util.HexFormat.of().parseHex(hex);
        byte[] json = new byte[wrong.length + 9];
        System.arraycopy("{\"a\":\"é".getBytes(StandardCharsets.UTF_8), 0, json, 0, 8);
        json[8] = 'x';
        System.arraycopy(wrong, 0, json, 9, wrong.length);

        assertThat(malformed(json)).contains("not valid UTF-8 at byte 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void anotherEncodingIsNotGuessed(String charset) {
        assertThat(malformed("{\"a\":{}}".getBytes(Charset.forName(charset))))
                .contains("UTF-8 at byte 0");
    }

    @Test
    void aValueIsGivenAsItArrived() {
        JsonFields fields =
                fields(
                        "{ 'a' : {'x' : [1, 2.50] , 'é':'ü'} ,'b':  1.500e1 , "
                                + "'c':'t\\u0041', 'd':null}");

        assertThat(fields.raw("a").orElseThrow().text())
                .isEqualTo("{\"x\" : [1, 2.50] , \"é\":\"ü\"}");
        assertThat(fields.raw("b").orElseThrow().text()).isEqualTo("1.500e1");
        assertThat(fields.raw("c").orElseThrow().text()).isEqualTo("\"t\\u0041\"");
        assertThat(fields.raw("d").orElseThrow().text()).isEqualTo("null");
        assertThat(fields.raw("e")).isEmpty();
    }

    @Test
    void nullIsToldFromMissing() {
        JsonFields fields = fields("{'a':null}");

        assertThat(fields.isNull("a")).isTrue();
        assertThat(fields.isNull("b")).isFalse();
        assertThat(fields.has("a")).isTrue();
        assertThat(fields.has("b")).isFalse();
        assertThat(fields.isGiven("a")).isFalse();
        assertThat(fields("{'a':0}").isGiven("a")).isTrue();
        assertThat(fields.text("a", 1)).isEmpty();
        assertThat(Problem.with(fields)).isEmpty();
    }
}

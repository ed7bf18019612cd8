package dev.ringback.server.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas and payloads that would take minutes or gigabytes if anybody let them. */
class HostileSchemasTest {

    private static final String LIST = "[" + "0,".repeat(50_000) + "0]";

    /** A schema or two, and a payload that it does not come to an end with. */
    record Case(String schema, String payload) {

        @Override
        public String toString() {
            return schema.substring(0, Math.min(60, schema.length()));
        }
    }

    static List<Case> endless() {
        String long1 = "\"" + "a".repeat(1_000_000) + "\"";
        String members =
                IntStream.range(0, 20_000)
                        .mapToObj(i -> "\"m" + i + "\":" + i)
                        .collect(Collectors.joining(",", "{", "}"));
        return Stream.of(
                        // References that go round.
                        new Case("{'$ref':'#'}", "1"),
                        new Case("{'anyOf':[{'$ref':'#'},true]}", "1"),
                        new Case("{'not':{'$dynamicRef':'#'}}", "1"),
                        new Case(
                                "{'$defs':{'a':{'$ref':'#/$defs/b'},'b':{'allOf':[{'$ref':'#/$defs/a'}]}},'$ref':'#/$defs/a'}",
                                "1"),
                        // Each asks the next one twice.
                        new Case(doubling("allOf"), "1"),
                        new Case(doubling("anyOf"), "1"),
                        new Case(doubling("oneOf"), "1"),
                        // Everything for each element.
                        new Case(
                                "{'items':{'allOf':[" + "{'minimum':0},".repeat(500) + "{}]}}",
                                LIST),
                        new Case("{'items':{'allOf':[" + "false,".repeat(500) + "{}]}}", LIST),
                        new Case("{'items':{'enum':[" + "1,".repeat(3_000) + "2]}}", LIST),
                        new Case(
                                "{'allOf':[" + "{'items':{'minimum':1}},".repeat(50) + "{}]}",
                                LIST),
                        new Case(
                                "{'allOf':[" + "{'contains':{'minimum':1}},".repeat(50) + "{}]}",
                                LIST),
                        new Case(
                                "{'allOf':["
                                        + "{'additionalProperties':true},".repeat(900)
                                        + "{}]}",
                                members),
                        new Case(
                                "{'allOf':["
                                        + "{'propertyNames':{'minLength':1}},".repeat(50)
                                        + "{}]}",
                                members),
                        new Case(
                                "{'allOf':["
                                        + "{'const':{'a':1}},".repeat(900)
                                        + "{'items':{'uniqueItems':true}},{'uniqueItems':true}]}",
                                "[" + LIST + ",[" + collisions() + "]]"),
                        new Case("{'uniqueItems':true}", "[" + collisions() + "]"),
                        new Case(
                                "{'allOf':["
                                        + "{'unevaluatedItems':{'minimum':0}},".repeat(30)
                                        + "{}]}",
                                LIST),
                        new Case(
                                "{'allOf':[" + "{'properties':{'x':true}},".repeat(900) + "{}]}",
                                members),
                        // All that was found out, looked through by each of many.
                        new Case(lookingBack(), "[[" + "{},".repeat(20_000) + "{}]]"),
                        // Texts.
                        new Case(
                                "{'allOf':[" + "{'pattern':'(a?){90}b'},".repeat(3) + "{}]}",
                                long1),
                        new Case("{'pattern':'(.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*x){20}y'}", long1),
                        new Case(
                                "{'patternProperties':{'(a?){90}b':{},'(a?){90}c':{}}}",
                                "{'" + "a".repeat(49_000) + "':1}"),
                        new Case("{'allOf':[" + "{'maxLength':1},".repeat(900) + "{}]}", long1))
                .map(each ->
                        new Case(each.schema.replace('\'', '"'), each.payload.replace('\'', '"')))
                .toList();
    }

    private static String doubling(String keyword) {
        return IntStream.range(0, 40)
                .mapToObj(i ->
                        "'d%1$d':{'%2$s':[{'$ref':'#/$defs/d%3$d'},{'$ref':'#/$defs/d%3$d'}]}"
                                .formatted(i, keyword, i + 1))
                .collect(
                        Collectors.joining(
                                ",", "{'$ref':'#/$defs/d0','$defs':{", ",'d40':{'minimum':0}}}"));
    }

    private static String lookingBack() {
        return "{'allOf':[".repeat(40)
                + "{'items':{'items':{'properties':{}}}}"
                + "],'unevaluatedItems':true}".repeat(40);
    }

    /** Texts that are different and have one hash. */
    private static String collisions() {
        return IntStream.range(0, 1 << 12)
                .mapToObj(i ->
                        IntStream.range(0, 12)
                                .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                                .collect(Collectors.joining("", "\"", "\"")))
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @MethodSource("endless")
    void whatCostsTooMuchIsLeftUnjudgedWherever(Case each) {
        assertThat(Judged.by(each.schema, each.payload))
                .isInstanceOfSatisfying(
                        SchemaVerdict.Unjudged.class,
                        unjudged ->
                                assertThat(unjudged.words())
                                        .matches("(needs more|goes deeper) than [0-9]+ .*"));
    }

    /** What is many, and no more work than that. */
    static List<Case> large() {
        return Stream.of(
                        new Case("{'uniqueItems':true}", numbers(99_000)),
                        new Case("{'items':{'type':'integer','minimum':0}}", LIST),
                        new Case("{'multipleOf':7}", "0e999999999"),
                        new Case("{'multipleOf':7}", "7e999999999"),
                        new Case("{'multipleOf':1e-999999999}", "1e999999999"),
                        new Case("{'type':'integer','minimum':1e99999}", "1e999999999"),
                        new Case("{'const':1e999999999}", "10e999999998"),
                        new Case("{'maxItems':1e999999999}", "[]"),
                        new Case(
                                "{'properties':{'a':{'$ref':'#'}}}",
                                nested("{\"a\":", "{}", "}", 90)),
                        new Case("{'items':{'$ref':'#'}}", nested("[", "1", "]", 90)),
                        new Case("{'pattern':'^(a+)+$'}", "\"" + "a".repeat(30_000) + "\""),
                        new Case("{'format':'email'}", "\"" + "a".repeat(60) + "@b.example\""))
                .map(each -> new Case(each.schema.replace('\'', '"'), each.payload))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("large")
    void whatIsOnlyLargeIsJudged(Case each) {
        assertThat(Judged.by(each.schema, each.payload)).isEqualTo(new SchemaVerdict.Fits());
    }

    @Test
    void aLargeExponentIsNotWrittenOut() {
        assertThat(Judged.misfits("{\"multipleOf\":7}", "1e999999999"))
                .isEqualTo(List.of("is no multiple of 7"));
        assertThat(Judged.misfits("{\"multipleOf\":7e999999998}", "7e999999997")).hasSize(1);
        assertThat(Judged.misfits("{\"maximum\":7}", "1e999999999")).hasSize(1);
    }

    static List<String> tooMuch() {
        return List.of(
                numbers(Schemas.MAX_VALUES),
                nested("[", "1", "]", 200),
                "1e99999999999",
                "9".repeat(2_000));
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void aPayloadThatIsTooMuchIsLeftUnjudged(String payload) {
        assertThat(Judged.by("{\"type\":\"string\"}", payload))
                .isInstanceOf(SchemaVerdict.Unjudged.class);
    }

    static List<String> monstrous() {
        return Stream.of(
                        nested("{'not':", "true", "}", 200),
                        "{'required':['" + "a".repeat(Schemas.MAX_BYTES) + "']}",
                        "{'enum':[" + "0,".repeat(20_000) + "1]}",
                        // All that is under a long name is remembered with it.
                        "{'properties':{'"
                                + "n".repeat(20_000)
                                + "':{'enum':["
                                + "{},".repeat(500)
                                + "1]}}}",
                        "{'allOf':[" + "{'$id':'https://a.example/s'},".repeat(300) + "{}]}",
                        "{'patternProperties':{'((a{99}){99}){99}':{}}}",
                        "{'minLength':1e99999999999}")
                .map(each -> each.replace('\'', '"'))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("monstrous")
    void whatIsTooLargeToReadIsRefused(String schema) {
        assertThat(Judged.fault(schema)).isNotEmpty();
    }

    @Test
    void whatIsLeftUnjudgedIsToldInWords() {
        assertThat(Judged.by("{\"$ref\":\"#\"}", "1"))
                .isEqualTo(new SchemaVerdict.Unjudged("goes deeper than 500 keywords"));
        assertThat(Judged.by(doubling("allOf").replace('\'', '"'), "1"))
                .isEqualTo(new SchemaVerdict.Unjudged("needs more than 500000 steps"));
    }

    /** Thousands of errors with long paths would be kept until the end. */
    @Test
    void whatIsKeptOfErrorsIsBounded() {
        String name = "n".repeat(40_000);
        String payload = "{\"" + name + "\":[" + "0,".repeat(5_000) + "0]}";

        assertThat(Judged.by("{\"additionalProperties\":{\"items\":{\"type\":\"null\"}}}", payload))
                .isEqualTo(
                        new SchemaVerdict.Unjudged(
                                "needs more than " + (JudgingBudget.BYTES >> 20) + " MiB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u0000", "%", "%23", "~0", "+", " ", "\\\\", "\uE023"})
    void noNameOfAMemberConfusesTheLibrary(String name) {
        String schema =
                "{\"$defs\":{\"NAME\":{\"properties\":{\"NAME\":{\"type\":\"null\"}}}},"
                        + "\"properties\":{\"NAME\":{\"properties\":{\"NAME\":{\"type\":\"null\"}}}},"
                        + "\"additionalProperties\":{\"$ref\":\"#/properties\"}}";
        String named = schema.replace("NAME", escaped(name));

        assertThat(Judged.by(named, "{\"NAME\":{\"NAME\":1}}".replace("NAME", escaped(name))))
                .isInstanceOf(SchemaVerdict.Differs.class);
    }

    private static String escaped(String name) {
        return name.length() == 1 && (name.charAt(0) < ' ')
                ? "\\u%04x".formatted((int) name.charAt(0))
                : name;
    }

    private static String numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String nested(String open, String inner, String close, int depth) {
        return open.repeat(depth) + inner + close.repeat(depth);
    }
}

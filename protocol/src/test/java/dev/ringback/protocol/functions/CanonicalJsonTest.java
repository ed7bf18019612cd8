package dev.ringback.protocol.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases of RFC 8785 that SDKs were seen to take or refuse. */
final class CanonicalJsonTest {

    private static String canonical(String json) {
        return CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow().toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a":9007199254740992}            | {"a":9007199254740992}
                    {"a":12345678901234567890}        | {"a":12345678901234567000}
                    {"a":1.0}                         | {"a":1}
                    {"a":1e21}                        | {"a":1e+21}
                    {"a":1e20}                        | {"a":100000000000000000000}
                    {"a":0.0000001}                   | {"a":1e-7}
                    {"a":0.000001}                    | {"a":0.000001}
                    {"a":-0}                          | {"a":0}
                    {"a":-0.0}                        | {"a":0}
                    {"a":1.50}                        | {"a":1.5}
                    {"a":5e-324}                      | {"a":5e-324}
                    {"a":1.7976931348623157e308}      | {"a":1.7976931348623157e+308}
                    {"a":0.1}                         | {"a":0.1}
                    {"a":-123456.789}                 | {"a":-123456.789}
                    {"a":"\\u00e9"}                   | {"a":"é"}
                    {"a":"\\/"}                       | {"a":"/"}
                    {"a":"\\u001F"}                   | {"a":"\\u001f"}
                    {"a":"\\u0001\\b\\t\\n\\f\\r"}    | {"a":"\\u0001\\b\\t\\n\\f\\r"}
                    {"a":"\\ud800"}                   | {"a":"\\ud800"}
                    {"a":"\\udc00x"}                  | {"a":"\\udc00x"}
                    {"a":"\\ud83d\\ude00"}            | {"a":"😀"}
                    {"a":"\\u003cb\\u003e"}           | {"a":"<b>"}
                    {"ﬁ":2,"😀":1}                    | {"😀":1,"ﬁ":2}
                    { "b" : [ 1 , true , null ], "a" : {} } | {"a":{},"b":[1,true,null]}
                    """)
    void whatSdksSignIsWhatIsWritten(String json, String canonical) {
        assertThat(canonical(json)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "{\"a\":1,\"a\":2}", "[1e999]", "nul"})
    void whatTwoReadersMayReadInTwoWaysIsNoValue(String json) {
        assertThat(CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void whatIsMadeOfCanonicalValuesIsCanonical() {
        CanonicalJson made =
                CanonicalJson.object(
                        Map.of(
                                "b", CanonicalJson.of("é\n"),
                                "a",
                                        CanonicalJson.array(
                                                List.of(
                                                        CanonicalJson.of(7),
                                                        CanonicalJson.of(true),
                                                        CanonicalJson.NULL))));

        assertThat(made).hasToString("{\"a\":[7,true,null],\"b\":\"é\\n\"}");
        assertThat(CanonicalJson.read(made.bytes())).contains(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "\"é\"", "\"€\"", "\"😀\"", "\"\\ud800\""})
    void theSizeIsThatOfTheBytes(String json) {
        CanonicalJson value =
                CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertThat(value.size()).isEqualTo(value.bytes().length);
    }

    @Test
    void aStepIsCalledByTheHashOfItsId() {
        assertThat(StepId.of("a").hash()).isEqualTo("86f7e437faa5a7fce15d1ddcb9eaeaea377667b8");
        assertThat(StepId.of("load-user").hash()).startsWith("6f951bc1");
    }
}

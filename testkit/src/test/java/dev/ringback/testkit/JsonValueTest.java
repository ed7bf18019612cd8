package dev.ringback.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

    @Test
    void valuesAreFoundByTheirPath() {
        JsonValue json =
                JsonValue.read(
                        """
                        { "a": {"b": "c\\n\\u00e9\\"", "n": null}, "list": [1, [], {}, "x", true],
                          "none": [ ], "number": -2.5e1 }
                        """);

        assertThat(json.at("a", "b").text()).hasValue("c\né\"");
        assertThat(json.at("a", "n")).isEqualTo(JsonValue.NOTHING);
        assertThat(json.at("a", "b", "c", "d")).isEqualTo(JsonValue.NOTHING);
        assertThat(json.at("a").text()).isEmpty();
        assertThat(json.at("number").is(-25.0)).isTrue();
        assertThat(json.at("none").elements()).isEmpty();
        assertThat(json.at("list").elements()).hasSize(5);
        assertThat(json.at("list").elements().getLast().is(true)).isTrue();
    }

    @Test
    void aQuotedTextReadsAsItself() {
        String text = "a \"b\" \\ c\r\n\t\u0001 é 😀";
        assertThat(JsonValue.read(JsonValue.quoted(text)).text()).hasValue(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "<html>", "{", "{\"a\"}", "[1,]", "[1", "{} {}", "\"a", "nul", "\"\\u12"
            })
    void whatIsNotJsonIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonValue.read(text));
    }

    @Test
    void depthIsBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonValue.read("[".repeat(100_000)));
    }
}

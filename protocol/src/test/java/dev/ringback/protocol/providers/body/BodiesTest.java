package dev.ringback.protocol.providers.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodiesTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<ParsedJson> json(String text, String... pointers) {
        JsonPaths paths = pointers.length == 0 ? JsonPaths.ALL : JsonPaths.of(List.of(pointers));
        return JsonBody.read(utf8(text), paths);
    }

    @Test
    void onlyWhatIsAskedForIsKept() {
        ParsedJson tree =
                json("{\"a\":{\"b\":[1,{\"c\":\"x\",\"d\":2}]},\"e\":[9]}", "/a/b/1/c")
                        .orElseThrow();
        assertThat(tree.text("/a/b/1/c")).contains("x");
        assertThat(tree.text("/a/b/0")).isEmpty();
        assertThat(tree.text("/a/b/1/d")).isEmpty();
        assertThat(tree.members()).containsOnlyKeys("a");
    }

    @Test
    void eachElementAndOneOfThemCanBeAskedForTogether() {
        String text = "[{\"a\":1,\"b\":2,\"c\":3},{\"a\":4,\"b\":5}]";
        ParsedJson tree = json(text, "/*/a", "/0/b").orElseThrow();
        assertThat(tree.items()).hasSize(2);
        assertThat(tree.text("/0/a")).contains("1");
        assertThat(tree.text("/0/b")).contains("2");
        assertThat(tree.text("/1/a")).contains("4");
        assertThat(tree.text("/1/b")).isEmpty();
    }

    @Test
    void aLargeBodyOfWhichLittleIsAskedForIsNotBuilt() {
        String text = "[{\"a\":1}" + ",7".repeat(500_000) + "]";
        assertThat(json(text, "/0/a").orElseThrow().items()).hasSizeLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}x",
                "{}{}",
                "{'a':1}",
                "{\"a\":01}",
                "nul",
                "{\"a\":1,}",
                "\u0000"
            })
    void whatIsNotOneDocumentIsNone(String text) {
        assertThat(json(text)).isEmpty();
        assertThat(json(text, "/a")).isEmpty();
    }

    @Test
    void aNameThatIsAskedForMustNotComeTwice() {
        String text = "{\"a\":1,\"b\":2,\"a\":3}";
        assertThat(json(text, "/b")).isPresent();
        assertThat(json(text, "/a")).isEmpty();
    }

    @Test
    void depthIsBounded() {
        assertThat(json("[".repeat(200) + "]".repeat(200))).isPresent();
        assertThat(json("[".repeat(201) + "]".repeat(201))).isEmpty();
        assertThat(json("[".repeat(1_000_000), "/a")).isEmpty();
    }

    @Test
    void numbersKeepTheirDigits() {
        ParsedJson tree = json("{\"a\":12345678901234567890.10,\"b\":1E400}").orElseThrow();
        assertThat(tree.text("/a")).contains("12345678901234567890.10");
        assertThat(tree.text("/b")).contains("1E400");
    }

    /** Source: RFC 8785, appendix B, and ECMA-262. */
    @ParameterizedTest
    @CsvSource({
        "0.0, 0",
        "-0, 0",
        "1.0, 1",
        "4.50, 4.5",
        "2e-3, 0.002",
        "1E30, 1e+30",
        "1e21, 1e+21",
        "1e20, 100000000000000000000",
        "0.000001, 0.000001",
        "1e-7, 1e-7",
        "333333333.33333329, 333333333.3333333",
        "1e-27, 1e-27",
        "9007199254740993, 9007199254740992",
        "5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "-1.5e-10, -1.5e-10"
    })
    void canonicalNumbersAreThoseOfJavaScript(String written, String canonical) {
        assertThat(JsonText.CANONICAL.of(json(written).orElseThrow())).isEqualTo(canonical);
    }

    @Test
    void theCanonicalFormIsSortedAndDense() {
        String text =
                "{ \"b\" : [ true , null , \"\\u20ac\\/\\u0001\\n\\\"\" ], \"a\" : {}, \"B\":1}";
        assertThat(JsonText.CANONICAL.of(json(text).orElseThrow()))
                .isEqualTo("{\"B\":1,\"a\":{},\"b\":[true,null,\"\u20ac/\\u0001\\n\\\"\"]}");
        assertThat(JsonText.SPACED.of(json("{\"a\":[1,2.50]}").orElseThrow()))
                .isEqualTo("{\"a\": [1, 2.50]}");
    }

    @Test
    void anEntityOfADocumentIsNotFollowed() {
        String kind = "<n><kind>%s</kind></n>";
        assertThat(XmlText.at(utf8(kind.formatted("x")), "/n/kind")).contains("x");
        String type = "<!DOCTYPE n [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>";
        assertThat(XmlText.at(utf8(type + kind.formatted("&e;")), "/n/kind")).isEmpty();
        assertThat(XmlText.at(utf8(kind.formatted("&e;")), "/n/kind")).isEmpty();
        assertThat(XmlText.at(utf8("<n><kind>"), "/n/kind")).isEmpty();
        assertThat(XmlText.at(utf8("<a>".repeat(5_000)), "/n")).isEmpty();
    }

    @Test
    void whatUnpacksToTooMuchIsNothing() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[1_000_000]);
        }
        byte[] bomb = packed.toByteArray();
        assertThat(Unpacking.unpack(bomb, "gzip", 1_000_000)).isPresent();
        assertThat(Unpacking.unpack(bomb, "GZIP ", 999_999)).isEmpty();
        assertThat(Unpacking.unpack(utf8("no gzip"), "gzip", 99)).isEmpty();
        assertThat(Unpacking.unpack(bomb, "br", 99)).isEmpty();
    }

    @Test
    void aFormKeepsAllValuesAndEscapesThatAreNone() {
        FormFields form = FormFields.read("a=1&b=%zz&a=2&c&d=%C3%A4+x");
        assertThat(form.all("a")).containsExactly("1", "2");
        assertThat(form.first("b")).contains("%zz");
        assertThat(form.first("c")).contains("");
        assertThat(form.first("d")).contains("\u00e4 x");
        assertThat(FormFields.ofUrl("https://a.example/p?x=1#?x=2").all("x")).containsExactly("1");
    }
}

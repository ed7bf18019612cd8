package dev.ringback.server.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a script before there is a request. */
class CheckTest {

    private static String fault(String script) {
        return switch (Scripts.check(script)) {
            case Checked.Wrong(ScriptFault fault) -> fault.toString();
            case Checked.Ready ready -> throw new AssertionError(ready.toString());
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function transform(evt, headers = {}, queryParams = {}, raw = '') {}",
                "const transform = (evt) => ({ name: evt.type })",
                "let transform; transform = function () {}",
                "var transform = function () {} // with a remark behind it",
                "globalThis.transform = () => null",
                "'use strict'; class A { #x = 1 }; function transform() { return new A() }",
                "function transform({ id, ...rest }) { return { name: `a.${id ?? 1}`, data: rest }"
                        + " }",
                "x = 010; function transform() { with ({}) {} }",
                "async function transform() {}",
                "function transform() { throw 1 }"
            })
    void aScriptWithATransformIsReady(String script) {
        assertThat(Scripts.check(script)).isEqualTo(new Checked.Ready(Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "// nothing", "function Transform() {}", "{ let transform = 1 }"})
    void aScriptWithoutATransformIsToldSo(String script) {
        assertThat(Scripts.check(script))
                .isEqualTo(new Checked.Ready(Optional.of("has no function named transform")));
        assertThat(Scripts.failure(Scripts.run(script)))
                .isEqualTo("has no function named transform");
    }

    @Test
    void aTransformThatIsNoFunctionIsToldSo() {
        assertThat(Scripts.check("const transform = {}"))
                .isEqualTo(new Checked.Ready(Optional.of("has a transform that is no function")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "function transform( {|line 1, column 20",
                "\\n\\nfoo(|line 3, column 1",
                "\\n  const transform = 1;\\n  const transform = 2;|line 3",
                "/* open|line 1",
                "'open|line 1",
                "function transform() { return { a: 'x' b: 1 } }|line 1, column 30",
                "\\nexport default function transform() {}|line 2, column 1",
                "\\nundefinedFunction()|line 2, column 1: ReferenceError: undefinedFunction is not"
                        + " defined",
                "\\n\\n  throw new RangeError('no')|line 3, column 13: RangeError: no",
                "throw 'words'|threw words",
                "throw { a: 1 }|threw {\"a\":1}",
                "throw Object.create(null)|threw {}",
                "throw { toJSON() { throw 1 } }|threw what cannot be told",
                "const o = {}; o.o = o; throw o|threw what cannot be told",
                "for (;;) {}|was stopped after it had computed for 1000 ms"
            })
    void whatIsWrongIsToldWithItsPlace(String script, String words) {
        assertThat(fault(script.replace("\\n", "\n"))).startsWith(words);
    }

    @Test
    void aFaultInARunHasItsPlaceToo() {
        String script =
                """
                function lines(evt) {
                  return evt.data.sorted();
                }
                function transform(evt) {
                  return { name: "a", data: { first: lines(evt)[0] } };
                }
                """;

        assertThat(Scripts.failure(Scripts.run(script, Scripts.json("{\"data\":{}}"))))
                .isEqualTo("line 2, column 19: TypeError: not a function");
    }

    @Test
    void longWordsAreCut() {
        assertThat(fault("throw new Error('x'.repeat(1000000))"))
                .hasSize("line 1, column 20: ".length() + 500);
    }

    @Test
    void aScriptThatIsTooLongIsNotLookedAt() {
        assertThat(TransformScript.problemWith("x".repeat(65_536))).isEmpty();
        assertThat(TransformScript.problemWith("x".repeat(65_537)))
                .hasValue("has 65537 characters, more than 65536");
    }
}

package dev.ringback.server.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that would take for ever, or all there is, if anybody let them. */
class HostileScriptsTest {

    private static final int MIB = 1 << 20;
    private static final String STOPPED = "was stopped after it had computed for 400 ms";
    private static final String MEMORY = "needs more memory than 32 MiB";
    private static final String BROKEN =
            "broke the engine, most likely for want of memory: it may have 32 MiB";
    private static final String TOO_DEEP = "calls itself too often";

    private static Transforms transforms;

    /** With time enough, for what ends of something else. */
    private static Transforms patient;

    private static ByteBudget budget;

    @BeforeAll
    static void open() {
        budget = ByteBudget.ofHeap(512L * MIB);
        transforms =
                new Transforms(
                        budget, new SandboxLimits(Duration.ofMillis(400), 4 * MIB, 32 * MIB, MIB));
        patient =
                new Transforms(
                        budget, new SandboxLimits(Duration.ofMinutes(1), 4 * MIB, 32 * MIB, MIB));
    }

    @AfterAll
    static void close() {
        transforms.close();
        patient.close();
        assertThat(budget.held()).as("all memory is given back").isZero();
    }

    private static Transformed run(String script, String body) {
        return run(transforms, script, body);
    }

    private static Transformed run(Transforms by, String script, String body) {
        return by.run(Scripts.project(), new TransformScript(script), Scripts.json(body))
                .orElseThrow();
    }

    private static Transformed in(String body) {
        return run("function transform(evt) { " + body + " }", "{}");
    }

    private static Transformed patiently(String body) {
        return run(patient, "function transform(evt) { " + body + " }", "{}");
    }

    /** Whatever was before, a script runs and finds the world as it should be. */
    private static void assertThatOthersRun() {
        Transformed.MadeEvent event =
                Scripts.only(
                        run(
                                "function transform(evt) { return { name: 'a', data: {"
                                        + " names: Object.getOwnPropertyNames(globalThis).length,"
                                        + " sum: [1, 2, 3].reduce((a, b) => a + b), evt } } }",
                                "{\"x\":1}"));
        assertThat(event.data().text())
                .startsWith("{\"names\":")
                .endsWith(",\"sum\":6,\"evt\":{\"x\":1}}");
    }

    static List<String> endless() {
        return List.of(
                "while (true) {}",
                "for (;;) { try { throw 1 } catch {} finally { continue } }",
                "/(a+)+b/.test('a'.repeat(50))",
                "const a = []; for (;;) { a.length = 0; a.push({}) }",
                "let s = ''; for (;;) { s = 'x'.repeat(100000).split('').reverse().join('') }",
                "new Array(3e7).indexOf(1); for (;;) JSON.stringify(evt)",
                "for (;;) Date.now()",
                "for (;;) console.log('x'.repeat(10000))",
                "[3, 1, 2].sort(() => { for (;;) {} })",
                "JSON.stringify({ toJSON() { for (;;) {} } })",
                "new Proxy({}, { get() { for (;;) {} } }).x",
                "eval('for (;;) {}')",
                "new Function('for (;;) {}')()",
                "function* g() { for (;;) yield 1 } for (const x of g()) {}",
                "return { toJSON() { for (;;) {} } }",
                "return { get name() { for (;;) {} } }",
                "throw { get message() { for (;;) {} }, toJSON() { for (;;) {} } }",
                "const e = new Error('x'); Object.defineProperty(e, 'message', {"
                        + " get() { for (;;) {} } }); throw e",
                "Promise.resolve().then(() => { for (;;) {} }); return null");
    }

    @ParameterizedTest
    @MethodSource("endless")
    void whatDoesNotEndIsStopped(String body) {
        assertThat(Scripts.failure(in(body))).isEqualTo(STOPPED);
        assertThatOthersRun();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'x'.repeat(1e9)",
                "let s = 'x'; for (;;) s = [s, s, s, s].join('-')",
                "const a = []; for (;;) a.push(new Uint8Array(1000000))",
                "new ArrayBuffer(2 ** 31 - 1)",
                "'x'.padStart(5e8)"
            })
    void whatTakesAllMemoryGetsNone(String body) {
        assertThat(Scripts.failure(patiently(body))).containsAnyOf(MEMORY, BROKEN);
        assertThatOthersRun();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const a = []; for (;;) a.push('xxxxxxx' + a.length)",
                "new Array(1e8).fill(0)",
                "const a = new Array(2e7); for (;;) a.push(...a)",
                "[...new Array(1e8).keys()]",
                "'x'.repeat(1e6).replaceAll('x', 'y'.repeat(1000))",
                "const f = () => Promise.resolve().then(f); f(); for (;;) f()",
                "2n ** 2n ** 24n ** 2n; for (;;) {}"
            })
    void whatTakesMoreAndMoreIsStoppedOrGetsNoMore(String body) {
        assertThat(Scripts.failure(in(body))).containsAnyOf(STOPPED, MEMORY, BROKEN, "RangeError");
        assertThatOthersRun();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const f = () => f() + 1; f()",
                "const f = (a, b, c, ...d) => f(d, [a], { b }, c) + 1; f()",
                "const o = {}; o.toString = () => '' + o; '' + o",
                "const o = { get x() { return this.x } }; o.x",
                "const f = () => { try { return f() } finally { f() } }; f()",
                "const a = []; a[0] = a; a.flat(Infinity)",
                "JSON.parse('['.repeat(50000))",
                "let o = {}; for (let i = 0; i < 20000; i++) o = { o }; return { name: 'a', data: o"
                        + " }",
                "eval('('.repeat(50000))",
                "const p = new Proxy({}, { get: (t, k, r) => r[k] }); p.x",
                "return { toJSON() { return JSON.stringify(this) } }"
            })
    void whatCallsItselfForEverIsTold(String body) {
        assertThat(Scripts.failure(in(body)))
                .satisfiesAnyOf(
                        words -> assertThat(words).isIn(TOO_DEEP, STOPPED),
                        words -> assertThat(words).containsAnyOf("overflow", "memory", "Maximum"));
        assertThatOthersRun();
    }

    @Test
    void depthEndsWhereverItIsReached() {
        for (int depth : IntStream.range(0, 60).map(i -> 20 + i * i * 4).toArray()) {
            Transformed ended =
                    patiently(
                            "const f = (n) => n === 0 ? JSON.stringify([Date.now(), Math.sin(1)])"
                                    + " : f(n - 1); f(%d); return { name: 'a' }".formatted(depth));
            assertThat(ended)
                    .as("depth %d", depth)
                    .satisfiesAnyOf(
                            each -> assertThat(each).isInstanceOf(Transformed.Events.class),
                            each -> assertThat(Scripts.failure(each)).isEqualTo(TOO_DEEP));
        }
        assertThatOthersRun();
    }

    @Test
    void whatIsTooLargeToReturnIsNotTaken() {
        String large = "return { name: 'a', data: { x: 'x'.repeat(1100000) } }";
        assertThat(Scripts.failure(patiently(large))).isEqualTo("returns more than 1 MiB");
    }

    @Test
    void whatNeedsMoreThanLittleMemoryGetsIt() {
        String body = "return { name: 'a', data: { length: evt.length } }";
        Transformed event =
                run(
                        patient,
                        "function transform(evt) { " + body + " }",
                        "[0" + ",0".repeat(500_000) + "]");

        assertThat(Scripts.only(event).data().text()).isEqualTo("{\"length\":500001}");
    }

    @Test
    void whatNeedsMemoryThatOthersHoldIsForLater() {
        var small = new ByteBudget(16L * MIB, 0);
        try (var short_ =
                new Transforms(
                        small, new SandboxLimits(Duration.ofSeconds(9), 4 * MIB, 32 * MIB, MIB))) {
            assertThat(
                            short_.run(
                                    Scripts.project(),
                                    new TransformScript("function transform() { 'x'.repeat(1e7) }"),
                                    Scripts.json("{}")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object.prototype.name = 'evil'; Array.prototype.map = null; globalThis.x = 1",
                "JSON.stringify = () => '{\"name\":\"evil\"}'; JSON.parse = null",
                "Math.random = () => 1; Date = null; String = null; Error = null",
                "delete globalThis.Object; globalThis.run = () => {}; Object.freeze(globalThis)",
                "Symbol.iterator = 1; Promise.prototype.then = null"
            })
    void nothingOutlastsARun(String body) {
        in(body);

        assertThatOthersRun();
        assertThat(Scripts.failure(in("return { id: 'x' }")))
                .isEqualTo("returns an event that has no name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Java",
                "Packages",
                "java_invoke",
                "Javy",
                "plugin",
                "process",
                "require",
                "fetch",
                "XMLHttpRequest",
                "setTimeout",
                "setInterval",
                "performance",
                "load",
                "read",
                "std",
                "os",
                "WebAssembly",
                "Deno",
                "Bun",
                "run"
            })
    void thereIsNoWayOut(String name) {
        assertThat(Scripts.value("typeof " + name, Scripts.json("{}"))).isEqualTo("\"undefined\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"import 'fs'", "export const transform = 1", "import('fs')"})
    void nothingCanBeImported(String script) {
        assertThat(run(script, "{}")).isInstanceOf(Transformed.Failed.class);
    }
}

package dev.ringback.server.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts are given, and what becomes of what they return. */
class TransformsTest {

    private static final String STRIPE =
            """
            function transform(evt, headers = {}, queryParams = {}, raw = "") {
              return {
                name: "stripe." + evt.type,
                data: evt,
                id: evt.id,
                ts: evt.created * 1000,
              };
            }
            """;

    @Test
    void aScriptNamesTheEventAndSaysWhatItCarries() {
        var event =
                Scripts.only(
                        Scripts.run(
                                STRIPE,
                                Scripts.json(
                                        "{\"id\":\"evt_1\",\"type\":\"invoice.paid\",\"created\":1700000000,"
                                                + "\"data\":{\"object\":{\"total\":12.5}}}")));

        assertThat(event.type().name()).isEqualTo("stripe.invoice.paid");
        assertThat(event.data().text())
                .isEqualTo(
                        "{\"id\":\"evt_1\",\"type\":\"invoice.paid\",\"created\":1700000000,"
                                + "\"data\":{\"object\":{\"total\":12.5}}}");
        assertThat(event.id()).hasValue("evt_1");
        assertThat(event.at()).hasValue(Instant.ofEpochSecond(1_700_000_000));
    }

    @Test
    void whatIsLeftOutIsLeftToTheServer() {
        var event = Scripts.only(Scripts.run("function transform() { return { name: 'a.b' } }"));

        assertThat(event)
                .isEqualTo(
                        new Transformed.MadeEvent(
                                event.type(),
                                Payload.of("{}"),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void headersHaveCanonicalNamesAndOneText() {
        var input =
                new TransformInput(
                        Payload.of("{}"),
                        Optional.empty(),
                        List.of(
                                new Header("x-github-event", "push"),
                                new Header("X-HUB-SIGNATURE-256", "sha256=1"),
                                new Header("via", "a"),
                                new Header("VIA", "b"),
                                new Header("x--y_z-", "1")),
                        Map.of(),
                        Scripts.NOW);

        assertThat(Scripts.value("headers", input))
                .isEqualTo(
                        "{\"X-Github-Event\":\"push\",\"X-Hub-Signature-256\":\"sha256=1\","
                                + "\"Via\":\"a, b\",\"X--Y_z-\":\"1\"}");
    }

    @Test
    void parametersOfTheQueryAreLists() {
        var input =
                new TransformInput(
                        Payload.of("{}"),
                        Optional.empty(),
                        List.of(),
                        Map.of("a", List.of("1", "2"), "b", List.of("")),
                        Scripts.NOW);

        assertThat(Scripts.value("queryParams.a.concat(queryParams.b)", input))
                .isEqualTo("[\"1\",\"2\",\"\"]");
    }

    @Test
    void theFieldsOfAFormAreLists() {
        var input =
                new TransformInput(
                        Payload.of("command=%2Fdeploy&a=1&a=2"),
                        Optional.of(Map.of("command", List.of("/deploy"), "a", List.of("1", "2"))),
                        List.of(),
                        Map.of(),
                        Scripts.NOW);

        assertThat(Scripts.value("[evt.command, evt.a, raw]", input))
                .isEqualTo("[[\"/deploy\"],[\"1\",\"2\"],\"command=%2Fdeploy&a=1&a=2\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<xml/>", "{\"a\":1", "\u0000", "{} {}"})
    void whatIsNeitherJsonNorAFormIsNoEventButThereAsItCame(String body) {
        assertThat(Scripts.value("[evt, raw.length]", Scripts.json(body)))
                .isEqualTo("[null," + body.length() + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"text\"", "[1,2]", "true"})
    void theEventIsWhateverTheBodyIs(String body) {
        assertThat(Scripts.value("evt", Scripts.json(body))).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Numbers are those of JavaScript; the text has every digit.
                "12345678901234567890|evt|12345678901234567000",
                "12345678901234567890|raw|\"12345678901234567890\"",
                "9007199254740993|evt|9007199254740992",
                "1e400|evt|null",
                "-0|1 / evt|null",
                // Names that mean something to JavaScript are names like others.
                "{\"__proto__\":{\"x\":1}}|evt|{\"__proto__\":{\"x\":1}}",
                "{\"__proto__\":{\"x\":1}}|evt.x|undefined",
                "{\"constructor\":1,\"toString\":2}|evt|{\"constructor\":1,\"toString\":2}",
                "{\"a\":1,\"a\":2}|evt|{\"a\":2}",
                // Half a character stays what it was.
                "\"\\ud800\"|evt|\"\\ud800\"",
                "\"\\ud83d\\ude00\"|evt.length|2"
            })
    void whatJavaScriptMakesOfABody(String body, String expression, String value) {
        assertThat(Scripts.value(expression, Scripts.json(body))).isEqualTo(value);
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() {
        byte[] body = "{\"a\":\"x?y\",\"b\":\"é\"}".getBytes(StandardCharsets.UTF_8);
        body[7] = (byte) 0xff;

        assertThat(Scripts.value("[evt.a, evt.b, raw.length]", Scripts.json(body)))
                .isEqualTo("[\"x\uFFFDy\",\"é\",19]");
    }

    @Test
    void aScriptMayMakeSeveralEventsAndLeaveSomeOut() {
        var made =
                Scripts.all(
                        Scripts.run(
                                "const transform = (evt) => evt.map((n) => n % 2 ? null"
                                        + " : { name: 'n.' + n, data: { n } })",
                                Scripts.json("[0,1,2,3,4]")));

        assertThat(made)
                .extracting(each -> each.type().name() + each.data().text())
                .containsExactly("n.0{\"n\":0}", "n.2{\"n\":2}", "n.4{\"n\":4}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "undefined", "", "[]", "[null, undefined]"})
    void aScriptMayDropARequest(String returned) {
        assertThat(Scripts.run("function transform() { return " + returned + " }"))
                .isEqualTo(new Transformed.Dropped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|returns a number, not an event",
                "'a.b'|returns a string, not an event",
                "true|returns a boolean, not an event",
                "1n|returns a bigint, not an event",
                "Symbol()|returns a symbol, not an event",
                "() => 1|returns a function, not an event",
                "Promise.resolve({ name: 'a.b' })|returns a promise, not an event",
                "(async () => ({ name: 'a.b' }))()|returns a promise, not an event",
                "{}|returns an event that has no name",
                "{ name: 7 }|returns an event that has a number for name, not a text",
                "{ name: '' }|returns an event that has a name that is no event type: event type"
                        + " has 0 characters, not 1 to 128",
                "{ name: 'a b' }|returns an event that has a name that is no event type: event type"
                        + " has a character that is not allowed at index 1",
                "{ name: 'a', data: [] }|returns an event that has an array for data, not an"
                        + " object",
                "{ name: 'a', data: 'x' }|returns an event that has a text for data, not an object",
                "{ name: 'a', id: 7 }|returns an event that has a number for id, not a text",
                "{ name: 'a', id: 'a\\n' }|returns an event that has a control character in its id",
                "{ name: 'a', id: 'x'.repeat(256) }|returns an event that has an id of 256"
                        + " characters, more than 255",
                "{ name: 'a', ts: new Date() }|returns an event that has a text for ts, not a"
                        + " number of milliseconds",
                "{ name: 'a', ts: 1.5 }|returns an event that has a ts of 1.5, not a whole number"
                        + " of milliseconds",
                "{ name: 'a', ts: 1700000000 }|returns an event that has a ts of 1700000000, which"
                        + " in milliseconds is not between 1980 and 2100",
                "{ name: 'a', ts: 1e300 }|returns an event that has a ts of 1e+300, not a whole"
                        + " number of milliseconds",
                "[{ name: 'a' }, 5]|returns an event, number 2, that is a number, not an event",
                "[[{ name: 'a' }]]|returns an event, number 1, that is an array, not an event",
                "new Array(1001).fill({ name: 'a' })|returns more than 1000 events",
                "{ toJSON() { return undefined } }|returns an object that has no JSON"
            })
    void nonsenseIsToldInWords(String returned, String words) {
        assertThat(
                        Scripts.failure(
                                Scripts.run("function transform() { return (" + returned + ") }")))
                .isEqualTo(words);
    }

    @Test
    void anEmptyIdAndNoTimeAreNone() {
        var event =
                Scripts.only(
                        Scripts.run(
                                "function transform(evt) { return { name: 'a', id: '', ts: 0,"
                                        + " data: null } }"));

        assertThat(event.id()).isEmpty();
        assertThat(event.at()).isEmpty();
        assertThat(event.data()).isEqualTo(Payload.of("{}"));
    }

    @Test
    void aThousandEventsAreNotTooMany() {
        assertThat(
                        Scripts.all(
                                Scripts.run(
                                        "function transform() {"
                                                + " return new Array(1000).fill({ name: 'a' }) }")))
                .hasSize(1000);
    }
}

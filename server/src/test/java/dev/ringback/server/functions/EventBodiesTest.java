package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.events.EventAnswer;
import dev.ringback.server.functions.events.EventBodies;
import dev.ringback.server.functions.events.EventIds;
import dev.ringback.server.functions.events.EventsRead;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.SentNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventBodiesTest {

    private static final Instant NOW = Instant.parse("2026-11-29T16:56:25.798Z");
    private static final String SEED = "1700000000000,AAAAAAAAAAAAAA==";

    private static Optional<EventIds> seed(String text) {
        return EventIds.seed(HeaderValues.of(Map.of(EventIds.HEADER, List.of(text))));
    }

    private static EventsRead read(String contentType, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return EventBodies.read(contentType, bytes, seed(SEED).orElseThrow()::id, NOW);
    }

    private static List<FunctionEvent> events(String body) {
        return ((EventsRead.Events) read("application/json", body)).events();
    }

    private static String error(String body) {
        return ((EventsRead.Refused) read("application/json", body)).error();
    }

    @Test
    void theSameSeedNamesTheSameEvents() {
        EventIds ids = seed(SEED).orElseThrow();
        assertThat(List.of(ids.id(1), ids.id(2)))
                .containsExactly("01HF7YAT000000000000000001", "01HF7YAT000000000000000002");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "x,AAAAAAAAAAAAAA==",
                "1700000000000",
                "-1,AAAAAAAAAAAAAA==",
                "1700000000000,AAAA",
                "1700000000000,***",
                "999999999999999,AAAAAAAAAAAAAA=="
            })
    void aMalformedSeedIsNone(String text) {
        assertThat(seed(text)).isEmpty();
    }

    @Test
    void anEventIsSeenByFunctionsWithItsIdAndAUser() {
        String body =
                """
                [{"name":"demo/a","data":{"b":1.0,"a":12345678901234567890},
                  "ts":1795971385798,"id":"own","extra":true}]
                """;
        FunctionEvent event = events(body).getFirst();

        assertThat(event.internalId()).isEqualTo("01HF7YAT000000000000000001");
        assertThat(event.asSent())
                .hasToString(
                        "{\"data\":{\"a\":12345678901234567000,\"b\":1},\"id\":\"own\","
                                + "\"name\":\"demo/a\",\"ts\":1795971385798,\"user\":{}}");
        assertThat(event.asListed().toString()).doesNotContain("user");
    }

    @Test
    void whatIsLeftOutIsFilledIn() {
        FunctionEvent event = events("{\"name\":\"a\",\"data\":null,\"ts\":0}").getFirst();
        assertThat(event.at()).isEqualTo(NOW);
        assertThat(event.shownId()).isEqualTo(event.internalId());
        assertThat(event.data()).hasToString("{}");
    }

    @Test
    void nobodySaysWhatOnlyTheServerSays() {
        assertThat(events("{\"name\":\"a\",\"data\":{\"_inngest\":{},\"x\":1}}").getFirst().data())
                .hasToString("{\"x\":1}");
    }

    @Test
    void aTimeAheadIsKept() {
        FunctionEvent event = events("{\"name\":\"a\",\"ts\":1795971999999}").getFirst();
        assertThat(event.isAhead(NOW)).isTrue();
        assertThat(event.isAhead(Instant.ofEpochMilli(1_795_971_999_999L))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "[]"})
    void noEventsAreTakenAsNone(String body) {
        assertThat(events(body)).isEmpty();
        assertThat(EventAnswer.taken(List.of()).body()).hasToString("{\"ids\":[],\"status\":200}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"name"                              | the body is not JSON
                    {"name":"a"} {"name":"b"}            | the body is not JSON: something follows behind its end
                    12                                   | the body must be an event
                    null                                 | the body must be an event
                    [1]                                  | it is not an object
                    {}                                   | event name is empty
                    {"name":""}                          | event name is empty
                    {"name":7}                           | name must be a string
                    {"name":"inngest/x"}                 | event name is reserved for internal use: inngest/x
                    {"name":"INNGEST/x"}                 | event name is reserved
                    {"name":"generation.completed"}      | event name is reserved for internal use: generation.completed
                    {"name":"ringback.internal.x"}       | event name is reserved
                    {"name":"a\\nb"}                      | event name has a character that no name may have: U+000A
                    {"name":"a\\u0000b"}                  | event name has a character that no name may have: U+0000
                    {"name":"a\\ud800b"}                  | event name has a character that no name may have: U+D800
                    {"name":"a","data":"x"}              | data must be an object
                    {"name":"a","data":[]}               | data must be an object
                    {"name":"a","data":{"n":1e999}}      | data has a number that is no double
                    {"name":"a","user":"x"}              | user must be an object
                    {"name":"a","id":1}                  | id must be a string
                    {"name":"a","ts":"now"}              | ts must be whole milliseconds
                    {"name":"a","ts":1.5}                | ts must be whole milliseconds
                    {"name":"a","ts":1}                  | ts is 1970-01-01T00:00:00.001Z, not between 1980
                    {"name":"a","ts":-5}                 | ts is 1969
                    {"name":"a","ts":9999999999999}      | not between 1980 and 2100
                    """)
    void whatIsNoEventSaysWhy(String body, String error) {
        assertThat(error(body)).contains(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a:b",
                "a/",
                "/",
                "..",
                "Größe 1 🙂",
                "a*",
                "a\"b",
                "generation.done"
            })
    void anEventMayHaveAnyName(String name) {
        String body = "{\"name\":\"" + name.replace("\"", "\\\"") + "\"}";
        assertThat(events(body).getFirst().name()).isEqualTo(name);
    }

    @Test
    void aNameHasOnlySoManyCharacters() {
        String most = "n".repeat(SentNames.MOST_CHARS);
        assertThat(events("{\"name\":\"" + most + "\"}").getFirst().name()).isEqualTo(most);
        assertThat(error("{\"name\":\"" + most + "n\"}")).contains("more than 512 characters");
    }

    @Test
    void aBodyIsTakenWholeOrNotAtAll() {
        assertThat(error("[{\"name\":\"a\"},{\"name\":\"\"}]"))
                .isEqualTo("event 2: event name is empty");
        String many = "[" + "{\"name\":\"a\"},".repeat(5_000) + "{\"name\":\"a\"}]";
        assertThat(error(many)).isEqualTo("the body has 5001 events, more than 5000");
    }

    @Test
    void anEventOfMoreThanThreeMebibytesIsRefusedWithItsSize() {
        String large = "{\"name\":\"a\",\"data\":{\"x\":\"" + "y".repeat(3 << 20) + "\"}}";
        assertThat(error(large)).matches("the event has 31457\\d\\d bytes, more than 3145728");
    }

    @Test
    void dataThatNobodyCouldWrapIsRefused() {
        assertThat(events(nested(100))).hasSize(1);
        assertThat(error(nested(101))).isEqualTo("data is nested more than 100 deep");
    }

    private static String nested(int deep) {
        return "{\"name\":\"a\",\"data\":" + "{\"x\":".repeat(deep) + "1" + "}".repeat(deep) + "}";
    }

    @Test
    void theStatusOfARefusalStandsInTheBodyToo() {
        EventAnswer answer = EventAnswer.refused(new EventsRead.Refused(400, "no"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).hasToString("{\"error\":\"no\",\"ids\":[],\"status\":400}");
        assertThat(EventAnswer.unknownKey().status()).isEqualTo(401);
    }

    @Test
    void jsonThatIsSentAsAFormIsJson() {
        EventsRead read =
                read("application/x-www-form-urlencoded", " [{\"name\":\"a\",\"data\":{}}]");
        assertThat(((EventsRead.Events) read).events())
                .extracting(FunctionEvent::name)
                .containsExactly("a");
    }

    @Test
    void aFormIsAnEventWhoseOtherFieldsAreItsData() {
        EventsRead read =
                read(
                        "application/x-www-form-urlencoded; charset=utf-8",
                        "name=a/b&ts=1795971385798&From=%2B1&To=x&To=y");
        FunctionEvent event = ((EventsRead.Events) read).events().getFirst();

        assertThat(event.name()).isEqualTo("a/b");
        assertThat(event.at()).isEqualTo(NOW);
        assertThat(event.data())
                .isEqualTo(
                        CanonicalJson.object(
                                Map.of(
                                        "From",
                                                CanonicalJson.array(
                                                        List.of(CanonicalJson.of("+1"))),
                                        "To",
                                                CanonicalJson.array(
                                                        List.of(
                                                                CanonicalJson.of("x"),
                                                                CanonicalJson.of("y"))))));
    }
}

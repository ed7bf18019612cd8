package dev.ringback.server.delivery;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonGrammar;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Bodies byte for byte. */
class DeliveryBodiesTest {

    private static final String ODD =
            " {\"b\" : 1.0e+2 ,\n\"a\":[ ],\"a\":\"\\u00e9\\/é😀\",\"n\":-0.0,"
                    + "\"big\":123456789012345678901234567890} ";

    private static String body(Format format, Event event) {
        DeliveryBody body = DeliveryBodies.of(format, event, "AhALzdz8S");
        return new String(body.payload().bytes(), UTF_8);
    }

    private static Event event(String contentType, byte[] payload) {
        return Samples.event(7, "order.paid", "order/é\"1\"\n", contentType, Payload.of(payload));
    }

    private static Event json(String payload) {
        return event(Event.JSON, payload.getBytes(UTF_8));
    }

    @Test
    void standard() {
        assertThat(body(Format.STANDARD, json(ODD)))
                .isEqualTo(
                        "{\"type\":\"order.paid\",\"timestamp\":\"2026-03-13T12:00:00.007Z\","
                                + "\"data\":"
                                + ODD
                                + "}");
    }

    @Test
    void standardWithWhatIsNotJson() {
        assertThat(body(Format.STANDARD, event("text/plain", "hé".getBytes(UTF_16))))
                .isEqualTo(
                        "{\"type\":\"order.paid\",\"timestamp\":\"2026-03-13T12:00:00.007Z\","
                                + "\"content_type\":\"text/plain\",\"data_base64\":\"/v8AaADp\"}");
    }

    @Test
    void cloudEvents() {
        DeliveryBody body = DeliveryBodies.of(Format.CLOUDEVENTS, json(ODD), "AhALzdz8S");

        assertThat(body.contentType()).isEqualTo("application/cloudevents+json");
        assertThat(body.payload().text())
                .isEqualTo(
                        "{\"specversion\":\"1.0\",\"id\":\"evt_0000000000007\","
                                + "\"source\":\"/projects/default\",\"type\":\"order.paid\","
                                + "\"subject\":\"order/é\\\"1\\\"\\u000a\","
                                + "\"time\":\"2026-03-13T12:00:00.007Z\","
                                + "\"datacontenttype\":\"application/json\",\"data\":"
                                + ODD
                                + "}");
    }

    @Test
    void cloudEventsWithoutSubjectAndWithBytes() {
        Event event = Samples.event(7, "t", "", "image/png", Payload.of(new byte[] {0, -1}));

        assertThat(body(Format.CLOUDEVENTS, event))
                .isEqualTo(
                        "{\"specversion\":\"1.0\",\"id\":\"evt_0000000000007\","
                                + "\"source\":\"/projects/default\",\"type\":\"t\","
                                + "\"time\":\"2026-03-13T12:00:00.007Z\","
                                + "\"datacontenttype\":\"image/png\",\"data_base64\":\"AP8=\"}");
    }

    static Stream<byte[]> oddBytes() {
        return Stream.of(
                new byte[0],
                ODD.getBytes(UTF_8),
                "{\"a\":1} trailing".getBytes(UTF_8),
                new byte[] {'"', (byte) 0xc3, '"'},
                new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '}'},
                new byte[] {0, '{', 0, '}'},
                new byte[] {(byte) 0xff, 0, 10, 13});
    }

    @ParameterizedTest
    @MethodSource("oddBytes")
    void rawAndPredictionAreThePayloadUntouched(byte[] payload) {
        for (Format format : List.of(Format.RAW, Format.PREDICTION)) {
            DeliveryBody body =
                    DeliveryBodies.of(format, event("text/odd; charset=x", payload), "AhALzdz8S");

            assertThat(body.payload().bytes()).isEqualTo(payload);
            assertThat(body.contentType()).isEqualTo("text/odd; charset=x");
        }
    }

    @ParameterizedTest
    @MethodSource("oddBytes")
    void openAiSaysWhatHappenedToWhatWhateverThePayloadIs(byte[] payload) {
        DeliveryBody body =
                DeliveryBodies.of(Format.OPENAI, event("text/odd", payload), "AhALzdz8S");

        assertThat(body.contentType()).isEqualTo("application/json");
        assertThat(body.payload().text())
                .isEqualTo(
                        "{\"id\":\"evt_0000000000007\",\"object\":\"event\","
                                + "\"created_at\":1773403200,\"type\":\"order.paid\","
                                + "\"data\":{\"id\":\"order/é\\\"1\\\"\\u000a\"}}");
    }

    @Test
    void openAiNamesAnEventByItsSequenceWhenItsIdIsNotOfThatShape() {
        Event given =
                new Event(
                        7,
                        ProjectId.DEFAULT,
                        new EventId("resp-1.completed"),
                        "response.completed",
                        "",
                        Samples.NOON,
                        Samples.NOON,
                        Event.JSON,
                        Payload.of("{}"));

        assertThat(body(Format.OPENAI, given))
                .isEqualTo(
                        "{\"id\":\"evt_0000000000007\",\"object\":\"event\","
                                + "\"created_at\":1773403200,\"type\":\"response.completed\","
                                + "\"data\":{\"id\":\"evt_0000000000007\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\",\"id\":\"ftjob-\\u0031\"}|\"ftjob-\\u0031\"",
                "{\"id\":17}|\"evt_0000000000007\"",
                "[{\"id\":\"ftjob-1\"}]|\"evt_0000000000007\"",
                "{\"id\":\"broken|\"evt_0000000000007\"",
            })
    void openAiTakesTheIdOfAProducersJobFromItsData(String data, String id) {
        Event sent =
                Samples.event(7, "fine_tuning.job.succeeded", "", Event.JSON, Payload.of(data));

        assertThat(body(Format.OPENAI, sent)).endsWith(",\"data\":{\"id\":" + id + "}}");
    }

    @ParameterizedTest
    @MethodSource("oddBytes")
    void everyEnvelopeCanBeParsedAndGivesThePayloadBack(byte[] payload) {
        for (Format format :
                List.of(
                        Format.STANDARD,
                        Format.INFERENCE,
                        Format.INFERENCE_LEGACY,
                        Format.CLOUDEVENTS)) {
            DeliveryBody body = DeliveryBodies.of(format, event(Event.JSON, payload), "AhALzdz8S");
            var tree = new JsonMapper().readTree(body.payload().bytes());
            if (JsonGrammar.accepts(payload)) {
                assertThat(tree.get("data")).isEqualTo(new JsonMapper().readTree(payload));
            } else {
                assertThat(tree.get("data_base64").binaryValue()).isEqualTo(payload);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    application/json                  | true
                    application/json; charset=utf-8   | true
                    Application/JSON                  | true
                    application/problem+json          | true
                    text/json-ish                     | false
                    text/plain                        | false
                    """)
    void aContentTypeIsJsonOrNot(String contentType, boolean json) {
        String body = body(Format.STANDARD, event(contentType, "{}".getBytes(UTF_8)));

        assertThat(body.contains("\"data\":{}")).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-13T12:00:00Z,2026-03-13T12:00:00.000Z",
        "2026-12-31T23:59:59.999999Z,2026-12-31T23:59:59.999Z",
        "1969-12-31T23:59:59.001Z,1969-12-31T23:59:59.001Z",
        "0001-01-01T00:00:00Z,0001-01-01T00:00:00.000Z",
        "+10000-01-01T00:00:00Z,+10000-01-01T00:00:00Z"
    })
    void momentsHaveThreeDigitsAndZ(String moment, String text) {
        assertThat(new JsonWriter(0).moment(Instant.parse(moment)).payload().text())
                .isEqualTo('"' + text + '"');
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aLoneSurrogateInTheSubjectStopsNothing(Format format) {
        Event event =
                Samples.event(7, "generation.completed", "\ud800", Event.JSON, Payload.of("{}"));

        assertThat(DeliveryBodies.of(format, event, "AhALzdz8S").payload().size()).isPositive();
    }

    @Test
    void aGivenIdStaysAsItIs() {
        Event given =
                new Event(
                        7,
                        new ProjectId("shop"),
                        new EventId("order.1"),
                        "t",
                        "",
                        Samples.NOON,
                        Samples.NOON,
                        Event.JSON,
                        Payload.of("1"));

        assertThat(body(Format.CLOUDEVENTS, given))
                .contains("\"id\":\"order.1\",\"source\":\"/projects/shop\"");
    }
}

package dev.ringback.server.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** inference.net's wordings byte for byte. */
class InferenceBodiesTest {

    private static final String ENDPOINT = "AhALzdz8S";
    private static final String GENERATION_ID = "XBKcs7F1s2oJ_AHiLMbF4";
    private static final String TIME = "\"timestamp\":\"2026-03-13T12:00:00.007Z\"";

    private static String generation(String request) {
        return "{\"id\":\"XBKcs7F1s2oJ_AHiLMbF4\", \"state\":\"Success\","
                + "\"stateMessage\":\"Success\",\"request\":"
                + request
                + ",\"response\": {\"choices\":[ 1.50 ]} ,\"model\":\"m\","
                + "\"finishedAt\":\"2026-03-13T12:00:04.000Z\",\"usage\":{}}";
    }

    private static String body(Format format, String type, String subject, String payload) {
        Event event = Samples.event(7, type, subject, Event.JSON, Payload.of(payload));
        DeliveryBody body = DeliveryBodies.of(format, event, ENDPOINT);
        assertThat(body.contentType()).isEqualTo("application/json");
        return body.payload().text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"generation.completed", "async-embedding.completed"})
    void aGenerationInThePresentWording(String type) {
        assertThat(body(Format.INFERENCE, type, GENERATION_ID, generation("{}")))
                .isEqualTo(
                        "{\"event\":\""
                                + type
                                + "\","
                                + TIME
                                + ",\"webhookId\":\"AhALzdz8S\",\"data\":"
                                + generation("{}")
                                + "}");
    }

    @Test
    void aGroupInThePresentWordingNamesNoWebhook() {
        String payload = "{\"groupSize\":1,\"status\":\"completed\",\"generations\":[]}";

        assertThat(body(Format.INFERENCE, "slow-group.completed", "6Z6o", payload))
                .isEqualTo(
                        "{\"event\":\"slow-group.completed\","
                                + TIME
                                + ",\"groupId\":\"6Z6o\",\"data\":"
                                + payload
                                + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFERENCE", "INFERENCE_LEGACY"})
    void theTestEventIsTheSameInBothWordings(Format format) {
        assertThat(body(format, "webhook.test", "", "{\"message\":\"hello\"}"))
                .isEqualTo(
                        "{\"event\":\"webhook.test\","
                                + TIME
                                + ",\"webhook_id\":\"AhALzdz8S\","
                                + "\"data\":{\"message\":\"hello\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generation.completed", "async-embedding.completed"})
    void aGenerationInTheFormerWording(String type) {
        assertThat(body(Format.INFERENCE_LEGACY, type, GENERATION_ID, generation("{ \"a\" : 1 }")))
                .isEqualTo(
                        "{\"event\":\""
                                + type
                                + "\","
                                + TIME
                                + ",\"webhook_id\":\"AhALzdz8S\","
                                + "\"generation_id\":\"XBKcs7F1s2oJ_AHiLMbF4\","
                                + "\"data\":{\"state\":\"Success\",\"stateMessage\":\"Success\","
                                + "\"request\":{ \"a\" : 1 },"
                                + "\"response\":{\"choices\":[ 1.50 ]},"
                                + "\"finishedAt\":\"2026-03-13T12:00:04.000Z\"}}");
    }

    @Test
    void aGroupInTheFormerWording() {
        String payload =
                "{\"groupSize\" : 2 ,\"status\":\"failed\",\"generations\": [ "
                        + generation("1")
                        + " , {\"id\":\"second\",\"state\":\"Failed\",\"finishedAt\":null}]}";

        assertThat(body(Format.INFERENCE_LEGACY, "slow-group.completed", "GRP", payload))
                .isEqualTo(
                        "{\"event\":\"slow-group.completed\","
                                + TIME
                                + ",\"group_id\":\"GRP\",\"data\":{\"group_size\":2,"
                                + "\"status\":\"failed\",\"generations\":["
                                + "{\"generationId\":\"XBKcs7F1s2oJ_AHiLMbF4\","
                                + "\"state\":\"Success\",\"stateMessage\":\"Success\","
                                + "\"request\":1,\"response\":{\"choices\":[ 1.50 ]},"
                                + "\"finishedAt\":\"2026-03-13T12:00:04.000Z\"},"
                                + "{\"generationId\":\"second\",\"state\":\"Failed\","
                                + "\"stateMessage\":null,\"request\":null,\"response\":null,"
                                + "\"finishedAt\":null}]}}");
    }

    @Test
    void anyOtherEventKeepsItsPayload() {
        assertThat(body(Format.INFERENCE, "order.paid", "o1", "[ 1 ]"))
                .isEqualTo(
                        "{\"event\":\"order.paid\","
                                + TIME
                                + ",\"webhookId\":\"AhALzdz8S\",\"data\":[ 1 ]}");
        assertThat(body(Format.INFERENCE_LEGACY, "order.paid", "o1", "[ 1 ]"))
                .isEqualTo(
                        "{\"event\":\"order.paid\","
                                + TIME
                                + ",\"webhook_id\":\"AhALzdz8S\",\"data\":[ 1 ]}");
    }

    @Test
    void whatIsTooLargeGoesWithoutRequestAndResponse() {
        String huge = generation("\"" + "x".repeat(InferenceBodies.CAP) + "\"");

        assertThat(body(Format.INFERENCE, "generation.completed", GENERATION_ID, huge))
                .isEqualTo(
                        "{\"event\":\"generation.completed\","
                                + TIME
                                + ",\"webhookId\":\"AhALzdz8S\",\"data\":{"
                                + "\"id\":\"XBKcs7F1s2oJ_AHiLMbF4\",\"state\":\"Success\","
                                + "\"stateMessage\":\"Success\",\"request\":null,"
                                + "\"response\":null,\"model\":\"m\","
                                + "\"finishedAt\":\"2026-03-13T12:00:04.000Z\",\"usage\":{},"
                                + "\"truncated\":true}}");
        assertThat(body(Format.INFERENCE_LEGACY, "generation.completed", GENERATION_ID, huge))
                .endsWith(
                        "\"data\":{\"state\":\"Success\",\"stateMessage\":\"Success\","
                                + "\"request\":null,\"response\":null,"
                                + "\"finishedAt\":\"2026-03-13T12:00:04.000Z\","
                                + "\"truncated\":true}}");
    }

    @Test
    void aGroupThatIsTooLargeGoesWithoutRequestsAndResponses() {
        String huge = generation("\"" + "x".repeat(InferenceBodies.CAP) + "\"");
        String group = "{\"groupSize\":1,\"status\":\"completed\",\"generations\":[" + huge + "]}";

        String present = body(Format.INFERENCE, "slow-group.completed", "GRP", group);
        assertThat(present)
                .contains("\"request\":null,\"response\":null")
                .endsWith("\"usage\":{},\"truncated\":true}],\"truncated\":true}}");
        String former = body(Format.INFERENCE_LEGACY, "slow-group.completed", "GRP", group);
        assertThat(former)
                .contains("\"request\":null,\"response\":null")
                .endsWith("\"}],\"truncated\":true}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFERENCE", "INFERENCE_LEGACY"})
    void theCapIsExact(Format format) {
        int overhead =
                body(format, "generation.completed", GENERATION_ID, generation("\"\"")).length();
        String most = generation("\"" + "x".repeat(InferenceBodies.CAP - overhead) + "\"");
        String more = generation("\"" + "x".repeat(InferenceBodies.CAP - overhead + 1) + "\"");

        assertThat(InferenceBodies.CAP).isEqualTo(10_000_000);
        assertThat(body(format, "generation.completed", GENERATION_ID, most))
                .hasSize(InferenceBodies.CAP);
        assertThat(body(format, "generation.completed", GENERATION_ID, more))
                .hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFERENCE", "INFERENCE_LEGACY"})
    void anyOtherEventThatIsTooLargeLosesItsRequestAndResponseToo(Format format) {
        String bulk = "\"" + "x".repeat(InferenceBodies.CAP) + "\"";

        assertThat(body(format, "run.ended", "r1", "{\"id\":1,\"request\":" + bulk + "}"))
                .endsWith("\"data\":{\"id\":1,\"request\":null,\"truncated\":true}}");
    }

    @Test
    void otherFormatsHaveNoCap() {
        String huge = generation("\"" + "x".repeat(InferenceBodies.CAP) + "\"");

        assertThat(body(Format.STANDARD, "generation.completed", GENERATION_ID, huge))
                .contains(huge);
    }

    @Test
    void slicesAreExactWhateverTheValueIs() {
        byte[] json =
                "x{ \"a\" : 12 ,\"b\":\"s\\\"é\" , \"c\":[1 ,2] ,\"d\":{\"e\":{}},\"f\":-1.5e3}y"
                        .getBytes(UTF_8);
        List<String> values = new ArrayList<>();
        new JsonSlice(json, 1, json.length - 1)
                .members()
                .forEach((name, slice) -> values.add(name + '=' + slice.payload().text()));

        assertThat(values)
                .containsExactly("a=12", "b=\"s\\\"é\"", "c=[1 ,2]", "d={\"e\":{}}", "f=-1.5e3");
    }

    @Test
    void theElementsOfAnArrayAreExact() {
        byte[] json = "[ 1 , {\"a\":[]},\"é\"] ".getBytes(UTF_8);

        assertThat(JsonSlice.all(json).elements())
                .extracting(slice -> slice.payload().text())
                .containsExactly("1", "{\"a\":[]}", "\"é\"");
        assertThat(JsonSlice.all(json).members()).isEmpty();
        assertThat(new JsonSlice(json, 2, 3).elements()).isEmpty();
    }
}

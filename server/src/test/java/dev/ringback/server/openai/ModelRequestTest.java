package dev.ringback.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelRequestTest {

    private static Payload forUpstream(String json, String ownModel, boolean streaming) {
        return ModelRequest.accepted(Operation.CHAT, Payload.of(json))
                .forUpstream(ownModel, streaming, false);
    }

    private static String asked(Operation operation, String json, boolean metadata) {
        return ModelRequest.accepted(operation, Payload.of(json))
                .forUpstream("m", true, metadata)
                .text();
    }

    @Test
    void whatNeedNotChangeGoesOnByteForByte() {
        String odd = "{ \"model\" : \"m\",\n\"messages\":[ ],\"x\":{\"a\":\"\\u00e9\"} }";
        assertThat(forUpstream(odd, "m", false).text()).isEqualTo(odd);
        assertThat(forUpstream("{\"model\":\"m\",\"stream\":true}", "m", true).text())
                .isEqualTo("{\"model\":\"m\",\"stream\":true}");
    }

    @ParameterizedTest
    @EnumSource(names = "RESPONSES", mode = EnumSource.Mode.EXCLUDE)
    void metadataIsKeptBackUnlessTheAnswerIsToBeStored(Operation operation) {
        String metadata = ",\"metadata\":{\"a\":\"b\"}";
        assertThat(asked(operation, "{\"model\":\"m\"" + metadata + "}", false))
                .isEqualTo("{\"model\":\"m\"}");
        assertThat(asked(operation, "{\"model\":\"m\",\"store\":false" + metadata + "}", false))
                .isEqualTo("{\"model\":\"m\",\"store\":false}");
        String stored = "{\"model\":\"m\",\"store\":true" + metadata + "}";
        assertThat(asked(operation, stored, false)).isEqualTo(stored);
    }

    @ParameterizedTest
    @EnumSource
    void theUpstreamLearnsNothingOfTheWebhookWhateverElseItGets(Operation operation) {
        assertThat(
                        asked(
                                operation,
                                """
                                {"model":"m","store":true,"webhook_id":"w",\
                                "metadata":{"webhook_id":"w","a":"b"}}\
                                """,
                                true))
                .isEqualTo("{\"model\":\"m\",\"store\":true,\"metadata\":{\"a\":\"b\"}}");
        assertThat(asked(operation, "{\"model\":\"m\",\"metadata\":{\"webhook_id\":\"w\"}}", true))
                .isEqualTo("{\"model\":\"m\"}");
    }

    @Test
    void aResponseTakesItsMetadataAlong() {
        String response = "{\"model\":\"m\",\"metadata\":{\"a\":\"b\"}}";
        assertThat(asked(Operation.RESPONSES, response, false)).isEqualTo(response);
        assertThat(asked(Operation.CHAT, response, true)).isEqualTo(response);
    }

    @Test
    void metadataThatIsEmptyWithoutTheWebhookIsLeftOut() {
        assertThat(
                        forUpstream(
                                        "{\"model\":\"m\",\"metadata\":{\"webhook_id\":\"w\"}}",
                                        "m",
                                        false)
                                .text())
                .isEqualTo("{\"model\":\"m\"}");
        assertThat(forUpstream("{\"model\":\"m\",\"metadata\":{}}", "m", false).text())
                .isEqualTo("{\"model\":\"m\"}");
    }

    @Test
    void aJobIsNeverStreamed() {
        assertThat(
                        forUpstream(
                                        """
                                        {"model":"m","stream":true,"stream_options":{},"n":1}\
                                        """,
                                        "m",
                                        false)
                                .text())
                .isEqualTo("{\"model\":\"m\",\"n\":1}");
    }

    @Test
    void numbersKeepEveryDigitWhenTheModelIsRenamed() {
        assertThat(
                        forUpstream(
                                        """
                                        {"model":"a/m","x":0.10,"y":12345678901234567890,\
                                        "z":1.0000000000000000001}\
                                        """,
                                        "m",
                                        false)
                                .text())
                .isEqualTo(
                        """
                        {"model":"m","x":0.10,"y":12345678901234567890,\
                        "z":1.0000000000000000001}\
                        """);
    }
}

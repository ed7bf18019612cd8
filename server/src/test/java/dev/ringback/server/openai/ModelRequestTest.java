package dev.ringback.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import org.junit.jupiter.api.Test;

class ModelRequestTest {

    private static Payload forUpstream(String json, String ownModel, boolean streaming) {
        return ModelRequest.accepted(Operation.CHAT, Payload.of(json))
                .forUpstream(ownModel, streaming);
    }

    @Test
    void whatNeedNotChangeGoesOnByteForByte() {
        String odd = "{ \"model\" : \"m\",\n\"messages\":[ ],\"metadata\":{\"a\":\"\\u00e9\"} }";
        assertThat(forUpstream(odd, "m", false).text()).isEqualTo(odd);
        assertThat(forUpstream("{\"model\":\"m\",\"stream\":true}", "m", true).text())
                .isEqualTo("{\"model\":\"m\",\"stream\":true}");
    }

    @Test
    void theUpstreamLearnsNothingOfTheWebhook() {
        assertThat(
                        forUpstream(
                                        """
                                        {"model":"m","metadata":{"webhook_id":"w","a":"b"}}\
                                        """,
                                        "m",
                                        false)
                                .text())
                .isEqualTo("{\"model\":\"m\",\"metadata\":{\"a\":\"b\"}}");
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

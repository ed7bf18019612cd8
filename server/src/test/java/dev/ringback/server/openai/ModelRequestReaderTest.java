package dev.ringback.server.openai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.groups.GroupRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRequestReaderTest {

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static Asked<ModelRequest> read(String json) {
        return ModelRequestReader.read(Operation.CHAT, Payload.of(json));
    }

    private static OpenAiError refused(String json) {
        return ((Asked.Invalid<ModelRequest>) read(json)).error();
    }

    @Test
    void theCommonFieldsAreRead() {
        var valid =
                (Asked.Valid<ModelRequest>)
                        read(
                                "{\"model\":\"m\",\"stream\":true,"
                                        + "\"metadata\":{\"webhook_id\":\"w\"},"
                                        + MESSAGES
                                        + "}");
        assertThat(valid.value().model()).isEqualTo("m");
        assertThat(valid.value().streamed()).isTrue();
        assertThat(valid.value().webhookId()).contains("w");
    }

    @Test
    void aRequestWhoseTreeWouldFillTheMemoryIsRefused() {
        String many = "[],".repeat((int) (JsonTree.MAX_TOKENS / 2)) + "[]";
        assertThat(refused("{\"model\":\"m\",\"tools\":[" + many + "]," + MESSAGES + "}").code())
                .contains("invalid_json");
    }

    @Test
    void whatIsMoreThanIsReadIsToldSoAndNotCalledNoJson() {
        List<String> beyond =
                List.of(
                        "[" + "1,".repeat((int) JsonTree.MAX_TOKENS) + "1]",
                        "[".repeat(600) + "]".repeat(600),
                        "1".repeat(1_100));

        for (String value : beyond) {
            String json = "{\"model\":\"m\"," + MESSAGES + ",\"tools\":" + value + "}";
            assertThat(refused(json).message()).contains("more than 1000000 JSON tokens");
            var group =
                    GroupRequest.read(Operation.CHAT, Payload.of("{\"requests\":" + value + "}"));
            assertThat(group)
                    .isInstanceOfSatisfying(
                            Asked.Invalid.class,
                            invalid ->
                                    assertThat(invalid.error().message())
                                            .contains("more than 1000000 JSON tokens"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"text\"",
                "null",
                "{\"model\":\"m\"} trailing",
                "{\"model\":\"m\",\"model\":\"n\"}"
            })
    void whatIsNoJsonObjectIsRefused(String json) {
        OpenAiError error = refused(json);
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).contains("invalid_json");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] bytes = ("{\"model\":\"m?\"," + MESSAGES + "}").getBytes(ISO_8859_1);
        bytes[11] = (byte) 0xff;
        assertThat(ModelRequestReader.read(Operation.CHAT, Payload.of(bytes)))
                .isInstanceOf(Asked.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "messages":[{"role":"user"}]                     | model
                    "model":"m"                                      | messages
                    "model":7,"messages":[{"role":"user"}]           | model
                    "model":" ","messages":[{"role":"user"}]         | model
                    "model":"m","messages":[]                        | messages
                    "model":"m","messages":"hi"                      | messages
                    "model":"m","messages":["hi"]                    | messages[0]
                    "model":"m","messages":[{"role":"user"},{}]      | messages[1].role
                    "model":"m","messages":[{"role":"u","content":1}]| messages[0].content
                    """)
    void theParameterThatIsWrongIsNamed(String members, String param) {
        assertThat(refused("{" + members.strip() + "}").param()).contains(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    temperature       | 0      | 2      | -0.1 | 2.0001
                    top_p             | 0      | 1      | -1   | 1.1
                    n                 | 1      | 128    | 0    | 129
                    max_tokens        | 1      | 99999  | 0    | 1.5
                    frequency_penalty | -2     | 2      | -2.1 | 1e999999999
                    presence_penalty  | -2     | 2      | -3   | 3
                    top_logprobs      | 0      | 20     | -1   | 21
                    top_k             | -1     | 1      | 0    | -2
                    stop              | "a"    | ["a"]  | 1    | [1]
                    stream            | true   | null   | 1    | "yes"
                    seed              | -5     | 5      | 0.5  | "5"
                    user              | "u"    | null   | 1    | {}
                    reasoning_effort  | "none" | "max"  | "x"  | 1
                    response_format   | {}     | null   | "a"  | []
                    tools             | []     | null   | {}   | "a"
                    tool_choice       | "auto" | {}     | 1    | []
                    logit_bias        | {}     | null   | []   | 1
                    metadata          | {}     | null   | []   | "a"
                    """)
    void fieldsAreTakenWithinTheirRangeAndNotBeyond(
            String field, String one, String other, String wrong, String alsoWrong) {
        assertThat(read(with(field, one))).isInstanceOf(Asked.Valid.class);
        assertThat(read(with(field, other))).isInstanceOf(Asked.Valid.class);
        assertThat(refused(with(field, wrong)).param()).contains(field);
        assertThat(refused(with(field, alsoWrong)).param()).contains(field);
    }

    @Test
    void fieldsThatAreNotKnownPassThrough() {
        assertThat(read(with("guided_json", "{\"a\":[1]}"))).isInstanceOf(Asked.Valid.class);
    }

    @Test
    void aWebhookIdThatIsNoTextIsRefused() {
        assertThat(refused(with("metadata", "{\"webhook_id\":7}")).param())
                .contains("metadata.webhook_id");
    }

    private static String with(String field, String value) {
        return "{\"model\":\"m\"," + MESSAGES + ",\"" + field + "\":" + value + "}";
    }
}

package dev.ringback.server.openai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
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
                .contains("too_complex");
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
                    stream            | true   | null   | 1    | "yes"
                    store             | true   | null   | 1    | "no"
                    metadata          | {}     | null   | []   | "a"
                    """)
    void fieldsThatAreActedOnAreTakenForWhatTheyAreOnly(
            String field, String one, String other, String wrong, String alsoWrong) {
        assertThat(read(with(field, one))).isInstanceOf(Asked.Valid.class);
        assertThat(read(with(field, other))).isInstanceOf(Asked.Valid.class);
        assertThat(refused(with(field, wrong)).param()).contains(field);
        assertThat(refused(with(field, alsoWrong)).param()).contains(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    CHAT        | "messages":[{"role":"user"}],"top_k":0
                    CHAT        | "messages":[{"role":"user"}],"max_tokens":-1
                    CHAT        | "messages":[{"role":"user"}],"temperature":2.5
                    CHAT        | "messages":[{"role":"user"}],"temperature":-1
                    CHAT        | "messages":[{"role":"user"}],"reasoning_effort":"default"
                    CHAT        | "messages":[{"role":"user"}],"top_logprobs":-1,"logprobs":5
                    CHAT        | "messages":[{"role":"user"}],"tools":"auto","n":1e999999999
                    CHAT        | "messages":[{"role":"user"}],"stop":[7],"seed":0.5,"user":{}
                    COMPLETIONS | "prompt":"a","max_tokens":0,"echo":true
                    COMPLETIONS | "prompt":{"text":"a"},"best_of":1000
                    COMPLETIONS | "prompt_embeds":"AAAA"
                    EMBEDDINGS  | "input":"a","encoding_format":"int8"
                    EMBEDDINGS  | "input":[{"image":"data:"}],"dimensions":"full"
                    EMBEDDINGS  | "messages":[{"role":"user","content":"a"}]
                    RESPONSES   | "previous_response_id":"resp_1"
                    RESPONSES   | "conversation":{"id":"conv_1"}
                    RESPONSES   | "prompt":{"id":"p"},"reasoning":"much","max_output_tokens":-1
                    """)
    void whatTheModelServerMayKnowIsForItToJudge(Operation operation, String members) {
        assertThat(
                        ModelRequestReader.read(
                                operation, Payload.of("{\"model\":\"m\"," + members + "}")))
                .isInstanceOf(Asked.Valid.class);
    }

    @ParameterizedTest
    @CsvSource({"COMPLETIONS, prompt", "EMBEDDINGS, input", "RESPONSES, input", "CHAT, messages"})
    void somethingMustBeAsked(Operation operation, String missing) {
        for (String more : List.of("", ",\"%s\":null".formatted(missing))) {
            var refused =
                    ModelRequestReader.read(operation, Payload.of("{\"model\":\"m\"" + more + "}"));
            assertThat(((Asked.Invalid<ModelRequest>) refused).error().param()).contains(missing);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"webhook_id\":\"w\"",
                "\"metadata\":{\"webhook_id\":\"w\"}",
                "\"webhook_id\":\"w\",\"metadata\":{\"webhook_id\":\"w\",\"order\":\"7\"}",
                "\"webhook_id\":\"w\",\"webhook_url\":null,\"metadata\":{\"webhook_source\":\"a\"}"
            })
    void aWebhookIsNamedInTheMetadataOrBesideIt(String members) {
        assertThat(read("{\"model\":\"m\"," + MESSAGES + "," + members + "}"))
                .isInstanceOfSatisfying(
                        Asked.Valid.class,
                        valid ->
                                assertThat(((ModelRequest) valid.value()).webhookId())
                                        .contains("w"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "webhook_url":"https://a"                                    | webhook_url
                    "webhook":{"url":"https://a"}                                | webhook
                    "webhookId":"w"                                              | webhookId
                    "webhook_idd":"w"                                            | webhook_idd
                    "webook_id":"w"                                              | webook_id
                    "callback_url":"https://a"                                   | callback_url
                    "metadata":{"webhook_url":"https://a"}                       | metadata.webhook_url
                    "metadata":{"webhook-id":"w"}                                | metadata.webhook-id
                    "metadata":{"order":"7","wehbook_id":"w"}                    | metadata.wehbook_id
                    "webhook_id":7                                               | webhook_id
                    "webhook_id":"v","metadata":{"webhook_id":"w"}               | webhook_id
                    """)
    void whatLooksAsIfItShouldBeCalledIsRefusedByName(String members, String param) {
        OpenAiError error = refused("{\"model\":\"m\"," + MESSAGES + "," + members + "}");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).contains(param);
        assertThat(error.message()).startsWith(param + " ");
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

    @Test
    void allThatIsWrongIsNamedAndTheErrorIsThatOfTheFirst() {
        OpenAiError error =
                refused(
                        """
                        {"messages":[{"role":" ","content":5},{"role":"user","content":"a"},7],
                         "stream":"yes","metadata":{"webhookid":"w"},"callback_url":"x"}\
                        """);

        assertThat(error.param()).contains("model");
        assertThat(error.code()).contains("missing_required_parameter");
        assertThat(error.message().split("; "))
                .containsExactly(
                        "model is missing",
                        "messages[0].role must be a string that is not blank",
                        "messages[0].content must be a string or an array of parts",
                        "messages[2] must be an object",
                        "stream must be true or false",
                        "callback_url calls nobody",
                        "name an endpoint by its id in metadata.webhook_id",
                        "metadata.webhookid calls nobody",
                        "name an endpoint by its id in metadata.webhook_id");
    }

    @Test
    void ofVeryMuchThatIsWrongSomeIsNamed() {
        String many = "1,".repeat(5_000) + "1";

        String message = refused("{\"model\":\"m\",\"messages\":[" + many + "]}").message();

        assertThat(message).startsWith("messages[0] must").endsWith("; and more");
        assertThat(message.length()).isLessThan(500);
    }
}

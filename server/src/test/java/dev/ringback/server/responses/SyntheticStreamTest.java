package dev.ringback.server.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntheticStreamTest {

    private static List<String> retold(String output) {
        Payload response = Payload.of("{\"output\":" + output + "}");
        return SyntheticStream.of(JsonTree.readObject(response).orElseThrow()).stream()
                .map(JsonObject::toString)
                .toList();
    }

    @Test
    void aMessageIsToldPartByPart() {
        String item =
                """
                {"type":"message","id":"msg_1","status":"completed","role":"assistant",\
                "content":[%s,{"type":"refusal","refusal":"No."}]}\
                """;
        String text =
                """
                {"type":"output_text","text":"Paris","annotations":[{"type":"url_citation"}]}\
                """;
        assertThat(retold("[" + item.formatted(text) + "]"))
                .containsExactly(
                        """
                        {"type":"response.output_item.added","sequence_number":0,\
                        "output_index":0,"item":{"type":"message","id":"msg_1",\
                        "status":"in_progress","role":"assistant","content":[]}}\
                        """,
                        """
                        {"type":"response.content_part.added","sequence_number":0,\
                        "item_id":"msg_1","output_index":0,"content_index":0,\
                        "part":{"type":"output_text","text":"","annotations":[]}}\
                        """,
                        """
                        {"type":"response.output_text.delta","sequence_number":0,\
                        "item_id":"msg_1","output_index":0,"content_index":0,\
                        "delta":"Paris","logprobs":[]}\
                        """,
                        """
                        {"type":"response.output_text.done","sequence_number":0,\
                        "item_id":"msg_1","output_index":0,"content_index":0,\
                        "text":"Paris","logprobs":[]}\
                        """,
                        """
                        {"type":"response.content_part.done","sequence_number":0,\
                        "item_id":"msg_1","output_index":0,"content_index":0,"part":\
                        """
                                + text
                                + "}",
                        """
                        {"type":"response.content_part.added","sequence_number":0,\
                        "item_id":"msg_1","output_index":0,"content_index":1,\
                        "part":{"type":"refusal","refusal":""}}\
                        """,
                        """
                        {"type":"response.refusal.delta","sequence_number":0,\
                        "item_id":"msg_1","output_index":0,"content_index":1,"delta":"No."}\
                        """,
                        """
                        {"type":"response.refusal.done","sequence_number":0,\
                        "item_id":"msg_1","output_index":0,"content_index":1,"refusal":"No."}\
                        """,
                        """
                        {"type":"response.content_part.done","sequence_number":0,\
                        "item_id":"msg_1","output_index":0,"content_index":1,\
                        "part":{"type":"refusal","refusal":"No."}}\
                        """,
                        """
                        {"type":"response.output_item.done","sequence_number":0,\
                        "output_index":0,"item":\
                        """
                                + item.formatted(text)
                                + "}");
    }

    @Test
    void aFunctionCallIsToldByItsArguments() {
        String item =
                """
                {"type":"function_call","id":"fc_1","call_id":"c1","name":"look",\
                "arguments":"{}","status":"completed"}\
                """;
        assertThat(retold("[" + item + "]"))
                .hasSize(4)
                .contains(
                        """
                        {"type":"response.function_call_arguments.delta","sequence_number":0,\
                        "item_id":"fc_1","output_index":0,"delta":"{}"}\
                        """,
                        """
                        {"type":"response.function_call_arguments.done","sequence_number":0,\
                        "item_id":"fc_1","output_index":0,"name":"look","arguments":"{}"}\
                        """);
    }

    @Test
    void anythingElseIsThereAtOnce() {
        String item = "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}";
        assertThat(retold("[7," + item + "]"))
                .containsExactly(
                        "{\"type\":\"response.output_item.added\",\"sequence_number\":0,"
                                + "\"output_index\":1,\"item\":"
                                + item
                                + "}",
                        "{\"type\":\"response.output_item.done\",\"sequence_number\":0,"
                                + "\"output_index\":1,\"item\":"
                                + item
                                + "}");
        assertThat(retold("[]")).isEmpty();
    }
}

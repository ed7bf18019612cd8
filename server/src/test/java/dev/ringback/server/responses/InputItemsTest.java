package dev.ringback.server.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputItemsTest {

    private static List<String> items(String input) {
        return InputItems.of("resp_1f", JsonTree.read(Payload.of(input)).orElseThrow()).stream()
                .map(JsonObject::toString)
                .toList();
    }

    @Test
    void aTextIsAMessageOfTheUser() {
        assertThat(items("\"hi\""))
                .containsExactly(
                        """
                        {"id":"msg_1f_0","type":"message","status":"completed","role":"user",\
                        "content":[{"type":"input_text","text":"hi"}]}\
                        """);
    }

    @Test
    void messagesAreGivenWhatTheirShortFormLeavesOut() {
        assertThat(
                        items(
                                "[{\"role\":\"system\",\"content\":[{\"type\":\"input_image\"}]},"
                                        + "{\"role\":\"assistant\",\"content\":\"yes\"}]"))
                .containsExactly(
                        """
                        {"id":"msg_1f_0","type":"message","status":"completed","role":"system",\
                        "content":[{"type":"input_image"}]}\
                        """,
                        """
                        {"id":"msg_1f_1","type":"message","status":"completed",\
                        "role":"assistant","content":[{"type":"output_text","text":"yes",\
                        "annotations":[]}]}\
                        """);
    }

    @Test
    void itemsKeepTheirOwnIdsAndMembers() {
        String message =
                """
                {"id":"msg_9","type":"message","status":"incomplete","role":"assistant",\
                "content":[]}\
                """;
        String output = "{\"id\":\"item_1f_1\",\"type\":\"function_call_output\",\"output\":\"7\"}";
        assertThat(items("[" + message + ",{\"type\":\"function_call_output\",\"output\":\"7\"}]"))
                .containsExactly(message, output);
    }

    @Test
    void withoutInputThereAreNone() {
        assertThat(InputItems.of("resp_1f", new JsonObject().at("input"))).isEmpty();
    }
}

package dev.ringback.server.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupRequestTest {

    @Test
    void whatIsMoreThanIsReadIsToldSoAndNotCalledNoJson() {
        List<String> beyond =
                List.of(
                        "[" + "1,".repeat((int) JsonTree.MAX_TOKENS) + "1]",
                        "[".repeat(600) + "]".repeat(600),
                        "1".repeat(1_100));

        for (String value : beyond) {
            Payload body = Payload.of("{\"requests\":" + value + "}");
            assertThat(GroupRequest.read(Operation.CHAT, body))
                    .isInstanceOfSatisfying(
                            Asked.Invalid.class,
                            invalid ->
                                    assertThat(invalid.error().message())
                                            .contains("more than 1000000 JSON tokens"));
        }
    }
}

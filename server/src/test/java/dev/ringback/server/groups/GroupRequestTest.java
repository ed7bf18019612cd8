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

    @Test
    void allThatIsWrongIsNamedRequestByRequest() {
        String json =
                "{\"requests\":[{\"model\":\"m\",\"prompt\":\"p\"},{\"stream\":1},{\"model\":5}]}";
        var invalid =
                (Asked.Invalid<GroupRequest>)
                        GroupRequest.read(Operation.COMPLETIONS, Payload.of(json));

        assertThat(invalid.error().param()).contains("requests[1].model");
        assertThat(invalid.error().message())
                .isEqualTo(
                        "requests[1]: model is missing; prompt is missing; stream must be true or"
                                + " false; requests[2]: model must be a string that is not blank;"
                                + " prompt is missing");
    }

    @Test
    void allThatIsWrongWithTheGroupItselfIsNamed() {
        Payload body = Payload.of("{\"hook\":1,\"webhook_id\":1,\"requests\":{}}");
        var invalid = (Asked.Invalid<GroupRequest>) GroupRequest.read(Operation.CHAT, body);

        assertThat(invalid.error().message())
                .isEqualTo(
                        "hook is no field of a group; requests and webhook_id are;"
                                + " requests must be an array of 1 to 50; webhook_id must be a"
                                + " string");
    }
}

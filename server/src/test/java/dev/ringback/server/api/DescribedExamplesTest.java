package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every operation is shown by an example, and each example is as it is described. */
class DescribedExamplesTest {

    private static List<String> operations() {
        return Described.operations();
    }

    /** What is sent, and what is answered to that when all is well, by type of the content. */
    private static List<Map.Entry<String, JsonNode>> contents(String operation) {
        JsonNode described = Described.operation(operation);
        List<Map.Entry<String, JsonNode>> contents =
                new ArrayList<>(described.at("/requestBody/content").properties());
        described
                .path("responses")
                .properties()
                .forEach(answer -> {
                    if (answer.getKey().startsWith("2")) {
                        contents.addAll(answer.getValue().path("content").properties());
                    }
                });
        return contents;
    }

    @ParameterizedTest
    @MethodSource("operations")
    void allThatIsSentAndAnsweredHasAnExampleThatFits(String operation) throws IOException {
        for (Map.Entry<String, JsonNode> content : contents(operation)) {
            String media = content.getKey();
            JsonNode example = content.getValue().path("example");
            assertThat(example.isMissingNode()).as(media).isFalse();
            if (media.equals("text/event-stream")) {
                assertStream(content.getValue().path("x-events"), example.asString());
            } else {
                assertThat(faults(content.getValue().path("schema"), example)).as(media).isEmpty();
            }
        }
    }

    private static List<String> faults(JsonNode schema, JsonNode example) {
        return DescribedAnswers.SCHEMAS.faults(
                schema, example.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void assertStream(JsonNode events, String told) throws IOException {
        assertThat(told).endsWith("\n\n");
        var body = new ByteArrayInputStream(told.getBytes(StandardCharsets.UTF_8));
        var stream = new DescribedStream(body, Optional.of(events), _ -> {});
        assertThat(stream.readAllBytes()).isNotEmpty();
    }

    @Test
    void refusalsAreShownAsTheyAreDescribed() {
        Described.document()
                .at("/components/responses")
                .properties()
                .forEach(answer ->
                        answer.getValue()
                                .path("content")
                                .properties()
                                .forEach(content -> {
                                    JsonNode example = content.getValue().path("example");
                                    assertThat(example.isMissingNode())
                                            .as(answer.getKey())
                                            .isFalse();
                                    assertThat(faults(content.getValue().path("schema"), example))
                                            .as(answer.getKey())
                                            .isEmpty();
                                }));
    }
}

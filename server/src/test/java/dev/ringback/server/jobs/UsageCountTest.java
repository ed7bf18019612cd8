package dev.ringback.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageCountTest {

    private final List<String> counted = new ArrayList<>();

    private List<String> counted(Operation operation, String... data) {
        var usage = new UsageCount(operation);
        for (String each : data) {
            usage.event(new StreamEvent(Optional.empty(), each));
        }
        usage.count(
                (upstream, input, output) -> counted.add(upstream + " " + input + " " + output),
                "gpu");
        return counted;
    }

    @Test
    void theLastThatIsSaidCounts() {
        assertThat(
                        counted(
                                Operation.CHAT,
                                "{\"usage\":null,\"choices\":[]}",
                                "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}",
                                "{\"usage\" : {\"prompt_tokens\":9,\"completion_tokens\":4}}",
                                "{\"usage\":null}"))
                .containsExactly("gpu 9 4");
    }

    @Test
    void aResponseSaysItOfItself() {
        assertThat(
                        counted(
                                Operation.RESPONSES,
                                "{\"type\":\"response.created\",\"response\":{\"usage\":null}}",
                                "{\"type\":\"response.completed\",\"response\":"
                                        + "{\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}}"))
                .containsExactly("gpu 7 3");
    }

    @Test
    void whatAModelWritesIsNotCounted() {
        assertThat(
                        counted(
                                Operation.CHAT,
                                "{\"choices\":[{\"delta\":{\"content\":"
                                        + "\"{\\\"usage\\\":{\\\"prompt_tokens\\\":9}}\"}}]}",
                                "{\"choices\":[{\"usage\":{\"prompt_tokens\":9}}]}",
                                "\"usage\":{ no JSON",
                                "[DONE]"))
                .isEmpty();
    }
}

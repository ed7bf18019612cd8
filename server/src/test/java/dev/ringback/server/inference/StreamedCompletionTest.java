package dev.ringback.server.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.inference.Generation.End;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StreamedCompletionTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private static End end(StreamRelay.Finish finish, String... data) {
        var completion = new StreamedCompletion();
        for (String each : data) {
            completion.line("data: " + each, NOW);
        }
        return completion.end(finish, NOW);
    }

    private static String whole(String... data) {
        var success = (End.Success) end(new StreamRelay.Finish.Done(), data);
        return Json.write(success.completion().json()).text();
    }

    private static String delta(String delta) {
        return "{\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}";
    }

    @Test
    void toolCallsGrowByTheirIndex() {
        assertThat(
                        whole(
                                delta(
                                        """
                                        {"role":"assistant","tool_calls":[{"index":0,"id":"c1",\
                                        "type":"function","function":{"name":"f",\
                                        "arguments":""}}]}\
                                        """),
                                delta(
                                        """
                                        {"tool_calls":[{"index":0,"function":{"arguments":\
                                        "{\\"a\\""}}]}\
                                        """),
                                delta(
                                        """
                                        {"tool_calls":[{"index":1,"id":"c2","function":{"name":\
                                        "g","arguments":"{}"}},{"index":0,"function":{\
                                        "arguments":":1}"}}]}\
                                        """),
                                """
                                {"choices":[{"index":0,"delta":{},"finish_reason":\
                                "tool_calls"}]}\
                                """))
                .isEqualTo(
                        """
                        {"object":"chat.completion","choices":[{"index":0,"message":{\
                        "role":"assistant","content":null,"tool_calls":[{"id":"c1",\
                        "type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}},{\
                        "id":"c2","function":{"name":"g","arguments":"{}"}}]},\
                        "finish_reason":"tool_calls"}]}\
                        """);
    }

    @Test
    void choicesAndReasoningAndLogprobsAreKeptApart() {
        assertThat(
                        whole(
                                """
                                {"choices":[{"index":1,"delta":{"content":"B"},"logprobs":{\
                                "content":[{"token":"B"}]}}]}\
                                """,
                                """
                                {"choices":[{"index":0,"delta":{"reasoning_content":"hm"},\
                                "finish_reason":"stop"}]}\
                                """,
                                """
                                {"choices":[{"index":1,"delta":{"content":"b"},"logprobs":{\
                                "content":[{"token":"b"}]}}],"usage":null}\
                                """))
                .isEqualTo(
                        """
                        {"object":"chat.completion","choices":[{"index":0,"message":{\
                        "role":"assistant","content":null,"reasoning_content":"hm"},\
                        "finish_reason":"stop"},{"index":1,"message":{"role":"assistant",\
                        "content":"Bb"},"logprobs":{"content":[{"token":"B"},{"token":"b"}]},\
                        "finish_reason":null}]}\
                        """);
    }

    @Test
    void whatIsNoChunkFails() {
        var done = new StreamRelay.Finish.Done();
        assertThat(end(done, "oops")).isInstanceOf(End.Failed.class);
        assertThat(end(done, "{\"choices\":[{\"index\":500}]}")).isInstanceOf(End.Failed.class);
        assertThat(end(done)).isInstanceOf(End.Failed.class);
    }

    @Test
    void aStreamWithoutDoneIsCompleteWhenEveryChoiceIs() {
        var closed = new StreamRelay.Finish.Closed();
        String last = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
        assertThat(end(closed, delta("{\"content\":\"a\"}"), last)).isInstanceOf(End.Success.class);
        assertThat(end(closed, delta("{\"content\":\"a\"}"))).isInstanceOf(End.Failed.class);
    }

    @Test
    void moreThanTenMebibytesAreNotCollected() {
        String chunk = delta("{\"content\":\"" + "a".repeat(1024 * 1024) + "\"}");
        var completion = new StreamedCompletion();
        for (int i = 0; i < 10; i++) {
            completion.line("data:" + chunk, NOW);
        }
        assertThat(completion.end(new StreamRelay.Finish.Done(), NOW))
                .isEqualTo(new End.Failed("upstream's answer is longer than 10 MiB", NOW));
    }

    @Test
    void commentsAndOtherFieldsAreSkipped() {
        var completion = new StreamedCompletion();
        completion.line(": keep-alive", NOW);
        completion.line("event: message", NOW);
        completion.line("", NOW);
        assertThat(completion.firstChunkAt()).isEmpty();
        completion.line("data:" + delta("{\"content\":\"a\"}"), NOW);
        assertThat(completion.firstChunkAt()).contains(NOW);
        assertThat(completion.end(new StreamRelay.Finish.Done(), NOW))
                .isInstanceOf(End.Success.class);
    }
}

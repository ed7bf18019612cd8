package dev.ringback.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Room;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerAssemblyTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final StreamRelay.Finish DONE = new StreamRelay.Finish.Done();
    private static final StreamRelay.Finish CLOSED = new StreamRelay.Finish.Closed();

    private static JobEnd failed(String reason) {
        return new JobEnd.Failed(UpstreamReplies.FAILED, reason);
    }

    private static JobEnd end(Operation operation, StreamRelay.Finish finish, String... data) {
        var assembly = new AnswerAssembly(operation, Room.TAKEN);
        for (String each : data) {
            assembly.event(new StreamEvent(Optional.empty(), each), NOW);
        }
        return assembly.end(finish);
    }

    private static JobEnd end(StreamRelay.Finish finish, String... data) {
        return end(Operation.CHAT, finish, data);
    }

    private static String whole(Operation operation, String... data) {
        var success = (JobEnd.Success) end(operation, DONE, data);
        return success.answer().json().payload().text();
    }

    private static String whole(String... data) {
        return whole(Operation.CHAT, data);
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
        assertThat(end(DONE, "oops")).isInstanceOf(JobEnd.Failed.class);
        assertThat(end(DONE, "{\"choices\":[{\"index\":-1}]}")).isInstanceOf(JobEnd.Failed.class);
        assertThat(end(DONE)).isInstanceOf(JobEnd.Failed.class);
    }

    @Test
    void aStreamWithoutDoneIsCompleteWhenEveryChoiceIs() {
        String last = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
        assertThat(end(CLOSED, delta("{\"content\":\"a\"}"), last))
                .isInstanceOf(JobEnd.Success.class);
        assertThat(end(CLOSED, delta("{\"content\":\"a\"}"))).isInstanceOf(JobEnd.Failed.class);
    }

    @Test
    void moreThanTenMebibytesAreNotCollected() {
        String[] chunks = new String[10];
        Arrays.fill(chunks, delta("{\"content\":\"" + "a".repeat(1024 * 1024) + "\"}"));
        assertThat(end(DONE, chunks)).isEqualTo(failed("upstream's answer is longer than 10 MiB"));
    }

    @Test
    void textsOfACompletionGrowByTheirIndexAndSoDoTheirLogprobs() {
        assertThat(
                        whole(
                                Operation.COMPLETIONS,
                                """
                                {"id":"cmpl-1","object":"text_completion","created":7,"model":"m",\
                                "choices":[{"text":"Par","index":0,"logprobs":{"tokens":["Par"],\
                                "token_logprobs":[-0.5]},"finish_reason":null}]}\
                                """,
                                "{\"choices\":[{\"text\":\"B\",\"index\":1}]}",
                                """
                                {"choices":[{"text":"is","index":0,"logprobs":{"tokens":["is"],\
                                "token_logprobs":[-0.25]},"finish_reason":"stop"}]}\
                                """,
                                "{\"choices\":[],\"usage\":{\"total_tokens\":3}}"))
                .isEqualTo(
                        """
                        {"id":"cmpl-1","object":"text_completion","created":7,"model":"m",\
                        "choices":[{"index":0,"text":"Paris","logprobs":{"tokens":["Par","is"],\
                        "token_logprobs":[-0.5,-0.25]},"finish_reason":"stop"},{"index":1,\
                        "text":"B","logprobs":null,"finish_reason":null}],\
                        "usage":{"total_tokens":3}}\
                        """);
    }

    private static String response(String type, String status, String more) {
        return """
        {"type":"%s","response":{"id":"resp_1","object":"response","status":"%s","output":[]%s}}\
        """
                .formatted(type, status, more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "incomplete", "failed"})
    void aResponseIsWhatItsLastEventTells(String status) {
        assertThat(
                        whole(
                                Operation.RESPONSES,
                                response("response.created", "in_progress", ""),
                                "{\"type\":\"response.output_text.delta\",\"delta\":\"Pa\"}",
                                response("response." + status, status, ",\"x\":1.50")))
                .isEqualTo(
                        """
                        {"id":"resp_1","object":"response","status":"%s","output":[],"x":1.50}\
                        """
                                .formatted(status));
    }

    @Test
    void aResponseWithoutItsLastEventIsNotComplete() {
        JobEnd ended = failed("upstream ended the stream before it was complete");
        String created = response("response.created", "in_progress", "");
        assertThat(end(Operation.RESPONSES, CLOSED, created)).isEqualTo(ended);
        assertThat(end(Operation.RESPONSES, DONE, created)).isEqualTo(ended);
        assertThat(end(Operation.RESPONSES, CLOSED)).isEqualTo(ended);
    }

    @Test
    void theLastEventOfALongStreamIsAllThatIsCollected() {
        String[] events = new String[12];
        Arrays.fill(
                events,
                "{\"type\":\"response.output_text.delta\",\"delta\":\"%s\"}"
                        .formatted("x".repeat(1024 * 1024)));
        events[11] =
                "{\"type\":\"response.completed\",\"response\":"
                        + "{\"object\":\"response\",\"output\":[]}}";
        assertThat(whole(Operation.RESPONSES, events))
                .isEqualTo("{\"object\":\"response\",\"output\":[]}");
    }

    @Test
    void whatIsNoEventOfAResponseFails() {
        JobEnd failed = failed("upstream answered something that is not a response");
        assertThat(end(Operation.RESPONSES, CLOSED, "{\"choices\":[]}")).isEqualTo(failed);
        assertThat(
                        end(
                                Operation.RESPONSES,
                                DONE,
                                "{\"type\":\"response.completed\",\"response\":{\"id\":\"x\"}}"))
                .isEqualTo(failed);
    }

    @ParameterizedTest
    @EnumSource(names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void anErrorInTheStreamEndsItHoweverItIsTold(Operation operation) {
        JobEnd failed = failed("upstream reported an error in the stream: out of memory");
        String typed = "{\"type\":\"error\",\"code\":null,\"message\":\"out of memory\"}";
        String object = "{\"error\":{\"message\":\"out of memory\"}}";
        assertThat(end(operation, DONE, typed)).isEqualTo(failed);
        assertThat(end(operation, DONE, object)).isEqualTo(failed);
        assertThat(end(operation, DONE, "{\"error\":\"out of memory\"}")).isEqualTo(failed);
        var named = new AnswerAssembly(operation, Room.TAKEN);
        named.event(new StreamEvent(Optional.of("error"), "{\"message\":\"out of memory\"}"), NOW);
        assertThat(named.end(DONE)).isEqualTo(failed);
    }

    @Test
    void theFirstPieceSaysWhenItBegan() {
        var assembly = new AnswerAssembly(Operation.CHAT, Room.TAKEN);
        assertThat(assembly.firstChunkAt()).isEmpty();
        assembly.event(new StreamEvent(Optional.empty(), delta("{\"content\":\"a\"}")), NOW);
        assembly.event(
                new StreamEvent(Optional.empty(), delta("{\"content\":\"b\"}")),
                NOW.plusSeconds(1));
        assertThat(assembly.firstChunkAt()).contains(NOW);
    }
}

package dev.ringback.server.inferencenet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.inferencenet.Generation.State;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenerationTest {

    private static final Instant CREATED = Instant.parse("2026-03-13T12:00:00Z");
    private static final Instant SENT = Instant.parse("2026-03-13T12:00:01.020Z");
    private static final Instant FINISHED = Instant.parse("2026-03-13T12:00:04.5Z");

    private static final Payload REQUEST =
            Payload.of(
                    """
                    {"model":"m/x","messages":[{"role":"user","content":"Capital?"}],\
                    "temperature":0.10,"metadata":{"webhook_id":"AhALzdz8S",\
                    "custom_id":"req-001"}}\
                    """);

    private static final String REQUEST_JSON =
            """
            "request":{"model":"m/x","messages":[{"role":"user","content":"Capital?"}],\
            "temperature":0.10,"metadata":{"webhook_id":"AhALzdz8S","custom_id":"req-001"}}\
            """;

    private static String json(Optional<Instant> dispatchedAt, State state) {
        return new Generation(
                        "XBKcs7F1s2oJ_AHiLMbF4",
                        REQUEST,
                        "m/x",
                        CREATED,
                        dispatchedAt,
                        Optional.empty(),
                        state)
                .text()
                .json()
                .text();
    }

    private static State ended(JobEnd end) {
        return new State.Ended(end, FINISHED);
    }

    @Test
    void aSuccessCarriesTheWholeAnswerUnderTheGenerationsId() {
        ModelAnswer completion =
                ModelAnswer.read(
                                Operation.CHAT,
                                Payload.of(
                                        """
                                        {"object":"chat.completion","created":1748933182,\
                                        "id":"chatcmpl-1","model":"x","choices":[{"index":0,\
                                        "message":{"role":"assistant","content":"Paris"},\
                                        "finish_reason":"stop"}],"usage":{"prompt_tokens":28,\
                                        "completion_tokens":42,"total_tokens":70},"extra":1.50}\
                                        """))
                        .orElseThrow();

        assertThat(json(Optional.of(SENT), ended(new JobEnd.Success(completion))))
                .isEqualTo(
                        """
                        {"id":"XBKcs7F1s2oJ_AHiLMbF4","state":"Success","stateMessage":"Success",\
                        %s,"response":{"id":"XBKcs7F1s2oJ_AHiLMbF4","object":"chat.completion",\
                        "created":1748933182,"model":"x","choices":[{"index":0,"message":{\
                        "role":"assistant","content":"Paris"},"finish_reason":"stop"}],"usage":{\
                        "prompt_tokens":28,"completion_tokens":42,"total_tokens":70},\
                        "extra":1.50},"model":"m/x","createdAt":"2026-03-13T12:00:00.000Z",\
                        "dispatchedAt":"2026-03-13T12:00:01.020Z","firstChunkAt":null,\
                        "finishedAt":"2026-03-13T12:00:04.500Z","usage":{"prompt_tokens":28,\
                        "completion_tokens":42,"total_tokens":70}}\
                        """
                                .formatted(REQUEST_JSON));
    }

    @Test
    void aFailureCarriesItsReasonAndNoAnswer() {
        assertThat(
                        json(
                                Optional.of(SENT),
                                ended(
                                        new JobEnd.Failed(
                                                "upstream_failed", "upstream answered 500"))))
                .isEqualTo(
                        """
                        {"id":"XBKcs7F1s2oJ_AHiLMbF4","state":"Failed",\
                        "stateMessage":"upstream answered 500",%s,"response":null,"model":"m/x",\
                        "createdAt":"2026-03-13T12:00:00.000Z",\
                        "dispatchedAt":"2026-03-13T12:00:01.020Z","firstChunkAt":null,\
                        "finishedAt":"2026-03-13T12:00:04.500Z","usage":{}}\
                        """
                                .formatted(REQUEST_JSON));
    }

    @Test
    void oneThatWaitsHasNeitherAnswerNorTimesOfIt() {
        assertThat(json(Optional.empty(), new State.Queued()))
                .isEqualTo(
                        """
                        {"id":"XBKcs7F1s2oJ_AHiLMbF4","state":"Queued","stateMessage":"Queued",%s,\
                        "response":null,"model":"m/x","createdAt":"2026-03-13T12:00:00.000Z",\
                        "dispatchedAt":null,"firstChunkAt":null,"finishedAt":null,"usage":{}}\
                        """
                                .formatted(REQUEST_JSON));
    }

    @Test
    void theOtherStatesAreTheWordsOfInferenceNet() {
        assertThat(json(Optional.empty(), new State.InProgress()))
                .contains("\"state\":\"In Progress\",\"stateMessage\":\"In Progress\"");
        assertThat(json(Optional.empty(), ended(new JobEnd.Cancelled())))
                .contains("\"state\":\"Cancelled\"")
                .contains("\"finishedAt\":\"2026-03-13T12:00:04.500Z\"");
    }
}

package dev.ringback.server.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackgroundResponseTest {

    private static final Instant CREATED = Instant.parse("2026-03-13T12:00:00.900Z");
    private static final Instant ENDED = Instant.parse("2026-03-13T12:00:04Z");

    private static Job job(String request) {
        return new Job(
                "resp_1f",
                new ProjectId("a"),
                ResponseShape.NAME,
                Operation.RESPONSES,
                "gpu/m",
                new JsonObject(),
                Payload.of(request),
                CREATED,
                1,
                0);
    }

    private static final Job PLAIN =
            job("{\"model\":\"gpu/m\",\"input\":\"hi\",\"background\":true}");

    private static JsonObject answered(Job job, String answer) {
        var success =
                new JobEnd.Success(
                        new ModelAnswer(
                                Operation.RESPONSES,
                                JsonTree.readObject(Payload.of(answer)).orElseThrow()));
        return BackgroundResponse.ended(job, success, ENDED);
    }

    @Test
    void oneThatWaitsHasEveryMemberThatOpenAisClientsInsistOn() {
        assertThat(BackgroundResponse.begun(PLAIN, false).toString())
                .isEqualTo(
                        """
                        {"id":"resp_1f","object":"response","created_at":1773403200,\
                        "status":"queued","background":true,"error":null,\
                        "incomplete_details":null,"instructions":null,"max_output_tokens":null,\
                        "model":"gpu/m","output":[],"parallel_tool_calls":true,\
                        "previous_response_id":null,"reasoning":null,"store":true,\
                        "temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto",\
                        "tools":[],"top_p":1.0,"truncation":"disabled","usage":null,"user":null,\
                        "metadata":{}}\
                        """);
    }

    @Test
    void whatTheRequestSaysIsRepeatedButNotTheWebhook() {
        JsonObject json =
                BackgroundResponse.begun(
                        job(
                                """
                                {"model":"m","input":"hi","instructions":"Be brief.",\
                                "temperature":0.30,"tools":[{"type":"web_search"}],\
                                "tool_choice":"required","parallel_tool_calls":false,\
                                "metadata":{"webhook_id":"AhALzdz8S","a":"b"}}\
                                """),
                        true);
        assertThat(json.toString())
                .contains(
                        "\"status\":\"in_progress\"",
                        "\"instructions\":\"Be brief.\"",
                        "\"temperature\":0.30",
                        "\"tools\":[{\"type\":\"web_search\"}]",
                        "\"tool_choice\":\"required\"",
                        "\"parallel_tool_calls\":false",
                        "\"metadata\":{\"a\":\"b\"}");
    }

    @Test
    void anAnswerIsTheUpstreamsUnderOurIdWithOurMetadata() {
        Job job = job("{\"model\":\"gpu/m\",\"input\":\"hi\",\"metadata\":{\"a\":\"b\"}}");
        JsonObject json =
                answered(
                        job,
                        """
                        {"id":"resp_theirs","object":"response","created_at":7,\
                        "status":"completed","background":false,"model":"m-2026",\
                        "temperature":null,"tools":null,"metadata":{},"output":[{"x":1.50}],\
                        "usage":{"input_tokens":5},"service_tier":"flex"}\
                        """);
        assertThat(json.toString())
                .startsWith(
                        """
                        {"id":"resp_1f","object":"response","created_at":1773403200,\
                        "status":"completed","background":true,\
                        """)
                .contains(
                        "\"model\":\"m-2026\"",
                        "\"temperature\":null",
                        "\"tools\":[]",
                        "\"output\":[{\"x\":1.50}]",
                        "\"usage\":{\"input_tokens\":5}",
                        "\"metadata\":{\"a\":\"b\"}",
                        "\"service_tier\":\"flex\"",
                        "\"completed_at\":1773403204");
    }

    @ParameterizedTest
    @CsvSource({
        "completed, completed",
        "incomplete, incomplete",
        "failed, failed",
        "cancelled, cancelled",
        "in_progress, completed",
        "'', completed"
    })
    void whatTheUpstreamSaysOfTheEndIsBelievedIfItIsOne(String said, String status) {
        JsonObject json =
                answered(
                        PLAIN,
                        "{\"object\":\"response\",\"output\":[],\"status\":\"" + said + "\"}");
        assertThat(BackgroundResponse.status(json)).isEqualTo(status);
        assertThat(json.at("error").isObject()).isEqualTo(status.equals("failed"));
        assertThat(json.has("completed_at")).isEqualTo(status.equals("completed"));
    }

    @Test
    void theErrorOfAnUpstreamsOwnFailureIsKept() {
        JsonObject json =
                answered(
                        PLAIN,
                        """
                        {"object":"response","output":[],"status":"failed",\
                        "error":{"code":"invalid_prompt","message":"no"}}\
                        """);
        assertThat(json.at("error").toString())
                .isEqualTo("{\"code\":\"invalid_prompt\",\"message\":\"no\"}");
    }

    @Test
    void aFailureHasAnErrorAndACancelledOneHasNone() {
        JsonObject failed =
                BackgroundResponse.ended(
                        PLAIN,
                        new JobEnd.Failed("upstream_failed", "upstream answered 500"),
                        ENDED);
        assertThat(failed.toString())
                .contains(
                        "\"status\":\"failed\"",
                        "\"error\":{\"code\":\"server_error\","
                                + "\"message\":\"upstream answered 500\"}",
                        "\"output\":[]");
        JsonObject cancelled = BackgroundResponse.ended(PLAIN, new JobEnd.Cancelled(), ENDED);
        assertThat(cancelled.toString()).contains("\"status\":\"cancelled\"", "\"error\":null");
    }
}

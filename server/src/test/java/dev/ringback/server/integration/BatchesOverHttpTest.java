package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.Verification;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Files and batches of a whole server, with the demo models. */
class BatchesOverHttpTest {

    private final Ringback ringback = Ringback.start(Ringback.PRIVATE);
    private final Tenant tenant = ringback.tenant();
    private final Api api = tenant.api();

    @AfterEach
    void stop() {
        ringback.close();
    }

    private String uploaded(int lines) {
        String content =
                IntStream.rangeClosed(1, lines)
                        .mapToObj(i ->
                                """
                                {"custom_id":"r%d","method":"POST","url":"/v1/embeddings",\
                                "body":{"model":"demo/embed","input":"text %d"}}
                                """
                                        .formatted(i, i))
                        .collect(Collectors.joining());
        String form =
                """
                --x\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --x\r
                Content-Disposition: form-data; name="file"; filename="in.jsonl"\r
                \r
                %s\r
                --x--\r
                """
                        .formatted(content);
        var type = new Header("Content-Type", "multipart/form-data; boundary=x");
        return api.call("POST", "/v1/files", Payload.of(form), type).expect(200).text("id");
    }

    private Answer ended(String more) {
        String request =
                "{'input_file_id':'%s','endpoint':'/v1/embeddings'%s}"
                        .formatted(uploaded(20), more);
        return api.post("/v1/batches?wait=1m", request).expect(200);
    }

    @Test
    void aBatchEndsInAThinWebhookAndInAFile() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook =
                    tenant.hook(receiver, "{'format':'openai','event_types':['batch.completed']}");
            Answer batch = ended("");
            assertThat(batch.text("status")).isEqualTo("completed");
            Received received = receiver.await(1).getFirst();
            assertThat(hook.verify(received)).isInstanceOf(Verification.Verified.class);
            assertThat(received.body().text())
                    .contains("\"type\":\"batch.completed\"")
                    .contains("\"data\":{\"id\":\"" + batch.text("id") + "\"}");
            String content =
                    api.get("/v1/files/" + batch.text("output_file_id") + "/content")
                            .expect(200)
                            .body()
                            .text();
            assertThat(content.lines()).hasSize(20).allMatch(line -> line.contains("embedding"));
        }
    }

    @Test
    void theLinesOfABatchAreJobsAndNoEventsOfTheirOwn() {
        String batch = ended("").text("id");
        JsonNode jobs = api.read("/api/v1/jobs?shape=batch-line&limit=100").json();
        assertThat(jobs.path("data"))
                .hasSize(20)
                .allMatch(job -> job.path("id").asString().startsWith(batch + ":"))
                .allMatch(job -> job.path("state").asString().equals("succeeded"));
        JsonNode job = api.get("/api/v1/jobs/" + batch + ":7").expect(200).json();
        assertThat(job.path("completion_event").asString()).isEqualTo(batch + ":7:ended");
        assertThat(job.at("/usage/total_tokens").asInt()).isPositive();
        assertThat(api.get("/api/v1/events").expect(200).json().path("data"))
                .extracting(event -> event.path("id").asString())
                .containsExactly(batch + ":ended");
    }

    @Test
    void aUrlThatTheBatchNamesGetsTheBatchAndNobodyElseDoes() {
        try (var receiver = RudeReceiver.start(Behaviour.OK);
                var bystander = RudeReceiver.start(Behaviour.OK)) {
            tenant.hook(bystander);
            Answer batch = ended(",'webhook_url':'%s'".formatted(receiver.url("/batches?token=t")));
            Received received = receiver.await(1).getFirst();
            assertThat(received.path()).isEqualTo("/batches?token=t");
            assertThat(received.body()).isEqualTo(batch.body());
            assertThat(bystander.connections()).isZero();
        }
    }
}

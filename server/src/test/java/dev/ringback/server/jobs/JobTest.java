package dev.ringback.server.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Quote;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static Event event(String detail, String request) {
        var draft =
                new JobDraft(
                        "job-1",
                        new ProjectId("a"),
                        "generation",
                        Operation.EMBEDDINGS,
                        "model \"with\" quotes,\"request\":",
                        JsonTree.readObject(Payload.of(detail)).orElseThrow(),
                        Payload.of(request));
        return new Event(
                7,
                draft.project(),
                new EventId(draft.id()),
                Job.REQUESTED,
                draft.id(),
                NOON,
                NOON,
                Event.JSON,
                Job.payload(draft));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"a\" : [1, 2.50 ,\n\"\\u00e9\u00e9\"] , \"request\":null}",
                "null",
                "\"text\"",
                "{\"detail\":{\"request\":1}}"
            })
    void theClientsBytesComeBackUntouchedAndCanBeQuoted(String request) {
        Event event = event("{\"x\":1,\"request\":{\"request\":2}}", request);

        Job job = Job.of(event);

        assertThat(job.request().text()).isEqualTo(request);
        assertThat(job.model()).isEqualTo("model \"with\" quotes,\"request\":");
        assertThat(job.operation()).isEqualTo(Operation.EMBEDDINGS);
        assertThat(job.detail().toString()).isEqualTo("{\"x\":1,\"request\":{\"request\":2}}");
        Quote quote = job.quote(3);
        assertThat(quote.event()).isEqualTo(7);
        byte[] payload = event.payload().bytes();
        assertThat(new String(payload, quote.from(), quote.length(), UTF_8)).isEqualTo(request);
    }
}

package dev.ringback.server.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResponseTellingTest {

    private static final Job JOB =
            new Job(
                    "resp_1",
                    new ProjectId("a"),
                    ResponseShape.NAME,
                    Operation.RESPONSES,
                    "m",
                    new JsonObject(),
                    Payload.of("{}"),
                    Instant.EPOCH,
                    1,
                    0);

    private static JsonObject piece(String type) {
        return new JsonObject().put("type", type);
    }

    private static Optional<String> worded(JsonObject piece, int place) {
        return new ResponseTelling()
                .attempt(JOB)
                .worded(piece, place)
                .map(bytes -> new String(bytes, UTF_8));
    }

    @Test
    void piecesAreNumberedBehindTheStatesAndNamedByTheirTypes() {
        JsonObject delta =
                piece("response.output_text.delta")
                        .put("delta", "a")
                        .put("sequence_number", 70)
                        .put("response_id", "theirs");
        assertThat(worded(delta, 0))
                .contains(
                        """
                        event: response.output_text.delta
                        data: {"type":"response.output_text.delta","delta":"a",\
                        "sequence_number":3,"response_id":"resp_1"}

                        """);
        assertThat(worded(piece("odd\nid: 1"), 1))
                .contains(
                        """
                        data: {"type":"odd\\nid: 1","sequence_number":4}

                        """);
        assertThat(worded(piece("response.created"), 0)).isEmpty();
        assertThat(worded(piece("response.completed"), 7)).isEmpty();
    }
}

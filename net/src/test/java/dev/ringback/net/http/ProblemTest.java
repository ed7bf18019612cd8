package dev.ringback.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.json.FieldError;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void itIsWordedAsProblemDetails() {
        assertThat(Problem.invalidRequest("").toJson().text())
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"Invalid request\",\"status\":400,"
                                + "\"detail\":\"\",\"code\":\"invalid_request\"}");
        assertThat(Problem.invalidFields(List.of(new FieldError("f", "\"\n€"))).toJson().text())
                .endsWith(
                        "\"code\":\"invalid_field\","
                                + "\"errors\":[{\"field\":\"f\",\"detail\":\"\\\"\\n€\"}]}");
    }

    @Test
    void aProblemSaysWhenToTryAgain() {
        HttpResponse answer =
                Problem.of(503, "overloaded", "busy").toResponse(Duration.ofMillis(1_001));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers())
                .contains(
                        new Header("Retry-After", "2"),
                        new Header("Content-Type", "application/problem+json"));
    }
}

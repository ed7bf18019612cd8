package dev.ringback.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import dev.ringback.server.json.JsonText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void membersOfEveryKindAreWritten() {
        Payload json =
                JsonText.object(o -> {
                    o.text("t", "\"\n€");
                    o.number("n", 7);
                    o.objects("os", List.of(1, 2), (each, i) -> each.number("i", i));
                });

        assertThat(json.text())
                .isEqualTo("{\"t\":\"\\\"\\n€\",\"n\":7,\"os\":[{\"i\":1},{\"i\":2}]}");
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

package dev.ringback.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void membersOfEveryKindAreWritten() {
        Payload json =
                JsonText.object(o -> {
                    o.text("t", "\"\n€");
                    o.number("n", 7);
                    o.number("d", 0.5);
                    o.bool("b", true);
                    o.none("x");
                    o.instant("i", Instant.ofEpochMilli(1));
                    o.texts("l", List.of("a", "b"));
                    o.object("o", nested -> nested.number("y", 1));
                    o.objects("os", List.of(1, 2), (each, i) -> each.number("i", i));
                });

        assertThat(json.text())
                .isEqualTo(
                        "{\"t\":\"\\\"\\n€\",\"n\":7,\"d\":0.5,\"b\":true,\"x\":null,"
                                + "\"i\":\"1970-01-01T00:00:00.001Z\",\"l\":[\"a\",\"b\"],"
                                + "\"o\":{\"y\":1},\"os\":[{\"i\":1},{\"i\":2}]}");
    }

    @Test
    void renderedBytesAreInsertedUnchanged() {
        Payload odd = Payload.of("{ \"a\" : 1.0 }");

        Payload json =
                JsonText.object(o -> {
                    o.number("before", 1);
                    o.raw("data", odd);
                    o.raws("list", List.of(odd, odd));
                    o.number("after", 2);
                });

        assertThat(json.text())
                .isEqualTo(
                        "{\"before\":1,\"data\":{ \"a\" : 1.0 },"
                                + "\"list\":[{ \"a\" : 1.0 },{ \"a\" : 1.0 }],\"after\":2}");
    }

    @Test
    void aProblemSaysWhenToTryAgain() {
        HttpResponse answer = Problem.overloaded("busy").toResponse(Duration.ofMillis(1_001));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers())
                .contains(
                        new Header("Retry-After", "2"),
                        new Header("Content-Type", "application/problem+json"));
    }
}

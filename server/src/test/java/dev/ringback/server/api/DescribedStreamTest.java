package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whoever judges the streams of other tests notices what is not as described. */
class DescribedStreamTest {

    private static final JsonNode EVENTS =
            Described.operation("GET /v1/responses/{id}")
                    .at("/responses/200/content/text~1event-stream/x-events");

    private static InputStream stream(String text) {
        return new DescribedStream(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                Optional.of(EVENTS),
                _ -> {
                    throw new AssertionError("a stream was judged as a whole");
                });
    }

    @Test
    void aStreamAsItIsDescribedIsReadAsItIs() throws IOException {
        String told =
                """
                : hello

                event: response.created
                data: {"type":"response.created"}

                data: {"type":
                data: "a"}

                data: [DONE]

                """;
        assertThat(new String(stream(told).readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"type\":1}\n\n",
                "data: {}\n\n",
                "event: a\ndata: {\"sequence_number\":1}\n\n",
                "data: no JSON\n\n",
                "datum: {\"type\":\"a\"}\n\n"
            })
    void anEventThatIsNotAsDescribedIsNoticedAsSoonAsItIsThere(String told) {
        assertThatThrownBy(() -> stream(told + "more").readAllBytes())
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aNameThatNobodyDescribedIsNoticed() {
        JsonNode named =
                Described.operation("GET /v1/predictions/{id}/stream")
                        .at("/responses/200/content/text~1event-stream/x-events");
        byte[] told = "event: finished\ndata: 1\n\n".getBytes(StandardCharsets.UTF_8);
        var stream =
                new DescribedStream(new ByteArrayInputStream(told), Optional.of(named), _ -> {});
        assertThatThrownBy(stream::readAllBytes).hasMessageContaining("finished");
    }
}

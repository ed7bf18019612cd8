package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that upstreams close in good order, and perhaps too soon. */
class StreamsCutShortTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM = ",\"stream\":true";
    private static final String ONE = Asking.body(Operation.CHAT, STREAM);

    private final StubUpstream stub = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        surface = new Surface(directory, Upstream.of("gpu", stub.baseUrl(), Optional.empty()));
        surface.knows(Asking.WEBHOOK, new EndpointState.Enabled());
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    @ParameterizedTest
    @EnumSource(names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void aClientIsToldThatItsStreamWasClosedTooSoonWhetherItNamesAWebhookOrNot(
            Operation operation) {
        stub.plays(Script.shortStream("on and on"));
        for (String body :
                List.of(Asking.addressed(operation, STREAM), Asking.body(operation, STREAM))) {
            assertThat(surface.post(Asking.path(operation), body).body())
                    .contains(
                            operation == Operation.RESPONSES
                                    ? "event: error\ndata: {\"type\":\"error\""
                                    : "data: {\"error\":{")
                    .contains("\"message\":\"upstream ended the stream before it was complete\"")
                    .contains("\"code\":\"upstream_failed\"");
        }
    }

    @Test
    void aStreamIsWholeWithoutDoneWhenEveryChoiceHasSaidWhyItEnded() {
        String end = "{\"choices\":[{\"index\":%d,\"delta\":{},\"finish_reason\":\"%s\"}]}";
        String two = Asking.body(Operation.CHAT, STREAM + ",\"n\":2");
        stub.plays(
                Script.stream(List.of(Script.chunk("a"), end.formatted(0, "stop"))),
                Script.stream(List.of(Script.chunk("a"), end.formatted(0, ""))),
                Script.stream(List.of(end.formatted(1, "stop"), end.formatted(0, "length"))),
                Script.stream(List.of(end.formatted(1, "stop"), end.formatted(0, ""))),
                Script.stream(List.of(Script.chunk("a"), "{\"error\":{\"message\":\"gone\"}}")),
                Script.stream(List.of()));
        assertThat(surface.post(CHAT, ONE).body()).doesNotContain("error");
        assertThat(surface.post(CHAT, ONE).body()).contains("before it was complete");
        assertThat(surface.post(CHAT, two).body()).doesNotContain("error");
        assertThat(surface.post(CHAT, two).body()).contains("before it was complete");
        assertThat(surface.post(CHAT, ONE).body()).contains("gone").doesNotContain("complete");
        assertThat(surface.post(CHAT, ONE).body()).contains("before it was complete");
    }
}

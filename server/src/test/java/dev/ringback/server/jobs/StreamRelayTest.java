package dev.ringback.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Room;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamRelayTest {

    private static final String COMPLETED =
            """
            event: response.completed
            data: {"type":"response.completed","response":{}}

            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> seen = new ArrayList<>();
    private String beforeTheEnd = "";
    private boolean lasts;
    private Optional<String> instead = Optional.empty();

    /** Notes what it sees, and what the client has when the stream ends. */
    private final class Noting implements StreamRelay.Watcher {

        private final Optional<OpenAiError> objection;

        Noting(Optional<OpenAiError> objection) {
            this.objection = objection;
        }

        @Override
        public void event(StreamEvent event) {
            seen.add(event.name().orElse("") + "|" + event.data());
        }

        @Override
        public Optional<String> instead(StreamEvent event) {
            return instead;
        }

        @Override
        public boolean lasts() {
            return lasts;
        }

        @Override
        public Optional<OpenAiError> finish(StreamRelay.Finish finish) {
            beforeTheEnd = passed();
            seen.add(finish.toString());
            return objection;
        }
    }

    private String passed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void relay(Operation operation, Optional<OpenAiError> objection, InputStream in) {
        try {
            new StreamRelay(in, out, operation, new Noting(objection), () -> false, Room.TAKEN)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void relay(Operation operation, String stream) {
        relay(operation, Optional.empty(), bytes(stream));
    }

    private static InputStream bytes(String stream) {
        return new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8));
    }

    /** As slow as a network can be. */
    private static InputStream oneByOne(String stream) {
        return new FilterInputStream(bytes(stream)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(1, length));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"a\":1}\n\ndata:{\"b\":2}\n\ndata: [DONE]\n\n",
                "data: {\"a\":1}\r\n\r\ndata: {\"b\":2}\r\n\r\ndata:[DONE]\r\n\r\n",
                ": hello\n\n\ndata: {\"a\":1}\nid: 7\n\ndata: {\"b\":2}\n\ndata: [DONE]\n\n",
                "data: {\"a\":1}\r\rdata: {\"b\":2}\r\rdata: [DONE]\r\r",
                "\uFEFFdata: {\"a\":1}\r\n\r\ndata: {\"b\":2}\n\r\ndata: [DONE]\n\n"
            })
    void everythingIsPassedOnAsItIsHoweverItIsCut(String stream) {
        relay(Operation.CHAT, stream);
        assertThat(passed()).isEqualTo(stream);
        out.reset();
        relay(Operation.CHAT, Optional.empty(), oneByOne(stream));
        assertThat(passed()).isEqualTo(stream);
        List<String> once = List.of("|{\"a\":1}", "|{\"b\":2}", "Done[]");
        assertThat(seen).containsExactlyElementsOf(concat(once, once));
    }

    private static List<String> concat(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    @Test
    void whatIsSaidInsteadOfAnEventComesInItsPlaceAndTheRestOfItIsKept() {
        instead = Optional.of("{\n}");
        String stream = ": hello\n\nid: 7\r\nevent: a\r\ndata: 1\r\ndata: 2\r\n\r\ndata: 3\n\n";
        String other = ": hello\n\nid: 7\nevent: a\ndata: {\ndata: }\n\ndata: {\ndata: }\n\n";
        for (InputStream in :
                List.of(bytes(stream + "data: [DONE]\n\n"), oneByOne(stream + COMPLETED))) {
            out.reset();
            relay(Operation.CHAT, Optional.empty(), in);
            assertThat(passed()).startsWith(other);
        }
        assertThat(passed()).isEqualTo(other + "event: response.completed\ndata: {\ndata: }\n\n");
    }

    @Test
    void dataOnSeveralLinesIsOneEvent() {
        relay(Operation.CHAT, "data: {\"a\":\ndata: 1}\n\n");
        assertThat(seen).containsExactly("|{\"a\":\n1}", "Closed[]");
    }

    @Test
    void theLastEventWaitsForTheWatcher() {
        relay(Operation.CHAT, "data: {}\n\ndata: [DONE]\n\n");
        assertThat(beforeTheEnd).isEqualTo("data: {}\n\n");
        assertThat(passed()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void theEventThatTellsTheWholeResponseWaitsForTheWatcherWhichSeesIt() {
        relay(
                Operation.RESPONSES,
                "event: a\ndata: {\"type\":\"a\"}\n\n" + COMPLETED + ": tail\n\n");
        assertThat(beforeTheEnd).isEqualTo("event: a\ndata: {\"type\":\"a\"}\n\n");
        assertThat(passed()).isEqualTo(beforeTheEnd + COMPLETED);
        assertThat(seen)
                .containsExactly(
                        "a|{\"type\":\"a\"}",
                        "response.completed|{\"type\":\"response.completed\",\"response\":{}}",
                        "Done[]");
    }

    @Test
    void theLastEventOfAResponseIsKnownByItsTypeToo() {
        relay(Operation.RESPONSES, "data: {\"type\": \"response.failed\",\"response\":{}}\n\n");
        assertThat(beforeTheEnd).isEmpty();
        assertThat(seen).endsWith("Done[]");
    }

    @Test
    void whatAModelWritesIsNotTakenForTheLastEvent() {
        String delta =
                """
                data: {"type":"response.output_text.delta",\
                "delta":"say {\\"type\\":\\"response.completed\\"}"}

                """;
        relay(Operation.RESPONSES, delta + COMPLETED);
        assertThat(beforeTheEnd).isEqualTo(delta);
    }

    @Test
    void whenTheWatcherObjectsTheClientIsToldThatInsteadOfTheLastEvent() {
        Optional<OpenAiError> objection = Optional.of(OpenAiError.of(503, "not_stored", "no disk"));
        relay(Operation.CHAT, objection, bytes("data: {}\n\ndata: [DONE]\n\n"));
        assertThat(passed())
                .isEqualTo(
                        """
                        data: {}

                        data: {"error":{"message":"no disk","type":"server_error","param":null,\
                        "code":"not_stored"}}

                        """);
    }

    @Test
    void anErrorAmongTheEventsOfAResponseIsOneOfThem() {
        Optional<OpenAiError> objection = Optional.of(OpenAiError.of(503, "not_stored", "no disk"));
        relay(Operation.RESPONSES, objection, bytes(COMPLETED));
        assertThat(passed())
                .isEqualTo(
                        """
                        event: error
                        data: {"type":"error","code":"not_stored","message":"no disk",\
                        "param":null,"sequence_number":1}

                        """);
    }

    /** A client that takes one event and no more. */
    private final class Fickle extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            throw new IOException("the peer is gone");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (out.size() > 0) {
                throw new IOException("the peer is gone");
            }
            out.write(bytes, offset, length);
        }
    }

    private void assertClientIsGone(String stream) {
        var relay =
                new StreamRelay(
                        oneByOne(stream),
                        new Fickle(),
                        Operation.CHAT,
                        new Noting(Optional.empty()),
                        () -> false,
                        Room.TAKEN);
        assertThatThrownBy(relay::run).hasMessage("the peer is gone");
        assertThat(passed()).isEqualTo("data: {}\n\n");
    }

    @Test
    void whenTheClientLeavesItEndsUnlessTheWatcherLasts() {
        String stream = "data: {}\n\ndata: {\"a\":1}\n\ndata: {\"b\":2}\n\ndata: [DONE]\n\n";
        assertClientIsGone(stream);
        assertThat(seen).containsExactly("|{}", "|{\"a\":1}");

        seen.clear();
        out.reset();
        lasts = true;
        assertClientIsGone(stream);
        assertThat(seen).containsExactly("|{}", "|{\"a\":1}", "|{\"b\":2}", "Done[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: [DONE]", "data: [DONE]\n"})
    void theLastBlankLineMayBeMissing(String end) {
        relay(Operation.CHAT, "data: {}\n\n" + end);
        assertThat(seen).containsExactly("|{}", "Done[]");
        assertThat(passed()).startsWith("data: {}\n\ndata: [DONE]\n\n");
    }

    @Test
    void anEventWithoutItsBlankLineCountsIfItsLineIsComplete() {
        relay(Operation.CHAT, "data: {}\n");
        assertThat(seen).containsExactly("|{}", "Closed[]");
    }

    @Test
    void aStreamThatEndsInTheMiddleOfAnEventIsBroken() {
        relay(Operation.CHAT, "data: {}\n\ndata: {\"ha");
        assertThat(seen)
                .containsExactly(
                        "|{}",
                        "Broken[reason=upstream ended the stream in the middle of an event]");
        assertThat(passed())
                .startsWith("data: {}\n\ndata: {\"error\":{")
                .contains("in the middle of an event")
                .doesNotContain("ha\n");
    }

    @Test
    void anEventThatGoesOnAndOnIsBroken() {
        relay(Operation.CHAT, "data: " + "a".repeat(17 * 1024 * 1024) + "\n\n");
        assertThat(seen).containsExactly("Broken[reason=upstream's answer is longer than 10 MiB]");
    }
}

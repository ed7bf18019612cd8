package dev.ringback.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Kind.Prepared.Send;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What receivers get, byte for byte: every event in every format, headers and signatures included.
 * The expected requests were not written by this program but after the documentation of those whose
 * formats they are.
 */
class GoldenWebhooksTest {

    private static final Instant NOW = Instant.parse("2026-03-13T12:00:05.999Z");
    private static final String ENDPOINT = "AhALzdz8S";
    private static final Header USER_AGENT = new Header("User-Agent", "Ringback/1.2.3");
    private static final Map<String, Event> EVENTS = events();

    static Stream<Arguments> webhooks() {
        return Arrays.stream(Format.values())
                .flatMap(
                        format -> EVENTS.keySet().stream().map(name -> Arguments.of(format, name)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("webhooks")
    void aWebhookIsByteForByteAsItIsDocumented(Format format, String name) {
        Endpoint endpoint =
                EndpointDraft.of(ENDPOINT)
                        .format(format)
                        .secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .make();

        Send send = Letterhead.of(endpoint, USER_AGENT).deliver(event(name), NOW);

        assertThat(text(send)).isEqualTo(sections(format.word() + ".http").get(name));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void everyEventIsExpectedAndNoOther(Format format) {
        assertThat(sections(format.word() + ".http").keySet()).isEqualTo(EVENTS.keySet());
    }

    static Stream<Arguments> bulky() {
        return Stream.of(Format.INFERENCE, Format.INFERENCE_LEGACY)
                .flatMap(format ->
                        sections(format.word() + "-truncated.txt").keySet().stream()
                                .map(name -> Arguments.of(format, name)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bulky")
    void beyondTheCapAWebhookGoesWithoutRequestAndResponse(Format format, String name) {
        String whole = body(sections(format.word() + ".http").getOrDefault(name, ""));
        String truncated = body(sections(format.word() + "-truncated.txt").getOrDefault(name, ""));
        int size = Payload.of(whole).size();

        assertThat(body(format, event(name), size)).isEqualTo(whole);
        assertThat(body(format, event(name), size - 1)).isEqualTo(truncated);
    }

    private static String body(Format format, Event event, int cap) {
        Payload body =
                format == Format.INFERENCE
                        ? InferenceBodies.present(event, ENDPOINT, cap)
                        : InferenceBodies.former(event, ENDPOINT, cap);
        return body.text();
    }

    private static String text(Send send) {
        List<String> lines = new ArrayList<>();
        lines.add(send.request().method() + " " + send.request().url());
        send.request().headers().forEach(h -> lines.add(h.name() + ": " + h.value()));
        lines.add("");
        lines.add(send.request().body().text());
        return String.join("\n", lines);
    }

    private static Event event(String name) {
        return Objects.requireNonNull(EVENTS.get(name), name);
    }

    private static Map<String, Event> events() {
        Map<String, Event> events = new LinkedHashMap<>();
        sections("events.txt")
                .forEach((name, text) -> {
                    List<String> values = text.lines().map(GoldenWebhooksTest::value).toList();
                    events.put(
                            name,
                            new Event(
                                    events.size() + 1,
                                    ProjectId.DEFAULT,
                                    new EventId(values.get(1)),
                                    values.get(0),
                                    values.get(2),
                                    Samples.NOON,
                                    NOW,
                                    Event.JSON,
                                    Payload.of(body(text))));
                });
        return events;
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }

    /** What stands behind the first empty line. */
    private static String body(String section) {
        String text = "\n" + section;
        return text.substring(text.indexOf("\n\n") + 2);
    }

    /** The parts of a file by the names that stand in lines of their own behind three hashes. */
    private static Map<String, String> sections(String file) {
        Map<String, String> sections = new LinkedHashMap<>();
        String text = read("/golden/" + file);
        for (String part : text.substring("### ".length()).split("\n+### ")) {
            int end = part.indexOf('\n');
            sections.put(part.substring(0, end), part.substring(end + 1).stripTrailing());
        }
        return sections;
    }

    private static String read(String resource) {
        try (InputStream stream = GoldenWebhooksTest.class.getResourceAsStream(resource)) {
            byte[] bytes = Objects.requireNonNull(stream, resource).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

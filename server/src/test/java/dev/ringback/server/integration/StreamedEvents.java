package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The events of a stream, in order, as they come. */
final class StreamedEvents implements AutoCloseable {

    private final BufferedReader lines;
    final List<JsonNode> seen = new ArrayList<>();

    StreamedEvents(InputStream in) {
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Reads on until an event of that type has come. */
    StreamedEvents until(String type) {
        while (seen.isEmpty() || !type(seen.getLast()).equals(type)) {
            String line = line();
            if (line.startsWith("data: ")) {
                seen.add(Answer.JSON.readTree(line.substring("data: ".length())));
            }
        }
        return this;
    }

    private String line() {
        try {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("the stream ended after " + types());
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads to the end. */
    StreamedEvents all() {
        for (String line : lines.lines().toList()) {
            if (line.startsWith("data: ")) {
                seen.add(Answer.JSON.readTree(line.substring("data: ".length())));
            }
        }
        return this;
    }

    List<String> types() {
        return seen.stream().map(StreamedEvents::type).toList();
    }

    private static String type(JsonNode event) {
        return event.path("type").asString();
    }

    String id() {
        return seen.getFirst().at("/response/id").asString();
    }

    String text() {
        return seen.stream()
                .filter(event -> type(event).equals("response.output_text.delta"))
                .map(event -> event.path("delta").asString())
                .reduce("", String::concat);
    }

    JsonNode last() {
        return seen.getLast();
    }

    StreamedEvents numberedFrom(int first) {
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).path("sequence_number").asInt()).isEqualTo(first + i);
        }
        return this;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

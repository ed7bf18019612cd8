package dev.ringback.server.api;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * A body that is judged by the API's description while it is read: of a stream each event as soon
 * as it is there, by what {@code x-events} says of its name; of anything else the whole at its end.
 */
final class DescribedStream extends FilterInputStream {

    private static final String UNNAMED = "message";
    private static final String ANY = "*";
    private static final String LAST = "[DONE]";
    private static final List<String> FIELDS = List.of("event", "data", "id", "retry");

    private final Optional<JsonNode> events;
    private final Consumer<byte[]> whole;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    /**
     * Makes a body of another.
     *
     * @param events what may be told, by name; empty when it is no stream
     * @param whole judges a body that is none
     */
    DescribedStream(InputStream body, Optional<JsonNode> events, Consumer<byte[]> whole) {
        super(body);
        this.events = events;
        this.whole = whole;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count < 0) {
            if (events.isEmpty()) {
                whole.accept(read.toByteArray());
            }
            return count;
        }
        for (int i = offset; i < offset + count; i++) {
            read.write(bytes[i]);
            if (events.isPresent() && bytes[i] == '\n') {
                line(events.get());
            }
        }
        return count;
    }

    /** Judges what was read when an empty line ends it. */
    private void line(JsonNode described) {
        String text = read.toString(StandardCharsets.UTF_8);
        if (text.endsWith("\n\n") || text.endsWith("\n\r\n") || text.isBlank()) {
            read.reset();
            judge(described, text.lines().filter(line -> !line.isEmpty()).toList());
        }
    }

    private static void judge(JsonNode described, List<String> lines) {
        String name = UNNAMED;
        var data = new StringBuilder();
        for (String line : lines) {
            String[] parts = line.split(": ?", 2);
            require(
                    line.startsWith(":") || FIELDS.contains(parts[0]),
                    "no field of a stream",
                    line);
            if (parts[0].equals("event")) {
                name = parts[1];
            } else if (parts[0].equals("data")) {
                data.append(data.isEmpty() ? "" : "\n").append(parts[1]);
            }
        }
        if (!data.isEmpty() && !data.toString().equals(LAST)) {
            judge(described, name, data.toString());
        }
    }

    private static void judge(JsonNode described, String name, String data) {
        JsonNode schema = described.has(name) ? described.path(name) : described.path(ANY);
        require(!schema.isMissingNode(), "no such event is described", name);
        List<String> faults =
                DescribedAnswers.SCHEMAS.faults(schema, data.getBytes(StandardCharsets.UTF_8));
        require(faults.isEmpty(), "the event " + name + " is not as described", faults + data);
    }

    private static void require(boolean right, String what, String seen) {
        if (!right) {
            throw new AssertionError(what + ": " + seen);
        }
    }
}

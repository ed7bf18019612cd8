package dev.ringback.server.openai;

import dev.ringback.net.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One event of a stream (HTML standard, section 9.2.6).
 *
 * @param name what its {@code event} line says; only responses are streamed with names
 * @param data its data lines; empty for a comment
 */
public record StreamEvent(Optional<String> name, String data) {

    /** The types of the events that tell the whole response. */
    public static final Set<String> LAST =
            Set.of("response.completed", "response.incomplete", "response.failed");

    private static final String ERROR = "error";
    private static final Pattern LAST_TYPE =
            Pattern.compile("\"type\"\\s*:\\s*\"response\\.(completed|incomplete|failed)\"");

    /** Reads the lines of an event. */
    public static StreamEvent of(String lines) {
        Optional<String> name = Optional.empty();
        List<String> data = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            if (line.startsWith("data:")) {
                data.add(line.substring("data:".length()).strip());
            } else if (line.startsWith("event:")) {
                name = Optional.of(line.substring("event:".length()).strip());
            }
        }
        return new StreamEvent(name, String.join("\n", data));
    }

    /** The lines of an event with other data; what else they say is kept. */
    public static String replaced(String lines, String data) {
        var event = new StringBuilder();
        lines.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("data:"))
                .forEach(line -> event.append(line).append('\n'));
        data.lines().forEach(line -> event.append("data: ").append(line).append('\n'));
        return event.append('\n').toString();
    }

    /** An error that the client is told in the midst of a stream, in the operation's own words. */
    public static StreamEvent error(Operation operation, OpenAiError error, long sequence) {
        if (operation != Operation.RESPONSES) {
            return new StreamEvent(Optional.empty(), error.json().toString());
        }
        var json =
                new JsonObject()
                        .put("type", ERROR)
                        .put("code", error.code().orElse("server_error"))
                        .put("message", error.message())
                        .putNull("param")
                        .put("sequence_number", sequence);
        return new StreamEvent(Optional.of(ERROR), json.toString());
    }

    /** Whether it says that nothing follows. */
    public boolean isDone() {
        return data.equals("[DONE]");
    }

    /** Whether it tells the whole response, after which nothing follows. */
    public boolean isWholeResponse() {
        // What a model writes has its quotes escaped, so it cannot be mistaken for a type.
        return name.map(LAST::contains)
                .orElseGet(() -> data.contains("response.") && LAST_TYPE.matcher(data).find());
    }

    /** Whether its name says that something went wrong. */
    public boolean isError() {
        return name.filter(ERROR::equals).isPresent();
    }

    /** As it is written. */
    public String text() {
        return name.map(each -> "event: " + each + "\n").orElse("") + "data: " + data + "\n\n";
    }

    /** The same in UTF-8. */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }
}

package dev.ringback.server.responses;

import dev.ringback.net.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Writes the events of a response's stream, each with its number. */
final class NumberedEvents {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private NumberedEvents() {}

    /** An event under its number. */
    static byte[] event(ObjectNode event, long number) {
        String type = event.path("type").stringValue("");
        byte[] json = Json.write(event.put("sequence_number", number)).bytes();
        var out = new ByteArrayOutputStream(json.length + 2 * type.length() + 20);
        if (NAME.matcher(type).matches()) {
            out.writeBytes(("event: " + type + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(DATA);
        out.writeBytes(json);
        out.writeBytes(END);
        return out.toByteArray();
    }

    /** An event that tells the whole response. */
    static byte[] state(String type, ObjectNode response, long number) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", number);
        return event(event.set("response", response), number);
    }
}

package dev.ringback.server.responses;

import dev.ringback.net.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Writes the events of a response's stream, each with its number. */
final class NumberedEvents {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private NumberedEvents() {}

    /** An event under its number. */
    static byte[] event(JsonObject event, long number) {
        String type = event.text("type").orElse("");
        byte[] json = event.put("sequence_number", number).payload().bytes();
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
    static byte[] state(String type, JsonObject response, long number) {
        return event(
                new JsonObject()
                        .put("type", type)
                        .put("sequence_number", number)
                        .put("response", response),
                number);
    }
}

package dev.ringback.server.predictions;

import dev.ringback.net.json.JsonObject;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * An error in one part of a request, as FastAPI tells it: {@code {"loc","msg","type"}}.
 *
 * @param where {@code body}, {@code query} or {@code header}
 * @param path of the field there, such as {@code input.messages[0].role}; empty for all of it
 * @param message what is wrong with it
 * @param type a stable word
 */
record ValidationError(String where, String path, String message, String type) {

    private static final String BODY = "body";

    /** The body as a whole is wrong. */
    static ValidationError body(String message) {
        return new ValidationError(BODY, "", message, "json_invalid");
    }

    /** A field of the body is wrong. */
    static ValidationError field(String path, String message) {
        return wrong(BODY, path, message);
    }

    /** A field of the body is not there. */
    static ValidationError missing(String path) {
        return new ValidationError(BODY, path, "is required", "missing");
    }

    /** A field is wrong. */
    static ValidationError wrong(String where, String path, String message) {
        return new ValidationError(where, path, message, "value_error");
    }

    JsonObject json() {
        Stream<Object> segments =
                Arrays.stream(path.split("[.\\[\\]]+"))
                        .filter(segment -> !segment.isEmpty())
                        .map(ValidationError::segment);
        return new JsonObject()
                .put("loc", Stream.concat(Stream.of(where), segments))
                .put("msg", message)
                .put("type", type);
    }

    private static Object segment(String text) {
        return text.matches("[0-9]{1,9}") ? (Object) Integer.valueOf(text) : text;
    }
}

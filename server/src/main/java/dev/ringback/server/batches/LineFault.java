package dev.ringback.server.batches;

import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.OpenAiError;
import java.util.Optional;

/**
 * An error in a line, or in a file as a whole.
 *
 * @param code a stable word
 * @param message a sentence
 * @param param path of the field that is wrong
 * @param line in the file, from 1; empty when it is about no line, or about what came of one
 */
record LineFault(String code, String message, Optional<String> param, Optional<Integer> line) {

    static LineFault of(String code, String message) {
        return new LineFault(code, message, Optional.empty(), Optional.empty());
    }

    /** What is said of a field. */
    static LineFault field(String param, String message) {
        return of(OpenAiError.field(param, param + " " + message));
    }

    /** The same as an error of a request. */
    static LineFault of(OpenAiError error) {
        return new LineFault(
                error.code().orElse("invalid_request"),
                error.message(),
                error.param(),
                Optional.empty());
    }

    /** The same about the line of that number. */
    LineFault at(int number) {
        return new LineFault(code, message, param, Optional.of(number));
    }

    /** As it stands in a batch's errors, and in the error file for lines that could not be read. */
    JsonObject json() {
        return head().put("param", param).put("line", line);
    }

    /** The status that a request by itself would be refused with. */
    int status() {
        return code.equals("model_not_found") ? 404 : 400;
    }

    /** The body of that refusal, which says as well where the line is. */
    JsonObject body() {
        JsonObject body = new OpenAiError(status(), message, param, Optional.of(code)).json();
        line.ifPresent(number -> body.child("error").put("line", number));
        return body;
    }

    /** The same without a place. */
    JsonObject head() {
        return new JsonObject().put("code", code).put("message", message);
    }
}

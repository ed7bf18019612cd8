package dev.ringback.server.inference;

import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Header;
import dev.ringback.server.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error as OpenAI's clients read it: {@code {"error":{"message","type","param","code"}}}.
 *
 * @param status 400 to 599
 * @param message a sentence
 * @param param path of the field that is wrong, such as {@code messages[0].role}
 * @param code a stable word
 */
record OpenAiError(int status, String message, Optional<String> param, Optional<String> code) {

    /** The request is wrong in one field. */
    static OpenAiError field(String param, String message) {
        return new OpenAiError(400, message, Optional.of(param), Optional.of("invalid_value"));
    }

    /** The request is wrong as a whole. */
    static OpenAiError request(String code, String message) {
        return new OpenAiError(400, message, Optional.empty(), Optional.of(code));
    }

    /** The request is fine; something else is wrong. */
    static OpenAiError of(int status, String code, String message) {
        return new OpenAiError(status, message, Optional.empty(), Optional.of(code));
    }

    /** Why something that should be on disk is not; empty when it is. */
    static Optional<OpenAiError> unless(Committed committed) {
        return switch (committed) {
            case Committed.Done _ -> Optional.empty();
            case Committed.Overloaded _ ->
                    Optional.of(of(503, "overloaded", "too much is waiting to be stored"));
            case Committed.Failed _, Committed.Stale _ ->
                    Optional.of(of(503, "not_stored", "it could not be stored"));
        };
    }

    /** The error object by itself, as it also stands in a stream. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        ObjectNode error = json.putObject("error");
        error.put("message", message);
        error.put("type", type());
        param.ifPresentOrElse(each -> error.put("param", each), () -> error.putNull("param"));
        code.ifPresentOrElse(each -> error.put("code", each), () -> error.putNull("code"));
        return json;
    }

    HttpResponse.Whole response() {
        return response(status == 503 ? List.of(new Header("Retry-After", "1")) : List.of());
    }

    HttpResponse.Whole response(List<Header> more) {
        List<Header> headers = new ArrayList<>(more);
        headers.add(new Header("Content-Type", "application/json"));
        return new HttpResponse.Whole(status, headers, Json.write(json()));
    }

    private String type() {
        return status >= 500 ? "server_error" : "invalid_request_error";
    }
}

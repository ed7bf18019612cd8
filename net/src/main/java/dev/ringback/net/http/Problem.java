package dev.ringback.net.http;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.FieldError;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.Omitted;
import dev.ringback.net.json.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An error as a value, worded as problem details (RFC 9457).
 *
 * @param status 400 to 599
 * @param code the error's name, stable, such as {@code invalid_field}
 * @param title what the code means, the same for every occurrence
 * @param detail what is wrong this time
 * @param errors the fields that are wrong; may be empty
 */
public record Problem(
        int status, String code, String title, String detail, List<FieldError> errors) {

    /** Media type of problem details. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status is not an error: " + status);
        }
        errors = List.copyOf(errors);
    }

    /** A problem without fields; its title is the code in words. */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, title(code), detail, List.of());
    }

    /** 400: the body is not the JSON that is expected. */
    public static Problem invalidJson(String detail) {
        return of(400, "invalid_json", detail);
    }

    /** 400: a query parameter, header or path segment is wrong. */
    public static Problem invalidRequest(String detail) {
        return of(400, "invalid_request", detail);
    }

    /** 422: one field is wrong. */
    public static Problem invalidField(String field, String detail) {
        return invalidFields(List.of(new FieldError(field, detail)));
    }

    /** 422: these fields are wrong; there is at least one. */
    public static Problem invalidFields(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        String code = errors.size() == 1 ? "invalid_field" : "invalid_fields";
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return new Problem(
                422, code, title(code), first.field() + " " + first.detail() + more, errors);
    }

    /** 400: parameters of the query, or a header, are not as they must be; at least one. */
    public static Problem invalidRequest(List<FieldError> errors) {
        String detail = invalidFields(errors).detail();
        return new Problem(400, "invalid_request", "Invalid request", detail, errors);
    }

    /** 422: what is wrong with the fields of a body; empty when nothing is. */
    public static Optional<Problem> with(JsonFields fields) {
        List<FieldError> errors = fields.problems();
        return errors.isEmpty() ? Optional.empty() : Optional.of(invalidFields(errors));
    }

    /** 404: there is no such thing, or it belongs to somebody else. */
    public static Problem notFound(String detail) {
        return of(404, "not_found", detail);
    }

    /** 413: the body is longer than allowed. */
    public static Problem tooLarge(String detail) {
        return of(413, "too_large", detail);
    }

    /** 500: a bug or a failing store; says nothing about the inside. */
    public static Problem internal() {
        return of(500, "internal_error", "The server failed to answer; its log says why.");
    }

    /** The answer that carries this problem. */
    public HttpResponse.Whole toResponse() {
        return toResponse(List.of());
    }

    /** The answer with a Retry-After header, in whole seconds, at least 1. */
    public HttpResponse.Whole toResponse(Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return toResponse(List.of(new Header("Retry-After", Long.toString(seconds))));
    }

    /** The answer with more headers. */
    public HttpResponse.Whole toResponse(List<Header> more) {
        List<Header> headers = new ArrayList<>(more);
        headers.add(new Header("Content-Type", MEDIA_TYPE));
        return new HttpResponse.Whole(status, List.copyOf(headers), toJson());
    }

    /** The body that carries this problem. */
    Payload toJson() {
        return Records.write(new Body("about:blank", title, status, detail, code, errors));
    }

    private record Body(
            String type,
            String title,
            int status,
            String detail,
            String code,
            @Omitted List<FieldError> errors) {}

    private static String title(String code) {
        return Character.toUpperCase(code.charAt(0)) + code.substring(1).replace('_', ' ');
    }
}

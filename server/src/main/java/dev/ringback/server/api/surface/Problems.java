package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Problem;
import dev.ringback.net.json.FieldError;
import java.util.List;
import java.util.stream.Stream;

/** The errors that the native API answers, as problem details (RFC 9457). */
public final class Problems {

    private Problems() {}

    /** 400: parameters of the query, or a header, are not as they must be. */
    public static HttpResponse.Whole badRequest(List<FieldError> errors) {
        return Problem.invalidRequest(errors).toResponse();
    }

    public static HttpResponse.Whole notFound(String what) {
        return Problem.notFound("there is no such " + what).toResponse();
    }

    public static HttpResponse.Whole of(int status, String code, String detail) {
        return Problem.of(status, code, detail).toResponse();
    }

    /** It is not known to be on disk, and the client may try again. */
    public static HttpResponse.Whole notTaken(Committed result) {
        return switch (result) {
            case Committed.Overloaded _ ->
                    later(of(503, "overloaded", "too much is waiting to be written; try again"));
            case Committed.Failed _ ->
                    later(of(503, "store_failed", "the store did not take it; try again"));
            case Committed.Unknown _ ->
                    later(
                            of(
                                    503,
                                    "store_slow",
                                    "the store has not answered in time; it may be done later all"
                                            + " the same, so try again with the same id or"
                                            + " idempotency key"));
            case Committed.Stale _ ->
                    later(
                            of(
                                    409,
                                    "conflict",
                                    "others changed it at the same time; nothing is done, try"
                                            + " again"));
            case Committed.Done _ -> throw new IllegalArgumentException("it was taken");
        };
    }

    /** The same answer with a request to wait a second. */
    public static HttpResponse.Whole later(HttpResponse.Whole response) {
        return with(response, new Header("Retry-After", "1"));
    }

    public static HttpResponse.Whole with(HttpResponse.Whole response, Header header) {
        var headers = Stream.concat(response.headers().stream(), Stream.of(header)).toList();
        return new HttpResponse.Whole(response.status(), headers, response.body());
    }
}

package dev.ringback.net.http;

import dev.ringback.net.json.FieldError;
import java.util.List;

/** Words the errors that the listener finds, as a surface does. */
@FunctionalInterface
public interface ErrorWords {

    /** Problem details as of RFC 9457. */
    ErrorWords PROBLEM =
            refusal ->
                    Problem.of(refusal.status(), refusal.code(), refusal.detail())
                            .toResponse(refusal.headers());

    /** A parameter of the query that means nothing, in problem details. */
    Route.Unknown UNKNOWN_PARAMETER =
            (name, problem) ->
                    Problem.invalidRequest(List.of(new FieldError(name, problem))).toResponse();

    /** The answer; the headers of the refusal are part of it. */
    HttpResponse answer(Refusal refusal);
}

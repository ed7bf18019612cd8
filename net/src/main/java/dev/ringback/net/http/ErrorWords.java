package dev.ringback.net.http;

/** Words the errors that the listener finds, as a surface does. */
@FunctionalInterface
public interface ErrorWords {

    /** Problem details as of RFC 9457. */
    ErrorWords PROBLEM =
            refusal ->
                    Problem.of(refusal.status(), refusal.code(), refusal.detail())
                            .toResponse(refusal.headers());

    /** The answer; the headers of the refusal are part of it. */
    HttpResponse answer(Refusal refusal);
}

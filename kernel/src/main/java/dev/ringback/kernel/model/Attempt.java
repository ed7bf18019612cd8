package dev.ringback.kernel.model;

import dev.ringback.kernel.model.Reply.Answered;
import dev.ringback.kernel.model.Reply.Faulted;
import java.time.Instant;
import java.util.List;

/**
 * One try of a call, as it is kept.
 *
 * @param number 1 for the first
 * @param startedAt when it began
 * @param timing how long it took
 * @param status the answer's status, or 0 when none came
 * @param error the error class and what happened, in words; empty after a success
 * @param requestHeaders as sent, secrets redacted
 * @param responseHeaders as received, bounded
 * @param responseBody the first bytes of the response's body
 */
public record Attempt(
        int number,
        Instant startedAt,
        Timing timing,
        int status,
        String error,
        List<Header> requestHeaders,
        List<Header> responseHeaders,
        Payload responseBody) {

    /** How much of a response's body an attempt keeps, in bytes. */
    public static final int EXCERPT = 16 * 1024;

    public Attempt {
        if (number < 1) {
            throw new IllegalArgumentException("attempt number is not positive: " + number);
        }
    }

    /** The record of a request that was sent, or could not be. */
    public static Attempt of(
            int number,
            Instant startedAt,
            List<Header> requestHeaders,
            Reply reply,
            Outcome outcome) {
        return switch (reply) {
            case Answered(int status, var headers, Payload body, boolean _, Timing timing) ->
                    new Attempt(
                            number,
                            startedAt,
                            timing,
                            status,
                            describe(outcome),
                            requestHeaders,
                            headers,
                            body.excerpt(EXCERPT));
            case Faulted(WireFault fault, String detail, Timing timing) ->
                    new Attempt(
                            number,
                            startedAt,
                            timing,
                            0,
                            fault.word() + ": " + detail,
                            requestHeaders,
                            List.of(),
                            Payload.EMPTY);
        };
    }

    private static String describe(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Success _ -> "";
            case Outcome.Retry(Instant _, String why) -> why;
            case Outcome.Refused(String reason) -> reason;
        };
    }
}

package dev.ringback.kernel.model;

/**
 * What an attempt came to, without what was sent and answered, as lists show it.
 *
 * @param call whose
 * @param number 1 for the first
 * @param status the answer's status, or 0 when none came
 * @param error the error class and what happened, in words; empty after a success
 */
public record AttemptHead(CallId call, int number, int status, String error) {

    /** The head of an attempt. */
    public static AttemptHead of(CallId call, Attempt attempt) {
        return new AttemptHead(call, attempt.number(), attempt.status(), attempt.error());
    }
}

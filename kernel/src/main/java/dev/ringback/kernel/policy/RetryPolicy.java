package dev.ringback.kernel.policy;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Reply.Answered;
import dev.ringback.kernel.model.Reply.Faulted;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The one retry rule: what a reply means for a call, as a pure function.
 *
 * <p>2xx is success. A refused address and 410 Gone are final at once. Everything else is tried
 * again while the schedule has delays left, not sooner than the schedule and not sooner than {@code
 * Retry-After} asks.
 *
 * @param schedule the delays
 * @param retryClientErrors whether a 4xx other than 408, 410 and 429 is tried again: yes for
 *     Standard Webhooks, no for inference.net's formats
 */
public record RetryPolicy(RetrySchedule schedule, boolean retryClientErrors) {

    private static final int GONE = 410;

    /** How a reason ends that a schedule's end brought about. */
    private static final Pattern COUNTED =
            Pattern.compile("; no retries left after \\d+ attempts$");

    /**
     * Judges an attempt.
     *
     * @param reply what came of it
     * @param finished how many attempts are finished, this one included
     * @param now the moment of judging
     * @param random uniform in [0, 1), for the jitter
     */
    public Outcome judge(Reply reply, int finished, Instant now, double random) {
        return switch (reply) {
            case Answered answered when answered.status() / 100 == 2 -> new Outcome.Success();
            case Answered answered when isFinal(answered.status()) ->
                    new Outcome.Refused(describe(answered));
            case Answered answered ->
                    retry(describe(answered), finished, now, random, asked(answered, now));
            case Faulted(WireFault fault, String detail, Timing _)
                    when fault == WireFault.ADDRESS_REFUSED ->
                    new Outcome.Refused(detail);
            case Faulted(WireFault _, String detail, Timing _) ->
                    retry(detail, finished, now, random, Duration.ZERO);
        };
    }

    private boolean isFinal(int status) {
        boolean clientError = status / 100 == 4 && status != 408 && status != 429;
        return status == GONE || (clientError && !retryClientErrors);
    }

    private Outcome retry(String why, int finished, Instant now, double random, Duration asked) {
        return schedule.after(finished, random)
                .<Outcome>map(delay -> new Outcome.Retry(now.plus(longer(delay, asked)), why))
                .orElseGet(() ->
                        new Outcome.Refused(
                                "%s; no retries left after %d attempts".formatted(why, finished)));
    }

    /** What went wrong at last, of the reason for which a call was given up. */
    public static String lastOf(String reason) {
        return COUNTED.matcher(reason).replaceFirst("");
    }

    private static String describe(Answered answered) {
        return switch (answered.status() / 100) {
            case 3 -> "answered %d, and redirects are not followed".formatted(answered.status());
            default -> "answered %d".formatted(answered.status());
        };
    }

    /** How long a peer wants to be left alone, zero when it did not say. */
    public static Duration asked(Reply reply, Instant now) {
        return reply instanceof Answered answered ? asked(answered, now) : Duration.ZERO;
    }

    private static Duration asked(Answered answered, Instant now) {
        return Header.first(answered.headers(), "retry-after-ms")
                .flatMap(RetryAfter::parseMillis)
                .or(() ->
                        Header.first(answered.headers(), "retry-after")
                                .flatMap(value -> RetryAfter.parse(value, now)))
                .orElse(Duration.ZERO);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}

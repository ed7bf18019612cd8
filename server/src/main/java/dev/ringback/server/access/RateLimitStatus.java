package dev.ringback.server.access;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The status of a key's rate limit, as its owner is told: in WriftAI's headers and in OpenAI's.
 *
 * @param rate the limit
 * @param remaining how many requests may come at once
 * @param untilFull how long until as many may come at once as ever
 * @param untilNext how long until one may come
 * @param fullAt when as many may come at once as ever
 */
record RateLimitStatus(
        RequestRate rate, long remaining, Duration untilFull, Duration untilNext, Instant fullAt) {

    static RateLimitStatus of(TokenBucket bucket, Clock time) {
        long now = time.nanos();
        Duration untilFull = bucket.untilFull(now);
        return new RateLimitStatus(
                bucket.rate(),
                bucket.remaining(now),
                untilFull,
                bucket.untilNext(now),
                time.now().plus(untilFull));
    }

    /** Why one more request is refused. */
    Refusal refusal() {
        long seconds = Math.max(1, seconds(untilNext));
        return new Refusal(
                429,
                "rate_limit_exceeded",
                "this API key may make %d requests a minute, %d of them at once; try again in %d s"
                        .formatted(rate.perMinute(), rate.burst(), seconds),
                List.of(new Header("Retry-After", Long.toString(seconds))));
    }

    /** An answer that says so, and no longer what a model server said of its own limits. */
    HttpResponse on(HttpResponse response) {
        List<Header> own = headers();
        Stream<Header> others =
                response.headers().stream()
                        .filter(each -> Header.first(own, each.name()).isEmpty());
        List<Header> all = Stream.concat(others, own.stream()).toList();
        return switch (response) {
            case HttpResponse.Whole whole ->
                    new HttpResponse.Whole(whole.status(), all, whole.body());
            case HttpResponse.Streamed streamed ->
                    new HttpResponse.Streamed(streamed.status(), all, streamed.writer());
        };
    }

    private List<Header> headers() {
        String limit = Integer.toString(rate.perMinute());
        String left = Long.toString(remaining);
        long reset = seconds(Duration.between(Instant.EPOCH, fullAt));
        return List.of(
                new Header("x-ratelimit-limit", limit),
                new Header("x-ratelimit-remaining", left),
                new Header("x-ratelimit-reset", Long.toString(reset)),
                new Header("x-ratelimit-limit-requests", limit),
                new Header("x-ratelimit-remaining-requests", left),
                new Header("x-ratelimit-reset-requests", text(untilFull)));
    }

    /** Whole seconds, never too few. */
    private static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }

    /** As OpenAI writes it: {@code 12ms}, {@code 8.64s}, {@code 1m0s}; never too short. */
    private static String text(Duration duration) {
        long millis = duration.plusNanos(999_999).toMillis();
        if (millis > 0 && millis < 1000) {
            return millis + "ms";
        }
        String minutes = millis < 60_000 ? "" : millis / 60_000 + "m";
        BigDecimal seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros();
        return minutes + seconds.toPlainString() + "s";
    }
}

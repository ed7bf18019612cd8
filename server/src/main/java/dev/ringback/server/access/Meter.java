package dev.ringback.server.access;

import dev.ringback.kernel.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

/** Counts the requests of one key against its rate limit. Nobody waits for anybody. */
final class Meter {

    private final Clock time;
    private final AtomicReference<TokenBucket> bucket;

    private Meter(Clock time, TokenBucket bucket) {
        this.time = time;
        this.bucket = new AtomicReference<>(bucket);
    }

    /** A meter of a key that has made no request lately. */
    static Meter of(RequestRate rate, Clock time) {
        return new Meter(time, TokenBucket.full(rate, time.nanos()));
    }

    /** This meter, or one at another rate that goes on from here. */
    Meter at(RequestRate rate) {
        TokenBucket current = bucket.get();
        return current.rate().equals(rate) ? this : new Meter(time, current.at(rate, time.nanos()));
    }

    /** Whether one more request may come; if so, it is counted. */
    boolean take() {
        while (true) {
            TokenBucket current = bucket.get();
            long now = time.nanos();
            if (!current.permits(now)) {
                return false;
            }
            if (bucket.compareAndSet(current, current.taken(now))) {
                return true;
            }
        }
    }

    /** How things stand. */
    RateLimitStatus standing() {
        return RateLimitStatus.of(bucket.get(), time);
    }
}

package dev.ringback.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

    /** Steady clocks begin anywhere, below zero too, and may even overflow. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

    private static TokenBucket full(int perMinute) {
        return TokenBucket.full(new RequestRate(perMinute), START);
    }

    private static long in(long millis) {
        return START + Duration.ofMillis(millis).toNanos();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 7", "10, 10", "30, 10", "109, 10", "250, 25", "1000000, 100000"})
    void aTenthOfAMinutesWorthMayComeAtOnceButTenWhereTheLimitAllows(int perMinute, int burst) {
        TokenBucket bucket = full(perMinute);
        for (int left = burst; left > 0; left--) {
            assertThat(bucket.remaining(START)).isEqualTo(left);
            assertThat(bucket.permits(START)).isTrue();
            bucket = bucket.taken(START);
        }
        assertThat(bucket.remaining(START)).isZero();
        assertThat(bucket.permits(START)).isFalse();
    }

    @Test
    void anEmptyBucketFillsEvenly() {
        TokenBucket bucket = full(250);
        for (int i = 0; i < 25; i++) {
            bucket = bucket.taken(START);
        }
        assertThat(bucket.untilNext(START)).isEqualTo(Duration.ofMillis(240));
        assertThat(bucket.untilFull(START)).isEqualTo(Duration.ofSeconds(6));
        assertThat(bucket.permits(in(239))).isFalse();
        assertThat(bucket.permits(in(240))).isTrue();
        assertThat(bucket.untilNext(in(240))).isZero();
        assertThat(bucket.remaining(in(3119))).isEqualTo(12);
        assertThat(bucket.remaining(in(3120))).isEqualTo(13);
        assertThat(bucket.remaining(in(6000))).isEqualTo(25);
        assertThat(bucket.untilFull(in(6000))).isZero();
    }

    @Test
    void aBucketNeverHoldsMoreThanItsBurst() {
        TokenBucket bucket = full(60);
        assertThat(bucket.remaining(in(3_600_000))).isEqualTo(10);
        assertThat(bucket.taken(in(3_600_000)).remaining(in(3_600_000))).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 250, 999_983, 1_000_000})
    void whoeverAsksAllTheTimeGetsTheBurstAndThenTheLimit(int perMinute) {
        TokenBucket bucket = full(perMinute);
        long admitted = 0;
        long end = Duration.ofMinutes(1).toNanos();
        for (long passed = 0; passed < end; ) {
            if (bucket.permits(START + passed)) {
                bucket = bucket.taken(START + passed);
                admitted++;
            } else {
                passed += bucket.untilNext(START + passed).toNanos();
            }
        }
        int wanted = perMinute + bucket.rate().burst();
        assertThat(admitted).isBetween(wanted - 1L, wanted + 1L);
    }

    @Test
    void anotherRateGoesOnFromWhatIsMissing() {
        TokenBucket empty = full(1).taken(START);
        TokenBucket faster = empty.at(new RequestRate(600), START);
        assertThat(faster.permits(START)).isFalse();
        assertThat(faster.untilNext(START)).isEqualTo(Duration.ofMillis(100));
        assertThat(faster.remaining(in(100))).isEqualTo(1);
        assertThat(full(600).taken(START).at(new RequestRate(6), START).remaining(START))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_000_001})
    void aLimitIsNeitherNothingNorBoundless(int perMinute) {
        assertThatThrownBy(() -> new RequestRate(perMinute))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

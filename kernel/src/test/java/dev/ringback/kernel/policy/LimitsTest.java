package dev.ringback.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.RateLimit.Refill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The breaker and the rate limit as values. */
final class LimitsTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final BreakerPolicy THREE = new BreakerPolicy(3, FIRST, Duration.ofSeconds(15));

    private static final Refill THREE_AT_ONCE = Refill.atOnce(3);

    private static Breaker open(Duration pause) {
        return new Breaker.Open(NOW.plus(pause), pause);
    }

    @Test
    void aRunOfFailuresOpensTheBreaker() {
        Breaker breaker = Breaker.closed();
        breaker = breaker.onFailure(THREE, NOW);
        assertThat(breaker).isEqualTo(new Breaker.Closed(1));
        breaker = breaker.onFailure(THREE, NOW);
        assertThat(breaker).isEqualTo(new Breaker.Closed(2));
        assertThat(breaker.onAlive()).isEqualTo(Breaker.closed());
        assertThat(breaker.onFailure(THREE, NOW)).isEqualTo(open(FIRST));
    }

    @Test
    void anOpenBreakerStaysOpenForItsPause() {
        assertThat(open(FIRST).onFailure(THREE, NOW.plusSeconds(4))).isEqualTo(open(FIRST));
    }

    @Test
    void theFirstCallAfterAPauseIsTheProbe() {
        assertThat(open(FIRST).onStart()).isEqualTo(new Breaker.HalfOpen(FIRST));
        assertThat(Breaker.closed().onStart()).isEqualTo(Breaker.closed());
        assertThat(new Breaker.HalfOpen(FIRST).onStart()).isEqualTo(new Breaker.HalfOpen(FIRST));
    }

    @Test
    void aFailedProbeDoublesThePauseUpToItsBound() {
        Duration ten = Duration.ofSeconds(10);
        Duration fifteen = Duration.ofSeconds(15);
        assertThat(new Breaker.HalfOpen(FIRST).onFailure(THREE, NOW)).isEqualTo(open(ten));
        assertThat(new Breaker.HalfOpen(ten).onFailure(THREE, NOW)).isEqualTo(open(fifteen));
        assertThat(new Breaker.HalfOpen(fifteen).onFailure(THREE, NOW)).isEqualTo(open(fifteen));
    }

    @Test
    void aProbeThatSucceedsClosesIt() {
        assertThat(new Breaker.HalfOpen(FIRST).onAlive()).isEqualTo(Breaker.closed());
    }

    @Test
    void aProbeThatAskedNothingLetsTheNextOneAsk() {
        assertThat(new Breaker.HalfOpen(FIRST).onNothing(NOW))
                .isEqualTo(new Breaker.Open(NOW, FIRST));
        assertThat(open(FIRST).onNothing(NOW)).isEqualTo(new Breaker.Open(NOW, FIRST));
        assertThat(new Breaker.Closed(2).onNothing(NOW)).isEqualTo(new Breaker.Closed(2));
    }

    @Test
    void aBreakerThatIsOffNeverOpens() {
        Breaker breaker = Breaker.closed();
        for (int i = 0; i < 100; i++) {
            breaker = breaker.onFailure(BreakerPolicy.OFF, NOW);
            assertThat(breaker).isInstanceOf(Breaker.Closed.class);
        }
        assertThat(new Breaker.HalfOpen(FIRST).onFailure(BreakerPolicy.OFF, NOW))
                .isInstanceOf(Breaker.Closed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "200,false",
        "204,false",
        "301,false",
        "400,false",
        "404,false",
        "410,false",
        "499,false",
        "429,true",
        "500,true",
        "503,true",
        "599,true"
    })
    void onlyAPeerThatCannotServeFails(int status, boolean failure) {
        var reply = new Reply.Answered(status, List.of(), Payload.EMPTY, false, Timing.NONE);
        assertThat(Breaker.isFailure(reply)).isEqualTo(failure);
    }

    @ParameterizedTest
    @EnumSource(WireFault.class)
    void everyFaultIsAFailureButARefusedAddressAndTooLittleMemoryHere(WireFault fault) {
        assertThat(Breaker.isFailure(new Reply.Faulted(fault, "", Timing.NONE)))
                .isEqualTo(fault != WireFault.ADDRESS_REFUSED && fault != WireFault.NO_ROOM);
    }

    @Test
    void aBreakerPolicyHasBounds() {
        assertThatThrownBy(() -> new BreakerPolicy(-1, FIRST, FIRST)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new BreakerPolicy(1, FIRST, Duration.ofSeconds(4)))
                .hasMessageContaining("pauses");
        assertThatThrownBy(() -> new BreakerPolicy(1, Duration.ofSeconds(-1), FIRST))
                .hasMessageContaining("pauses");
    }

    @Test
    void aFullBucketHoldsOneSecond() {
        RateLimit rate = RateLimit.full(THREE_AT_ONCE, NOW);
        for (int i = 0; i < 3; i++) {
            assertThat(rate.permits()).isTrue();
            assertThat(rate.next(THREE_AT_ONCE)).isEqualTo(NOW);
            rate = rate.taken();
        }
        assertThat(rate.permits()).isFalse();
        assertThat(rate.next(THREE_AT_ONCE)).isEqualTo(NOW.plusMillis(334));
        assertThat(rate.refilled(THREE_AT_ONCE, NOW.plusMillis(333)).permits()).isFalse();
        assertThat(rate.refilled(THREE_AT_ONCE, NOW.plusMillis(334)).permits()).isTrue();
    }

    @Test
    void aBucketNeverOverflows() {
        RateLimit rate =
                RateLimit.full(THREE_AT_ONCE, NOW).refilled(THREE_AT_ONCE, NOW.plusSeconds(1000));
        assertThat(rate.tokens()).isEqualTo(3, within(1e-9));
    }

    /** However long nothing was asked before, and wherever the second begins. */
    @Test
    void noSecondHasMoreStartsThanASpreadRateAllows() {
        for (int perSecond : new int[] {1, 2, 3, 7, 10, 99, 100, 250, 1_000, 20_000}) {
            Refill refill = Refill.spread(perSecond);
            List<Instant> starts = new ArrayList<>();
            RateLimit rate = RateLimit.full(refill, NOW);
            while (starts.size() < 3 * perSecond + 3) {
                Instant at = rate.next(refill);
                rate = rate.refilled(refill, at).taken();
                starts.add(at);
            }
            for (int i = 0; i + perSecond < starts.size(); i++) {
                assertThat(Duration.between(starts.get(i), starts.get(i + perSecond)))
                        .as("%d starts at %d/s", perSecond + 1, perSecond)
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            }
            assertThat(starts.get(3 * perSecond - 1))
                    .as("the last of three seconds at %d/s", perSecond)
                    .isBefore(NOW.plusMillis(3_400));
        }
    }

    @Test
    void aSlowRateStillAllowsOne() {
        RateLimit rate = RateLimit.full(Refill.spread(0.1), NOW);
        assertThat(rate.permits()).isTrue();
        assertThat(rate.taken().next(Refill.spread(0.1))).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void atTheNextMomentACallMayAlwaysStart() {
        for (double perSecond : new double[] {0.3, 0.7, 1, 3, 7, 13, 99, 997, 123_456}) {
            RateLimit rate = new RateLimit(0.123, NOW);
            for (int i = 0; i < 200; i++) {
                Instant next = rate.next(Refill.spread(perSecond));
                rate = rate.refilled(Refill.spread(perSecond), next);
                assertThat(rate.permits()).as("%s per second", perSecond).isTrue();
                rate = rate.taken();
            }
        }
    }

    @Test
    void aClockThatStepsBackTakesNoTokens() {
        RateLimit rate =
                RateLimit.full(THREE_AT_ONCE, NOW).refilled(THREE_AT_ONCE, NOW.minusSeconds(60));
        assertThat(rate.tokens()).isEqualTo(3, within(1e-9));
    }

    @Test
    void aTinyRateAsksForADayAtMost() {
        assertThat(new RateLimit(0, NOW).next(Refill.atOnce(1e-300)))
                .isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void aLanePolicyHasBounds() {
        assertThatThrownBy(() -> policy(0, 0)).hasMessageContaining("0");
        assertThatThrownBy(() -> policy(10_001, 0)).hasMessageContaining("10001");
        assertThatThrownBy(() -> policy(1, -0.1)).hasMessageContaining("-0.1");
        assertThatThrownBy(() -> policy(1, Double.NaN)).hasMessageContaining("NaN");
        assertThat(policy(7, 0).width()).isEqualTo(7);
    }

    private static LanePolicy policy(int maxInFlight, double rate) {
        return new LanePolicy(
                maxInFlight, rate, LanePolicy.Ordering.NONE, false, BreakerPolicy.OFF);
    }
}

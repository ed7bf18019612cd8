package dev.ringback.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The retry rule: schedule, Retry-After, and what a reply means. */
final class RetryTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final double MIDDLE = 0.5;
    private static final RetrySchedule TWO =
            new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)), 0.1);
    private static final RetryPolicy PATIENT = new RetryPolicy(TWO, true);
    private static final RetryPolicy STRICT = new RetryPolicy(TWO, false);

    private static Reply answered(int status, Header... headers) {
        return new Reply.Answered(status, List.of(headers), Payload.EMPTY, false, Timing.NONE);
    }

    private static Outcome.Retry retryAt(Instant at, String why) {
        return new Outcome.Retry(at, why);
    }

    @Test
    void theScheduleIsWalkedThroughOnce() {
        assertThat(TWO.after(1, MIDDLE)).contains(Duration.ofSeconds(5));
        assertThat(TWO.after(2, MIDDLE)).contains(Duration.ofMinutes(5));
        assertThat(TWO.after(3, MIDDLE)).isEmpty();
    }

    @Test
    void jitterStretchesAndShrinksByItsShare() {
        assertThat(TWO.after(1, 0)).contains(Duration.ofMillis(4500));
        assertThat(TWO.after(1, 0.999_999_999)).contains(Duration.ofMillis(5500));
        var steady = new RetrySchedule(List.of(Duration.ofSeconds(5)), 0);
        assertThat(steady.after(1, 0)).contains(Duration.ofSeconds(5));
    }

    @Test
    void theStandardScheduleGivesTenAttemptsInAboutThreeDays() {
        assertThat(RetrySchedule.STANDARD.delays()).hasSize(9);
        Duration sum =
                RetrySchedule.STANDARD.delays().stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(sum).isBetween(Duration.ofHours(75), Duration.ofHours(76));
    }

    @Test
    void anEmptyScheduleNeverRetries() {
        assertThat(new RetrySchedule(List.of(), 0).after(1, MIDDLE)).isEmpty();
    }

    @Test
    void aScheduleHasBounds() {
        var fifty = Collections.nCopies(RetrySchedule.MAX_DELAYS, RetrySchedule.MAX_DELAY);
        assertThat(new RetrySchedule(fifty, 0.5).delays()).hasSize(50);
        var more = Collections.nCopies(RetrySchedule.MAX_DELAYS + 1, Duration.ZERO);
        assertThatThrownBy(() -> new RetrySchedule(more, 0)).hasMessageContaining("51");
        var long1 = List.of(RetrySchedule.MAX_DELAY.plusMillis(1));
        assertThatThrownBy(() -> new RetrySchedule(long1, 0)).hasMessageContaining("7 days");
        var negative = List.of(Duration.ofSeconds(-1));
        assertThatThrownBy(() -> new RetrySchedule(negative, 0)).hasMessageContaining("PT-1S");
        for (double jitter : new double[] {-0.01, 0.51, Double.NaN}) {
            assertThatThrownBy(() -> new RetrySchedule(List.of(), jitter))
                    .hasMessageContaining("jitter");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "' 7 ', PT7S",
        "120, PT2M",
        "86400, PT24H",
        "86401, PT24H",
        "999999999, PT24H",
        "1000000000, PT24H",
        "99999999999999999999999999999999999999999, PT24H",
        "'Mon, 01 Jun 2026 12:00:30 GMT', PT30S",
        "'Mon, 1 Jun 2026 12:00:30 GMT', PT30S",
        "'Mon, 01 Jun 2026 11:00:00 GMT', PT0S",
        "'Fri, 01 Jan 2100 00:00:00 GMT', PT24H",
        "'Monday, 01-Jun-26 12:00:30 GMT', PT30S",
        "'Monday, 01-Jun-26 11:00:00 GMT', PT0S",
        "'Tuesday, 02-jun-26 11:00:00 gmt', PT23H",
        "'Sunday, 06-Nov-94 08:49:37 GMT', PT0S",
        "'Wednesday, 01-Jan-76 00:00:00 GMT', PT24H",
        "'Friday, 01-Jan-77 00:00:00 GMT', PT0S",
        "'Mon Jun  1 12:00:30 2026', PT30S",
        "'Mon Jun 01 12:00:30 2026', PT30S",
        "3.5, PT3.5S",
        "0.0004, PT0.001S",
        "0.0, PT0S",
        "99999999999.5, PT24H",
        "'Sun Nov  6 08:49:37 1994', PT0S",
        "'Mon, 1 Jun 2026 12:00:30 GMT', PT30S",
    })
    void retryAfterIsReadAndBounded(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "soon",
                "-1",
                "1.5.2",
                ".5",
                "1.",
                "1e3",
                "+5",
                "١٢",
                "Mon, 31 Feb 2026 12:00:30 GMT",
                "0000000000000000000000000000000000000000000000000000000000000000000001"
            })
    void aRetryAfterThatMakesNoSenseIsIgnored(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 226, 299})
    void twoHundredsAreSuccess(int status) {
        assertThat(PATIENT.judge(answered(status), 1, NOW, MIDDLE))
                .isEqualTo(new Outcome.Success());
        assertThat(STRICT.judge(answered(status), 9, NOW, MIDDLE)).isEqualTo(new Outcome.Success());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 501, 502, 503, 504, 599})
    void aPeerInTroubleIsAskedAgainByBothRules(int status) {
        var expected = retryAt(NOW.plusSeconds(5), "answered " + status);
        assertThat(PATIENT.judge(answered(status), 1, NOW, MIDDLE)).isEqualTo(expected);
        assertThat(STRICT.judge(answered(status), 1, NOW, MIDDLE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 304, 307, 308})
    void aRedirectIsAFailureThatIsTriedAgain(int status) {
        var expected =
                retryAt(
                        NOW.plusSeconds(5),
                        "answered " + status + ", and redirects are not followed");
        assertThat(PATIENT.judge(answered(status), 1, NOW, MIDDLE)).isEqualTo(expected);
        assertThat(STRICT.judge(answered(status), 1, NOW, MIDDLE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 411, 422, 499})
    void aClientErrorIsFinalOnlyByTheStrictRule(int status) {
        assertThat(PATIENT.judge(answered(status), 1, NOW, MIDDLE))
                .isEqualTo(retryAt(NOW.plusSeconds(5), "answered " + status));
        assertThat(STRICT.judge(answered(status), 1, NOW, MIDDLE))
                .isEqualTo(new Outcome.Refused("answered " + status));
    }

    @Test
    void goneIsFinalByBothRules() {
        var expected = new Outcome.Refused("answered 410");
        assertThat(PATIENT.judge(answered(410), 1, NOW, MIDDLE)).isEqualTo(expected);
        assertThat(STRICT.judge(answered(410), 1, NOW, MIDDLE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(WireFault.class)
    void everyFaultIsTriedAgainButARefusedAddress(WireFault fault) {
        var reply = new Reply.Faulted(fault, "what happened", Timing.NONE);
        Outcome expected =
                fault == WireFault.ADDRESS_REFUSED
                        ? new Outcome.Refused("what happened")
                        : retryAt(NOW.plusSeconds(5), "what happened");
        assertThat(PATIENT.judge(reply, 1, NOW, MIDDLE)).isEqualTo(expected);
        assertThat(STRICT.judge(reply, 1, NOW, MIDDLE)).isEqualTo(expected);
        assertThat(WireFault.parse(fault.word())).contains(fault);
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "60, 60", "4, 5", "junk, 5", "100000, 86400"})
    void theLongerOfScheduleAndRetryAfterCounts(String retryAfter, int seconds) {
        var reply = answered(503, new Header("RETRY-after", retryAfter));
        assertThat(PATIENT.judge(reply, 1, NOW, MIDDLE))
                .isEqualTo(retryAt(NOW.plusSeconds(seconds), "answered 503"));
    }

    @ParameterizedTest
    @CsvSource({
        "4000, PT4S",
        "321, PT0.321S",
        "0.2, PT0.001S",
        "999999999999999999999, PT24H",
        "' 7 ', PT0.007S"
    })
    void aWaitInMillisecondsIsReadAndBounded(String value, Duration wait) {
        assertThat(RetryAfter.parseMillis(value)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1e3", "Mon, 01 Jun 2026 12:00:30 GMT"})
    void oneThatMakesNoSenseIsIgnoredToo(String value) {
        assertThat(RetryAfter.parseMillis(value)).isEmpty();
    }

    @Test
    void theMoreExactOfTwoWaitsCounts() {
        var both =
                answered(
                        429, new Header("Retry-After", "60"), new Header("Retry-After-Ms", "7500"));
        var junk =
                answered(429, new Header("retry-after-ms", "x"), new Header("Retry-After", "60"));
        assertThat(PATIENT.judge(both, 1, NOW, MIDDLE))
                .isEqualTo(retryAt(NOW.plusMillis(7_500), "answered 429"));
        assertThat(PATIENT.judge(junk, 1, NOW, MIDDLE))
                .isEqualTo(retryAt(NOW.plusSeconds(60), "answered 429"));
    }

    @Test
    void retryAfterBuysNoAttemptThatTheScheduleDoesNotHave() {
        var reply = answered(429, new Header("Retry-After", "10"));
        assertThat(PATIENT.judge(reply, 3, NOW, MIDDLE))
                .isEqualTo(new Outcome.Refused("answered 429; no retries left after 3 attempts"));
    }
}

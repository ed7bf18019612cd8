package dev.ringback.kernel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RateLimit;
import dev.ringback.kernel.policy.RetryAfter;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.EventQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is just within a bound is taken, and what is just beyond it is not. */
final class BoundsTest {

    private static final Instant NOW = Samples.NOW;
    private static final ProjectId PROJECT = ProjectId.DEFAULT;

    private static void taken(ThrowingCallable code) {
        assertThatCode(code).doesNotThrowAnyException();
    }

    private static void refused(ThrowingCallable code) {
        assertThatThrownBy(code).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSmallestEngineHoldsOneOfEach() {
        taken(() -> new EngineLimits(1, 1, 1, 1, 1));
    }

    @Test
    void aPhaseMayTakeNoTime() {
        taken(() -> new Timing(0, 0, 0, 0));
        taken(() -> new Timing(1, 2, 3, 4));
        refused(() -> new Timing(-1, 0, 0, 0));
        refused(() -> new Timing(0, -1, 0, 0));
        refused(() -> new Timing(0, 0, -1, 0));
        refused(() -> new Timing(0, 0, 0, -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void aPageHasOneToAThousand(int limit) {
        assertThat(EventQuery.of(PROJECT, limit).limit()).isEqualTo(limit);
        assertThat(CallQuery.of(PROJECT, "delivery", limit).limit()).isEqualTo(limit);
        assertThat(CallQuery.ofEvent(PROJECT, 7, limit).event()).contains(7L);
        taken(() -> new DocumentQuery("key", PROJECT, false, Optional.empty(), limit));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1001})
    void otherPagesThereAreNot(int limit) {
        refused(() -> EventQuery.of(PROJECT, limit));
        refused(() -> CallQuery.of(PROJECT, "delivery", limit));
        refused(() -> new DocumentQuery("key", PROJECT, false, Optional.empty(), limit));
    }

    @Test
    void aPageIsTheSameSelection() {
        var calls = CallQuery.of(PROJECT, "delivery", 5).page(100, 7);
        assertThat(calls.kind()).contains("delivery");
        assertThat(calls.before()).isEqualTo(100);
        assertThat(calls.limit()).isEqualTo(7);
    }

    @Test
    void aQuoteHasABeginningAndALength() {
        taken(() -> new Quote(0, 1, 0, 1));
        refused(() -> new Quote(-1, 1, 0, 1));
        refused(() -> new Quote(0, 1, -1, 1));
        refused(() -> new Quote(0, 1, 0, 0));
    }

    @Test
    void aDocumentBeginsAtRevisionOne() {
        Document first = Document.create("key", PROJECT, "a", Payload.of("1"));
        assertThat(first.revision()).isEqualTo(1);
        Document next = first.until(NOW).revise(Payload.of("2"));
        assertThat(next.revision()).isEqualTo(2);
        assertThat(next.body()).isEqualTo(Payload.of("2"));
        assertThat(next.expiresAt()).contains(NOW);
        refused(() -> new Document("key", PROJECT, "a", 0, Payload.EMPTY, Optional.empty()));
    }

    @Test
    void aLaneRunsOneToTenThousandAtAMillionASecond() {
        taken(() -> policy(1, 0));
        taken(() -> policy(10_000, 1_000_000));
        refused(() -> policy(1, 1_000_001));
        var none = LanePolicy.Ordering.NONE;
        assertThat(new LanePolicy(1, 0, none, false, BreakerPolicy.OFF).passing()).isFalse();
    }

    private static LanePolicy policy(int maxInFlight, double rate) {
        return new LanePolicy(
                maxInFlight, rate, LanePolicy.Ordering.FIFO, false, BreakerPolicy.OFF);
    }

    @Test
    void aBreakersPausesMayBeEqualAndNothing() {
        taken(() -> new BreakerPolicy(0, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void aBucketHoldsTheNextCallWhenItHoldsOne() {
        assertThat(new RateLimit(1, NOW).permits()).isTrue();
        assertThat(new RateLimit(0.999, NOW).permits()).isFalse();
        assertThat(new RateLimit(0.5, NOW).next(RateLimit.Refill.atOnce(1)))
                .isEqualTo(NOW.plusMillis(500));
        assertThat(new RateLimit(-1, NOW).next(RateLimit.Refill.atOnce(1)))
                .isEqualTo(NOW.plusSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "86400, 86400",
        "86401, 86400",
        "999999999, 86400",
        "1000000000, 86400",
        "'Mon, 01 Jun 2026 12:00:07 GMT', 7",
        "'Mon, 01 Jun 2026 11:59:59 GMT', 0",
        "'Wed, 03 Jun 2026 12:00:00 GMT', 86400"
    })
    void aPeerMayAskForADayAtMost(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void aRetryAfterIsShort() {
        assertThat(RetryAfter.parse("9".repeat(64), NOW)).contains(RetryAfter.MAX);
        assertThat(RetryAfter.parse("9".repeat(65), NOW)).isEmpty();
        assertThat(RetryAfter.parse(" ", NOW)).isEmpty();
        assertThat(RetryAfter.parse("-1", NOW)).isEmpty();
        assertThat(RetryAfter.parse("soon", NOW)).isEmpty();
    }

    @Test
    void aHeaderBeginsWithNoLineBreakEither() {
        refused(() -> new Header("\nx", ""));
        refused(() -> new Header("x", "\r"));
        refused(() -> new Header("", "x"));
        assertThat(new Header("x", "").value()).isEmpty();
    }

    @Test
    void aChangeWeighsWhatItBringsToDisk() {
        Event event = Samples.event(1, Payload.of("12345"));
        Call call = Samples.call(1);
        assertThat(Change.accept(List.of(event), List.of(call)).weight()).isEqualTo(512 + 256 + 5);
        Payload arrival = Payload.of("headers");
        Event arrived = event.from(new Arrived("src_1", "", OptionalLong.empty(), false, arrival));
        assertThat(arrived.bytes()).isEqualTo(5 + 7);
        assertThat(arrived.with(Payload.of("abc"), List.of()).bytes()).isEqualTo(3 + 7);
        assertThat(Change.accept(List.of(arrived), List.of(call)).weight())
                .isEqualTo(512 + 256 + 5 + 7);
        Document document = Document.create("key", PROJECT, "a", Payload.of("123"));
        assertThat(Change.put(document).weight()).isEqualTo(256 + 3);
        var answer = new Reply.Answered(200, List.of(), Payload.of("1234"), false, Timing.NONE);
        var attempt = Attempt.of(1, NOW, List.of(), answer, new Outcome.Success());
        var settle = new Change.Settle(call, Optional.of(attempt), new CallState.Succeeded(NOW), 1);
        assertThat(Change.settle(settle).weight()).isEqualTo(256 + 4);
    }

    @Test
    void idsReadAsTheyAreWritten() {
        assertThat(CallId.parse(new CallId(7).toString())).contains(new CallId(7));
        assertThat(new ProjectId("acme")).hasToString("acme");
        assertThat(new LaneId("upstream:a")).hasToString("upstream:a");
        refused(() -> new LaneId(""));
        refused(() -> new LaneId("a b"));
    }

    @Test
    void payloadsOfTheSameLengthDiffer() {
        assertThat(Payload.of("ab"))
                .isNotEqualTo(Payload.of("ac"))
                .isNotEqualTo("ab")
                .doesNotHaveSameHashCodeAs(Payload.of("ac"));
    }
}

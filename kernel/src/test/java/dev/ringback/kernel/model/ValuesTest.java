package dev.ringback.kernel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.time.StillClock;
import dev.ringback.kernel.time.TimeOrderedIds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values: ids, names, payloads, changes. */
final class ValuesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 31, 32, 1L << 22, Long.MAX_VALUE - 1, Long.MAX_VALUE})
    void aSequenceSurvivesItsText(long value) {
        String text = Sequence.text("call_", value);
        assertThat(text).matches("call_[0-9a-hjkmnp-tv-z]{13}");
        assertThat(Sequence.parse("call_", text)).hasValue(value);
        assertThat(CallId.parse(text)).contains(new CallId(value));
    }

    @Test
    void textsSortLikeTheirNumbers() {
        var texts = new TreeSet<String>();
        var numbers = new TreeSet<Long>();
        var random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            long value = random.nextLong() >>> (1 + random.nextInt(60));
            texts.add(Sequence.text("", value));
            numbers.add(value);
        }
        assertThat(texts.stream().map(text -> Sequence.parse("", text).orElseThrow()))
                .containsExactlyElementsOf(numbers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "call_",
                "call_000000000000",
                "call_00000000000000",
                "evt_0000000000000",
                "call_000000000000I",
                "call_000000000000u",
                "call_000000000000A",
                "call_8000000000000",
                "call_-000000000001"
            })
    void whatIsNoCallIdIsNotRead(String text) {
        assertThat(CallId.parse(text)).isEmpty();
    }

    @Test
    void negativeIdsDoNotExist() {
        assertThatThrownBy(() -> new CallId(-1)).hasMessageContaining("negative");
        assertThatThrownBy(() -> Sequence.text("", -1)).hasMessageContaining("negative");
    }

    @Test
    void idsGrowThoughTheClockStepsBack() {
        var clock = new StillClock(NOW);
        var ids = new TimeOrderedIds(clock, 5);
        long before = ids.next();
        clock.set(NOW.minusSeconds(3600));
        long after = ids.next();
        assertThat(after).isGreaterThan(before);
        clock.set(NOW.plusMillis(1));
        assertThat(ids.next()).isGreaterThan(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-06-01T10:00:00Z", "2200-01-01T00:00:00Z"})
    void idsBeginAboveTheGreatestThereIsWhateverTheClockSays(Instant clock) {
        long greatest = TimeOrderedIds.floor(NOW) | (63L << 16) | 0xffff;
        for (int node : new int[] {0, 63}) {
            var ids = new TimeOrderedIds(new StillClock(clock), node, greatest);
            long first = ids.next();
            assertThat(first).isGreaterThan(greatest);
            assertThat(ids.next()).isGreaterThan(first);
            assertThat(Sequence.text("", first)).hasSize(13);
        }
    }

    @Test
    void anIdTellsTheMomentAtWhichItWasGiven() {
        var ids = new TimeOrderedIds(new StillClock(NOW), 7);
        assertThat(TimeOrderedIds.moment(ids.next())).isEqualTo(NOW);
    }

    @Test
    void idsRunAheadOfTheClockWhenAMillisecondIsUsedUp() {
        var ids = new TimeOrderedIds(new StillClock(NOW), 0);
        var seen = new HashSet<Long>();
        long last = -1;
        for (int i = 0; i < 200_000; i++) {
            long next = ids.next();
            assertThat(next > last).isTrue();
            seen.add(next);
            last = next;
        }
        assertThat(seen).hasSize(200_000);
        assertThat(last).isLessThan(TimeOrderedIds.floor(NOW.plusMillis(4)));
    }

    @Test
    void nodesNeverGiveTheSameId() {
        var clock = new StillClock(NOW);
        var seen = new HashSet<Long>();
        for (int node = 0; node < TimeOrderedIds.NODES; node++) {
            var ids = new TimeOrderedIds(clock, node);
            for (int i = 0; i < 100; i++) {
                assertThat(seen.add(ids.next())).isTrue();
            }
        }
        assertThatThrownBy(() -> new TimeOrderedIds(clock, 64)).hasMessageContaining("63");
        assertThatThrownBy(() -> new TimeOrderedIds(clock, -1)).hasMessageContaining("63");
    }

    @Test
    void theFloorOfAMomentDividesEarlierFromLater() {
        var clock = new StillClock(NOW);
        var ids = new TimeOrderedIds(clock, 63);
        long earlier = ids.next();
        clock.set(NOW.plusMillis(1));
        assertThat(TimeOrderedIds.floor(clock.now())).isGreaterThan(earlier);
        assertThat(ids.next()).isGreaterThanOrEqualTo(TimeOrderedIds.floor(clock.now()));
        assertThat(TimeOrderedIds.floor(Instant.EPOCH)).isZero();
    }

    @Test
    void lanesSpreadOverAllPartitions() {
        var counts = new int[LaneId.PARTITIONS];
        var random = new Random(2);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        for (int i = 0; i < 64_000; i++) {
            var id = new StringBuilder();
            for (int c = 0; c < 9; c++) {
                id.append(alphabet.charAt(random.nextInt(64)));
            }
            counts[new LaneId(id.toString()).partition()]++;
        }
        assertThat(IntStream.of(counts).boxed()).allMatch(count -> count > 700 && count < 1300);
        var numbered = new HashSet<Integer>();
        for (int i = 0; i < 1000; i++) {
            numbered.add(new LaneId("upstream:gpu-" + i).partition());
        }
        assertThat(numbered).hasSize(LaneId.PARTITIONS);
    }

    @Test
    void aPartitionNeverChanges() {
        assertThat(new LaneId("upstream:demo").partition()).isEqualTo(17);
        assertThat(new LaneId("a").partition()).isEqualTo(60);
    }

    @Test
    void aPayloadIsItsBytes() {
        byte[] odd = {(byte) 0xff, 0, (byte) 0xc3, '{'};
        Payload payload = Payload.of(odd);
        assertThat(payload.bytes()).isSameAs(odd);
        assertThat(payload.size()).isEqualTo(4);
        assertThat(payload).isEqualTo(Payload.of(odd.clone()));
        assertThat(payload).hasSameHashCodeAs(Payload.of(odd.clone()));
        assertThat(payload.excerpt(4)).isSameAs(payload);
        assertThat(payload.excerpt(3).size()).isEqualTo(3);
        assertThat(payload.excerpt(0)).isSameAs(Payload.EMPTY);
        assertThat(Payload.of("")).isSameAs(Payload.EMPTY);
        assertThat(Payload.of("é").bytes()).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
        assertThat(Payload.of("secret")).hasToString("6 bytes");
    }

    @Test
    void anEventIdIsShortAndPlain() {
        assertThat(new EventId("order:17_a-b.c").given()).isTrue();
        assertThat(EventId.of(17).given()).isFalse();
        assertThat(EventId.valid("a".repeat(128))).isTrue();
        assertThat(EventId.valid("a".repeat(129))).isFalse();
        for (String bad : List.of("", "a b", "a/b", "é", "a\n", "a\0")) {
            assertThat(EventId.valid(bad)).as(bad).isFalse();
            assertThatThrownBy(() -> new EventId(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new ProjectId("a.b")).hasMessageContaining("project");
        assertThat(new LaneId("upstream:a.b").value()).isEqualTo("upstream:a.b");
    }

    @Test
    void aSightingHasTheFirstBytesOfADigestAndHoldsUntilItsEnd() {
        byte[] digest = new byte[32];
        digest[0] = -1;
        digest[15] = 1;
        digest[16] = 2;
        SightingKey key = SightingKey.of(digest);
        assertThat(key).isEqualTo(new SightingKey(0xffL << 56, 1));
        assertThat(SightingKey.of(key.bytes())).isEqualTo(key);
        assertThat(key).isGreaterThan(new SightingKey(1, 2)).isLessThan(new SightingKey(-1, 0));
        var sighting = new Sighting(key, 7, NOW, NOW.plusMillis(1));
        assertThat(sighting.holds(NOW)).isTrue();
        assertThat(sighting.holds(NOW.plusMillis(1))).isFalse();
        assertThatThrownBy(() -> Change.seen(sighting, sighting)).hasMessageContaining("once");
    }

    @Test
    void changesAddUp() {
        Event event = Samples.event(1);
        Call call = Samples.call(1);
        Document put = Document.create("note", ProjectId.DEFAULT, "a", Payload.of("x"));
        Change one = Change.accept(List.of(event), List.of());
        Change sum = one.and(Change.accept(List.of(), List.of(call))).and(Change.put(put));
        assertThat(sum)
                .isEqualTo(
                        new Change(
                                List.of(event),
                                List.of(call),
                                Optional.empty(),
                                List.of(),
                                List.of(put),
                                List.of(),
                                List.of()));
        Change settle = Samples.settle(call, new CallState.Cancelled(NOW));
        assertThat(sum.and(settle).settle()).isEqualTo(settle.settle());
        assertThat(settle.and(sum).settle()).isEqualTo(settle.settle());
        assertThatThrownBy(() -> settle.and(settle)).hasMessageContaining("one call");
        assertThatThrownBy(() -> Samples.settle(call, new CallState.Running(NOW)))
                .hasMessageContaining("Running");
        assertThat(sum.weight()).isGreaterThan(one.weight());
    }

    @Test
    void boundsOfTheEngineArePositive() {
        assertThat(EngineLimits.DEFAULT.window()).isEqualTo(1000);
        assertThatThrownBy(() -> new EngineLimits(0, 1, 1, 1, 1)).hasMessageContaining("not");
        assertThatThrownBy(() -> new EngineLimits(1, 0, 1, 1, 1)).hasMessageContaining("not");
        assertThatThrownBy(() -> new EngineLimits(1, 1, 0, 1, 1)).hasMessageContaining("not");
        assertThatThrownBy(() -> new EngineLimits(1, 1, 1, 0, 1)).hasMessageContaining("not");
        assertThatThrownBy(() -> new EngineLimits(1, 1, 1, 1, 0)).hasMessageContaining("not");
    }

    @Test
    void aHeaderHasNoLineBreak() {
        var headers = List.of(new Header("A", "1"), new Header("a", "2"));
        assertThat(Header.first(headers, "a")).contains("1");
        for (String bad : List.of("x\r\ny: z", "x\n", "\0")) {
            assertThatThrownBy(() -> new Header("a", bad)).hasMessageContaining("line break");
            assertThatThrownBy(() -> new Header("a" + bad, "")).hasMessageContaining("line break");
        }
    }
}

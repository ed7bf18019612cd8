package dev.ringback.kernel.engine;

import static dev.ringback.kernel.model.Samples.LANE;
import static dev.ringback.kernel.model.Samples.NOW;
import static dev.ringback.kernel.model.Samples.call;
import static dev.ringback.kernel.model.Samples.tried;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Samples;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a lane does next, whatever has happened to it. */
final class LaneTest {

    private static final Pick NOTHING = new Pick.Nothing();
    private static final BreakerPolicy TWO_FAILURES =
            new BreakerPolicy(2, Duration.ofSeconds(5), Duration.ofMinutes(1));
    private static final Reply FINE =
            new Reply.Answered(200, List.of(), Payload.EMPTY, false, Timing.NONE);
    private static final Reply DOWN =
            new Reply.Faulted(WireFault.CONNECT_FAILED, "refused", Timing.NONE);

    private static LanePolicy policy(int width, double rate) {
        return new LanePolicy(width, rate, Ordering.NONE, false, BreakerPolicy.OFF);
    }

    private static final LanePolicy WIDE = policy(100, 0);
    private static final LanePolicy FIFO =
            new LanePolicy(100, 0, Ordering.FIFO, false, BreakerPolicy.OFF);
    private static final LanePolicy HALTED =
            new LanePolicy(100, 0, Ordering.NONE, true, BreakerPolicy.OFF);
    private static final LanePolicy GUARDED =
            new LanePolicy(100, 0, Ordering.NONE, false, TWO_FAILURES);

    private static Lane lane(Ordering ordering) {
        return new Lane(LANE, 10, ordering, NOW, LaneSamples.ROOM, LaneSamples.places());
    }

    private static Lane laneWith(Ordering ordering, Call... calls) {
        Lane lane = lane(ordering);
        for (Call call : calls) {
            lane.offer(item(call));
        }
        return lane;
    }

    private static HeldCall item(Call call) {
        return new HeldCall(call, Optional.empty());
    }

    private static Pick start(Call call) {
        return new Pick.Start(item(call), LaneSamples.SHARE, List.of());
    }

    private static List<Long> startsOf(Lane lane, LanePolicy policy, Instant now) {
        var ids = new ArrayList<Long>();
        while (lane.pick(policy, now) instanceof Pick.Start(HeldCall item, var _, var _)) {
            ids.add(item.call().id().value());
        }
        return ids;
    }

    @Test
    void anEmptyLaneHasNothingToDo() {
        assertThat(lane(Ordering.NONE).pick(WIDE, NOW)).isEqualTo(NOTHING);
    }

    @Test
    void noMoreRunThanTheWidthAllows() {
        Lane lane = laneWith(Ordering.NONE, call(1), call(2), call(3));
        assertThat(startsOf(lane, policy(2, 0), NOW)).containsExactly(1L, 2L);
        lane.finished(new CallId(1));
        assertThat(startsOf(lane, policy(2, 0), NOW)).containsExactly(3L);
        assertThat(lane.status(NOW).running()).isEqualTo(2);
        assertThat(lane.status(NOW).waiting()).isEqualTo(2);
    }

    @Test
    void aHaltedLaneStartsNothing() {
        Lane lane = laneWith(Ordering.NONE, call(1));
        assertThat(lane.pick(HALTED, NOW)).isEqualTo(NOTHING);
        assertThat(lane.pick(WIDE, NOW)).isEqualTo(start(call(1)));
    }

    @Test
    void freshCallsGoBeforeRetriesThoughThoseAreDueLonger() {
        Call retry = tried(1, 1, NOW.minusSeconds(60));
        Lane lane = laneWith(Ordering.NONE, retry, call(2));
        assertThat(startsOf(lane, WIDE, NOW)).containsExactly(2L, 1L);
    }

    @Test
    void retriesAreNotStarvedByFreshCalls() {
        Lane lane =
                new Lane(LANE, 1000, Ordering.NONE, NOW, LaneSamples.ROOM, LaneSamples.places());
        for (int id = 0; id < 400; id++) {
            lane.offer(item(id % 4 == 0 ? tried(id, 1, NOW) : call(id)));
        }
        var first = startsOf(lane, policy(80, 0), NOW);
        assertThat(first.stream().filter(id -> id % 4 == 0)).hasSize(10);
    }

    @Test
    void theNextMomentIsTheEarliestOfBothWindows() {
        Call retry = tried(1, 1, NOW.plusSeconds(5));
        Lane lane = laneWith(Ordering.NONE, retry, call(2, NOW.plusSeconds(9)));
        assertThat(lane.pick(WIDE, NOW)).isEqualTo(new Pick.Sleep(NOW.plusSeconds(5)));
    }

    @Test
    void fifoRunsOneAtATimeInTheOrderOfMaking() {
        Lane lane = laneWith(Ordering.FIFO, call(3), call(1), call(2));
        assertThat(startsOf(lane, FIFO, NOW)).containsExactly(1L);
        lane.finished(new CallId(1));
        assertThat(startsOf(lane, FIFO, NOW)).containsExactly(2L);
        lane.finished(new CallId(2));
        assertThat(startsOf(lane, FIFO, NOW)).containsExactly(3L);
    }

    @Test
    void aFailingHeadHoldsUpTheRestOfItsLine() {
        Lane lane = laneWith(Ordering.FIFO, call(1), call(2));
        assertThat(startsOf(lane, FIFO, NOW)).containsExactly(1L);
        lane.waitsAgain(item(tried(1, 1, NOW.plusSeconds(60))));
        assertThat(lane.pick(FIFO, NOW)).isEqualTo(new Pick.Sleep(NOW.plusSeconds(60)));
        assertThat(startsOf(lane, FIFO, NOW.plusSeconds(60))).containsExactly(1L);
        lane.finished(new CallId(1));
        assertThat(startsOf(lane, FIFO, NOW.plusSeconds(60))).containsExactly(2L);
    }

    @Test
    void aCancelledHeadLetsTheNextOneThrough() {
        Lane lane = laneWith(Ordering.FIFO, call(1, NOW.plusSeconds(60)), call(2));
        assertThat(lane.pick(FIFO, NOW)).isInstanceOf(Pick.Sleep.class);
        assertThat(lane.cancelled(new CallId(1))).isPresent();
        assertThat(startsOf(lane, FIFO, NOW)).containsExactly(2L);
    }

    @Test
    void theRateSpreadsTheStartsOfASecond() {
        Lane lane = laneWith(Ordering.NONE, call(1), call(2), call(3), call(4));
        assertThat(startsOf(lane, policy(100, 2), NOW)).hasSize(1);
        assertThat(lane.pick(policy(100, 2), NOW)).isEqualTo(new Pick.Sleep(NOW.plusMillis(500)));
        assertThat(startsOf(lane, policy(100, 2), NOW.plusMillis(499))).isEmpty();
        assertThat(startsOf(lane, policy(100, 2), NOW.plusMillis(500))).hasSize(1);
        assertThat(startsOf(lane, policy(100, 2), NOW.plusSeconds(60))).hasSize(1);
    }

    @Test
    void afterARunOfFailuresOnlyAProbeGoesOut() {
        Lane lane = laneWith(Ordering.NONE, call(1), call(2), call(3), call(4));
        assertThat(startsOf(lane, policy(2, 0), NOW)).hasSize(2);
        lane.replied(DOWN, GUARDED, NOW);
        lane.replied(DOWN, GUARDED, NOW);
        assertThat(lane.pick(GUARDED, NOW)).isEqualTo(new Pick.Sleep(NOW.plusSeconds(5)));
        Instant then = NOW.plusSeconds(5);
        assertThat(startsOf(lane, GUARDED, then)).containsExactly(3L);
        assertThat(lane.pick(GUARDED, then)).isEqualTo(NOTHING);
        lane.replied(FINE, GUARDED, then);
        assertThat(startsOf(lane, GUARDED, then)).containsExactly(4L);
    }

    @Test
    void aFailedProbeWaitsTwiceAsLong() {
        Lane lane = laneWith(Ordering.NONE, call(1), call(2), call(3));
        assertThat(startsOf(lane, policy(1, 0), NOW)).hasSize(1);
        lane.replied(DOWN, GUARDED, NOW);
        lane.replied(DOWN, GUARDED, NOW);
        Instant then = NOW.plusSeconds(5);
        assertThat(startsOf(lane, GUARDED, then)).hasSize(1);
        lane.replied(DOWN, GUARDED, then);
        assertThat(lane.pick(GUARDED, then)).isEqualTo(new Pick.Sleep(then.plusSeconds(10)));
    }

    @Test
    void aProbeThatAskedNobodyLetsTheNextOneAsk() {
        Lane lane = laneWith(Ordering.NONE, call(1), call(2), call(3));
        assertThat(startsOf(lane, policy(1, 0), NOW)).hasSize(1);
        lane.replied(DOWN, GUARDED, NOW);
        lane.replied(DOWN, GUARDED, NOW);
        Instant then = NOW.plusSeconds(5);
        assertThat(startsOf(lane, GUARDED, then)).containsExactly(2L);
        lane.notAsked(then);
        assertThat(startsOf(lane, GUARDED, then)).containsExactly(3L);
    }

    @Test
    void hasteningAsksAPeerThatIsLeftAlone() {
        Lane lane = laneWith(Ordering.NONE, call(1), call(2, NOW.plusSeconds(60)));
        assertThat(startsOf(lane, GUARDED, NOW)).hasSize(1);
        lane.replied(DOWN, GUARDED, NOW);
        lane.replied(DOWN, GUARDED, NOW);
        lane.hastened(call(2), NOW);
        assertThat(startsOf(lane, GUARDED, NOW)).containsExactly(2L);
    }

    @Test
    void hasteningACallThatRunsMeanwhileStartsItOnce() {
        Lane lane = laneWith(Ordering.NONE, call(1));
        assertThat(startsOf(lane, WIDE, NOW)).containsExactly(1L);
        lane.hastened(call(1), NOW);
        assertThat(startsOf(lane, WIDE, NOW)).isEmpty();
    }

    @Test
    void hasteningKeepsWhatTheCallCarries() {
        Lane lane = lane(Ordering.NONE);
        var event = Optional.of(Samples.event(1));
        lane.offer(new HeldCall(call(1, NOW.plusSeconds(60)), event));
        lane.hastened(call(1), NOW);
        assertThat(lane.pick(WIDE, NOW))
                .isEqualTo(
                        new Pick.Start(new HeldCall(call(1), event), LaneSamples.SHARE, List.of()));
    }

    @Test
    void aCallThatWasReadBeforeItIsOfferedStartsOnce() {
        Lane lane = lane(Ordering.NONE);
        lane.backlog(new Backlog(LANE, false, 1, NOW, new CallId(1)));
        var load = (Pick.Load) lane.pick(WIDE, NOW);
        load.window().load(List.of(item(call(1)), item(call(2))), true, lane.running());
        assertThat(startsOf(lane, WIDE, NOW)).containsExactly(1L, 2L);
        lane.offer(item(call(2)));
        assertThat(startsOf(lane, WIDE, NOW)).isEmpty();
        lane.finished(new CallId(1));
        lane.finished(new CallId(2));
        assertThat(lane.status(NOW).waiting()).isZero();
    }

    @Test
    void aBacklogIsReadWhenItIsDue() {
        Lane lane = lane(Ordering.NONE);
        lane.backlog(new Backlog(LANE, true, 5, NOW.plusSeconds(3), new CallId(1)));
        assertThat(lane.pick(WIDE, NOW)).isEqualTo(new Pick.Sleep(NOW.plusSeconds(3)));
        assertThat(lane.pick(WIDE, NOW.plusSeconds(3))).isInstanceOf(Pick.Load.class);
        assertThat(lane.pick(WIDE, NOW.plusSeconds(3))).isEqualTo(NOTHING);
        assertThat(lane.status(NOW).waiting()).isEqualTo(5);
    }

    @Test
    void aReadingLeavesRoomForWhatRuns() {
        Lane lane = lane(Ordering.NONE);
        for (int id = 1; id < 20; id++) {
            lane.offer(item(call(id)));
        }
        assertThat(startsOf(lane, policy(10, 0), NOW)).hasSize(10);
        var load = (Pick.Load) lane.pick(WIDE, NOW);
        assertThat(load.limit()).isEqualTo(20);
    }

    @Test
    void aChangedOrderingKeepsWhatIsHeldAndReadsTheDiskFirst() {
        Lane lane = laneWith(Ordering.NONE, call(1), tried(2, 1, NOW), call(3));
        assertThat(lane.pick(FIFO, NOW)).isInstanceOf(Pick.Load.class);
        assertThat(lane.held()).isEqualTo(3);
    }

    @Test
    void whatWasReadForAnOrderingThatHasChangedIsNotHeld() {
        Lane lane = lane(Ordering.NONE);
        lane.backlog(new Backlog(LANE, false, 1, NOW, new CallId(1)));
        var load = (Pick.Load) lane.pick(WIDE, NOW);
        assertThat(lane.pick(FIFO, NOW)).isInstanceOf(Pick.Load.class);
        List<HeldCall> read = List.of(item(call(1)));
        assertThat(lane.loaded(load.window(), read, true)).isEqualTo(read);
        assertThat(lane.held()).isZero();
    }

    @Test
    void onlyAnEarlierAlarmIsNeeded() {
        Lane lane = lane(Ordering.NONE);
        var cancelled = new ArrayList<Integer>();
        assertThat(lane.needsAlarm(NOW)).isTrue();
        lane.alarm(NOW, () -> cancelled.add(1));
        assertThat(lane.needsAlarm(NOW)).isFalse();
        assertThat(lane.needsAlarm(NOW.minusMillis(1))).isTrue();
        lane.alarm(NOW.minusMillis(1), () -> cancelled.add(2));
        assertThat(cancelled).containsExactly(1);
        lane.awoke();
        assertThat(lane.needsAlarm(NOW.plusSeconds(1))).isTrue();
    }

    @Test
    void ofAMillionOfferedCallsOnlyAFewAreHeld() {
        var lane = new Lane(LANE, 1000, Ordering.NONE, NOW, LaneSamples.ROOM, LaneSamples.places());
        for (int id = 0; id < 1_000_000; id++) {
            lane.offer(item(call(id)));
        }
        assertThat(lane.held()).isEqualTo(1000);
        assertThat(lane.status(NOW).waiting()).isEqualTo(1_000_000);
    }
}

package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.LANE;
import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.QueuePlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What waits is found lane by lane, in the order in which it is to be done. */
public interface QueueContract extends StoreUnderTest {

    @Test
    default void waitingCallsComeByDueTimeThenById() {
        Samples samples = new Samples();
        Event event = samples.event();
        LaneId lane = new LaneId("upstream:gpu-1");
        Call late = samples.call(event, lane, START.plusSeconds(9), 0);
        Call soon = samples.call(event, lane, START.plusSeconds(1), 0);
        Call soonToo = samples.call(event, lane, START.plusSeconds(1), 0);
        Call retried = samples.call(event, lane, START, 2);
        Call elsewhere = samples.call(event, new LaneId("upstream:gpu-10"));
        done(accept(event, late, soon, soonToo, retried, elsewhere));
        assertThat(store().due(lane, false, 10)).containsExactly(soon, soonToo, late);
        assertThat(store().due(lane, false, 2)).containsExactly(soon, soonToo);
        assertThat(store().due(lane, true, 10)).containsExactly(retried);
    }

    @Test
    default void waitingCallsComeFromAPlaceOn() {
        Samples samples = new Samples();
        Event event = samples.event();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(samples.call(event, LANE, START.plusSeconds(i / 3), 0));
        }
        done(accept(event, calls.toArray(Call[]::new)));
        for (int i = 0; i < 6; i++) {
            Call first = calls.get(i);
            assertThat(store().due(LANE, false, new QueuePlace(first.dueAt(), first.id()), 10))
                    .isEqualTo(calls.subList(i, 6));
        }
        QueuePlace behind = new QueuePlace(START.plusSeconds(1), new CallId(Long.MAX_VALUE));
        assertThat(store().due(LANE, false, behind, 10)).isEmpty();
        assertThat(store().due(LANE, false, QueuePlace.FIRST, 2)).isEqualTo(calls.subList(0, 2));
        assertThat(store().due(LANE, true, QueuePlace.FIRST, 2)).isEmpty();
    }

    @Test
    default void theCallsOfASeriesComeByIdWhetherTriedOrNot() {
        Samples samples = new Samples();
        Event event = samples.event();
        OptionalLong series = OptionalLong.of(-7);
        Call first = samples.call(event, LANE, START.plusSeconds(60), 4).in(series);
        Call other = samples.call(event, LANE, START, 0).in(OptionalLong.of(7));
        Call second = samples.call(event, LANE, START, 0).in(series).madeBy("rpl_1");
        Call third = samples.call(event, LANE, START, 0).in(series);
        Call elsewhere = samples.call(event, new LaneId("elsewhere")).in(series);
        done(accept(event, third, second, first, other, elsewhere, samples.call(event)));
        reopen();
        assertThat(store().oldest(LANE, -7, 10)).containsExactly(first, second, third);
        assertThat(store().oldest(LANE, -7, 2)).containsExactly(first, second);
        assertThat(store().call(second.project(), second.id())).contains(second);
        done(attempted(first, new CallState.Succeeded(START)));
        assertThat(store().oldest(LANE, -7, 1)).containsExactly(second);
        assertThat(store().oldest(LANE, 8, 1)).isEmpty();
    }

    @Test
    default void theOldestComeByIdWhetherTriedOrNot() {
        Samples samples = new Samples();
        Event event = samples.event();
        LaneId lane = new LaneId("fifo");
        Call first = samples.call(event, lane, START.plusSeconds(60), 4);
        Call second = samples.call(event, lane, START, 0);
        Call third = samples.call(event, lane, START.plusSeconds(30), 1);
        Call fourth = samples.call(event, lane, START.minusSeconds(30), 0);
        Call finished = samples.call(event, lane, START, 0);
        done(accept(event, finished, fourth, third, second, first, samples.call(event)));
        done(attempted(finished, new CallState.Succeeded(START)));
        assertThat(store().oldest(lane, 10)).containsExactly(first, second, third, fourth);
        assertThat(store().oldest(lane, 3)).containsExactly(first, second, third);
        assertThat(store().oldest(new LaneId("fif"), 3)).isEmpty();
    }

    @Test
    default void aFinishedCallLeavesTheQueue() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        done(attempted(call, new CallState.Dead(START, "gone")));
        assertThat(store().due(call.lane(), false, 10)).isEmpty();
        assertThat(store().due(call.lane(), true, 10)).isEmpty();
        assertThat(backlog()).isEmpty();
    }

    @Test
    default void theGreatestIdIsThatOfAnEventOrOfACallWhicheverItIs() {
        assertThat(store().greatestId()).isZero();
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event, new LaneId("one"));
        done(accept(event, call, samples.call(event, new LaneId("two"))));
        Call last = samples.call(event, new LaneId("three"));
        done(Change.accept(List.of(), List.of(last)));
        assertThat(store().greatestId()).isEqualTo(last.id().value());
        done(attempted(last, new CallState.Dead(START, "gone")));
        assertThat(store().greatestId()).isEqualTo(last.id().value());
        Event next = samples.event();
        done(accept(next));
        assertThat(store().greatestId()).isEqualTo(next.sequence());
    }

    @Test
    default void theBacklogCountsEachLane() {
        Samples samples = new Samples();
        Event event = samples.event();
        LaneId one = new LaneId("one");
        LaneId two = new LaneId("two");
        Call a = samples.call(event, one, START.plusSeconds(5), 0);
        Call b = samples.call(event, one, START.plusSeconds(2), 0);
        Call c = samples.call(event, one, START.plusSeconds(7), 1);
        Call d = samples.call(event, two, START, 9);
        Call finished = samples.call(event, two);
        done(accept(event, a, b, c, d, finished));
        done(attempted(finished, new CallState.Cancelled(START)));
        assertThat(backlog())
                .containsExactlyInAnyOrder(
                        new Backlog(one, false, 2, START.plusSeconds(2), a.id()),
                        new Backlog(one, true, 1, START.plusSeconds(7), c.id()),
                        new Backlog(two, true, 1, START, d.id()));
    }

    @Test
    default void theBacklogIsReadPageByPage() {
        Samples samples = new Samples();
        Event event = samples.event();
        List<Call> calls = new ArrayList<>();
        for (int lane = 0; lane < 5; lane++) {
            calls.add(samples.call(event, new LaneId("lane" + lane), START, 0));
            calls.add(samples.call(event, new LaneId("lane" + lane), START, lane % 2));
        }
        done(accept(event, calls.toArray(Call[]::new)));
        List<Backlog> all = backlog();
        assertThat(all).hasSize(7);
        for (int limit = 1; limit <= 8; limit++) {
            List<Backlog> read = new ArrayList<>();
            List<Backlog> page = store().backlog(Optional.empty(), limit);
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(limit);
                read.addAll(page);
                page = store().backlog(Optional.of(page.getLast()), limit);
            }
            assertThat(read).isEqualTo(all);
        }
    }
}

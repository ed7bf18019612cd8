package dev.ringback.kernel.window;

import static dev.ringback.kernel.model.Samples.NOW;
import static dev.ringback.kernel.model.Samples.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Samples;
import dev.ringback.kernel.window.Window.Head;
import dev.ringback.kernel.window.Window.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of a lane that is in memory, and where the disk begins. */
final class WindowTest {

    private final Window window = new Window(Order.FRESH, 3);

    private static HeldCall item(long id, long dueInMillis) {
        return new HeldCall(call(id, NOW.plusMillis(dueInMillis)), Optional.empty());
    }

    private Optional<HeldCall> admit(long id, long dueInMillis) {
        return window.admit(item(id, dueInMillis));
    }

    private List<HeldCall> load(boolean complete, HeldCall... found) {
        return window.load(List.of(found), complete, Set.of());
    }

    private List<Long> readyAt(Instant now) {
        var ready = new ArrayList<Long>();
        while (window.head(now) instanceof Head.Ready(HeldCall item)) {
            ready.add(item.call().id().value());
            assertThat(window.remove(item.call().id())).contains(item);
        }
        return ready;
    }

    @Test
    void anEmptyWindowHasNothing() {
        assertThat(window.head(NOW)).isEqualTo(new Head.Nothing());
    }

    @Test
    void callsAreReadyInTheOrderInWhichTheyAreDue() {
        admit(1, -1);
        admit(2, -3);
        admit(3, -2);
        assertThat(readyAt(NOW)).containsExactly(2L, 3L, 1L);
    }

    @Test
    void theOlderIsFirstOfThoseDueAtOnce() {
        admit(7, 0);
        admit(5, 0);
        assertThat(readyAt(NOW)).containsExactly(5L, 7L);
    }

    @Test
    void aCallThatIsNotDueIsLater() {
        admit(1, 1);
        assertThat(window.head(NOW)).isEqualTo(new Head.Later(NOW.plusMillis(1)));
        assertThat(window.head(NOW.plusMillis(1))).isInstanceOf(Head.Ready.class);
    }

    @Test
    void theLastMakesRoomForAnEarlierOne() {
        admit(1, 10);
        admit(2, 20);
        admit(3, 30);
        assertThat(admit(4, 5)).contains(item(3, 30));
        assertThat(admit(5, 40)).contains(item(5, 40));
        assertThat(window.held()).hasSize(3);
        Instant then = NOW.plusMillis(100);
        assertThat(readyAt(then)).containsExactly(4L, 1L, 2L);
        assertThat(window.head(then)).isEqualTo(new Head.OnDisk());
        assertThat(window.head(NOW)).isEqualTo(new Head.Later(NOW.plusMillis(30)));
    }

    @Test
    void whatIsHeldBeyondTheDiskWaitsForTheDisk() {
        window.onDiskFrom(NOW.minusMillis(5).toEpochMilli());
        assertThat(admit(2, 0)).isEmpty();
        assertThat(window.head(NOW)).isEqualTo(new Head.OnDisk());
        assertThat(window.beginLoading()).isTrue();
        assertThat(window.beginLoading()).isFalse();
        assertThat(window.head(NOW)).isEqualTo(new Head.Nothing());
        load(true, item(1, -5), item(2, 0));
        assertThat(readyAt(NOW)).containsExactly(1L, 2L);
        assertThat(window.head(NOW)).isEqualTo(new Head.Nothing());
    }

    @Test
    void anIncompleteReadingLeavesTheRestOnDisk() {
        window.onDiskFrom(0);
        window.beginLoading();
        load(false, item(1, -5), item(2, -4));
        assertThat(readyAt(NOW)).containsExactly(1L, 2L);
        assertThat(window.head(NOW)).isEqualTo(new Head.OnDisk());
    }

    @Test
    void aReadingNeverHoldsMoreThanFits() {
        window.onDiskFrom(0);
        admit(8, 8);
        admit(9, 9);
        window.beginLoading();
        var evicted = load(true, item(1, -5), item(2, -4));
        assertThat(evicted).containsExactly(item(9, 9));
        assertThat(readyAt(NOW.plusMillis(100))).containsExactly(1L, 2L, 8L);
        assertThat(window.head(NOW.plusMillis(100))).isEqualTo(new Head.OnDisk());
    }

    @Test
    void whatPassesWhileTheDiskIsReadIsNotForgotten() {
        window.onDiskFrom(0);
        window.beginLoading();
        for (int id = 1; id <= 4; id++) {
            admit(id, -10 + id);
        }
        load(true);
        assertThat(readyAt(NOW)).containsExactly(1L, 2L, 3L);
        assertThat(window.head(NOW)).isEqualTo(new Head.OnDisk());
    }

    @Test
    void aReadingIgnoresWhatHasGoneAndWhatRuns() {
        window.onDiskFrom(0);
        window.beginLoading();
        window.gone(new CallId(1));
        var found = List.of(item(1, 0), item(2, 0), item(3, 0));
        window.load(found, true, Set.of(new CallId(2)));
        assertThat(readyAt(NOW)).containsExactly(3L);
    }

    @Test
    void aReadingThatFailedIsMadeAgain() {
        window.onDiskFrom(0);
        window.beginLoading();
        window.abandonLoading();
        assertThat(window.head(NOW)).isEqualTo(new Head.OnDisk());
        assertThat(window.beginLoading()).isTrue();
    }

    @Test
    void byAgeTheOldestIsFirstHoweverLateItIsDue() {
        var line = new Window(Order.AGE, 3);
        line.admit(item(2, -10));
        line.admit(item(1, 10));
        assertThat(line.head(NOW)).isEqualTo(new Head.Later(NOW.plusMillis(10)));
        assertThat(line.head(NOW.plusMillis(10))).isEqualTo(new Head.Ready(item(1, 10)));
    }

    @Test
    void whatIsOnDiskAloneCountsAsDueWhereItIsKnownSinceWhen() {
        var fresh = new Window(Order.FRESH, 3);
        fresh.onDiskFrom(NOW.minusMillis(7).toEpochMilli());
        assertThat(fresh.dueSince(NOW)).contains(NOW.minusMillis(7));
        assertThat(fresh.dueSince(NOW.minusMillis(8))).isEmpty();
        fresh.onDiskFrom(0);
        assertThat(fresh.dueSince(NOW)).isEmpty();
    }

    @Test
    void ofAMillionCallsOnlyAFewAreHeld() {
        var wide = new Window(Order.FRESH, 1000);
        for (int id = 0; id < 1_000_000; id++) {
            wide.admit(item(id, id));
        }
        assertThat(wide.held()).hasSize(1000);
        assertThat(wide.dueSince(NOW)).contains(NOW);
    }

    @Test
    void ofACallThatTheDiskToldBeforeItCameTheShareIsGivenBack() {
        var budget = new ByteBudget(1_000, 0);
        HeldCall read = shared(1, budget);
        load(true, read);
        HeldCall come = shared(1, budget);
        window.admit(come).ifPresent(HeldCall::release);
        assertThat(budget.held()).isEqualTo(10);
        assertThat(window.held()).containsExactly(come);
    }

    @Test
    void whatHasNoShareOfMemoryGetsNothingToCarry() {
        admit(1, 0);
        assertThat(window.supply(new CallId(1), Samples.event(1)))
                .isEqualTo(Window.Supplied.NO_ROOM);
        assertThat(window.held()).containsExactly(item(1, 0));
    }

    private static HeldCall shared(long id, ByteBudget budget) {
        var share = budget.of(ProjectId.DEFAULT).spare(10);
        assertThat(share).isPresent();
        return new HeldCall(call(id, NOW), Optional.empty(), HeldCall.UNKNOWN, share);
    }
}

package dev.ringback.server.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.server.upstreams.Gate.Entry;
import dev.ringback.server.upstreams.Gate.Queue;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GateTest {

    private final ManualTime time = ManualTime.atNoon();

    /** What has entered, by name, in order. */
    private final LinkedBlockingQueue<String> entered = new LinkedBlockingQueue<>();

    @Test
    void noMoreEnterThanThereArePlaces() throws InterruptedException {
        Gate gate = gate(2, 0);
        for (int i = 0; i < 5; i++) {
            var _ = enter(gate, Queue.JOBS, "job" + i, new Hangup());
            settled(gate, i + 1);
        }
        assertThat(gate.inside()).isEqualTo(2);
        assertThat(gate.waiting()).isEqualTo(3);
        assertThat(next(2)).containsExactlyInAnyOrder("job0", "job1");

        gate.leave();

        assertThat(next(1)).containsExactly("job2");
        assertThat(gate.inside()).isEqualTo(2);
        gate.leave();
        gate.leave();
        assertThat(next(2)).containsExactlyInAnyOrder("job3", "job4");
        gate.leave();
        gate.leave();
        assertThat(gate.inside()).isZero();
    }

    @Test
    void theQueuesTakeTurnsAndNoneIsStarved() throws InterruptedException {
        Gate gate = gate(1, 0);
        waitBehindOne(gate, Queue.BATCHES, "batch", 10);
        waitBehindOne(gate, Queue.JOBS, "job", 10);
        waitBehindOne(gate, Queue.CLIENTS, "client", 10);

        List<String> order = drained(gate, 16);

        assertThat(order).filteredOn(name -> name.startsWith("client")).hasSize(10);
        assertThat(order).filteredOn(name -> name.startsWith("job")).hasSize(4);
        assertThat(order.subList(0, 8)).filteredOn(name -> name.startsWith("batch")).hasSize(1);
        assertThat(order.subList(8, 16)).filteredOn(name -> name.startsWith("batch")).hasSize(1);
        assertThat(order)
                .containsSubsequence("client0", "client1", "client9")
                .containsSubsequence("job0", "job1", "job2", "job3")
                .containsSubsequence("batch0", "batch1");
    }

    @Test
    void aQueueAloneHasAllTurns() throws InterruptedException {
        Gate gate = gate(1, 0);
        waitBehindOne(gate, Queue.BATCHES, "batch", 9);

        assertThat(drained(gate, 9)).first().isEqualTo("batch0");
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void hangingUpEndsTheWaitAtOnce() throws InterruptedException {
        Gate gate = gate(1, 0);
        var _ = enter(gate, Queue.JOBS, "held", new Hangup());
        assertThat(next(1)).containsExactly("held");
        var hangup = new Hangup();
        var waits = enter(gate, Queue.JOBS, "called off", hangup);
        settled(gate, 2);
        var _ = enter(gate, Queue.JOBS, "last", new Hangup());
        settled(gate, 3);

        hangup.hangUp();

        assertThat(Eventually.get("waits", waits)).isEqualTo(Entry.CALLED_OFF);
        assertThat(gate.waiting()).isEqualTo(1);
        gate.leave();
        assertThat(next(1)).containsExactly("last");
    }

    @Test
    void whoHungUpBeforeTakesNoPlace() {
        Gate gate = gate(1, 0);
        var hangup = new Hangup();
        hangup.hangUp();

        assertThat(gate.enter(Queue.JOBS, ProjectId.DEFAULT, hangup)).isEqualTo(Entry.CALLED_OFF);
        assertThat(gate.inside()).isZero();
    }

    @Test
    void onceInsideHangingUpIsTheWiresBusiness() throws InterruptedException {
        Gate gate = gate(1, 0);
        var _ = enter(gate, Queue.JOBS, "held", new Hangup());
        assertThat(next(1)).containsExactly("held");
        var hangup = new Hangup();
        var waits = enter(gate, Queue.JOBS, "waits", hangup);
        settled(gate, 2);
        gate.leave();
        assertThat(Eventually.get("waits", waits)).isEqualTo(Entry.ENTERED);
        var closed = new AtomicBoolean();
        hangup.by(() -> closed.set(true));

        hangup.hangUp();

        assertThat(closed).isTrue();
        assertThat(gate.inside()).isEqualTo(1);
    }

    @Test
    void clientsWaitForHalfAMinuteAndJobsForAsLongAsItTakes() throws InterruptedException {
        Gate gate = gate(1, 0);
        var _ = enter(gate, Queue.JOBS, "held", new Hangup());
        assertThat(next(1)).containsExactly("held");
        var job = enter(gate, Queue.JOBS, "job", new Hangup());
        settled(gate, 2);
        var client = enter(gate, Queue.CLIENTS, "client", new Hangup());
        Eventually.until("the client's alarm", () -> time.pendingAlarms() == 1);

        time.advance(Duration.ofSeconds(29));
        assertThat(client).isNotDone();
        time.advance(Duration.ofSeconds(1));

        assertThat(Eventually.get("client", client)).isEqualTo(Entry.FULL);
        time.advance(Duration.ofHours(5));
        assertThat(job).isNotDone();
        gate.leave();
        assertThat(Eventually.get("job", job)).isEqualTo(Entry.ENTERED);
    }

    @Test
    void whoEntersLeavesNoAlarmBehind() throws InterruptedException {
        Gate gate = gate(1, 0);
        var _ = enter(gate, Queue.CLIENTS, "held", new Hangup());
        assertThat(next(1)).containsExactly("held");
        var client = enter(gate, Queue.CLIENTS, "client", new Hangup());
        Eventually.until("the client's alarm", () -> time.pendingAlarms() == 1);

        gate.leave();

        assertThat(Eventually.get("client", client)).isEqualTo(Entry.ENTERED);
        Eventually.until("no alarm", () -> time.pendingAlarms() == 0);
    }

    @Test
    void whoeverCanWaitElsewhereIsTurnedAway() throws InterruptedException {
        Gate gate = gate(1, 0);
        var _ = enter(gate, Queue.JOBS, "held", new Hangup());
        assertThat(next(1)).containsExactly("held");
        var job = enter(gate, Queue.JOBS, "job", new Hangup());
        var line = enter(gate, Queue.BATCHES, "line", new Hangup());
        var client = enter(gate, Queue.CLIENTS, "client", new Hangup());
        settled(gate, 4);

        gate.turnAway();

        assertThat(Eventually.get("job", job)).isEqualTo(Entry.TURNED_AWAY);
        assertThat(Eventually.get("line", line)).isEqualTo(Entry.TURNED_AWAY);
        assertThat(client).isNotDone();
        var next = enter(gate, Queue.JOBS, "next", new Hangup());
        settled(gate, 3);
        gate.leave();
        assertThat(Eventually.get("client", client)).isEqualTo(Entry.ENTERED);
        gate.leave();
        assertThat(Eventually.get("next", next)).isEqualTo(Entry.ENTERED);
    }

    @Test
    void aClosedGateLetsNobodyInButClients() throws InterruptedException {
        Gate gate = gate(1, 0);
        var _ = enter(gate, Queue.JOBS, "held", new Hangup());
        assertThat(next(1)).containsExactly("held");
        var job = enter(gate, Queue.JOBS, "job", new Hangup());
        settled(gate, 2);

        gate.close();

        assertThat(Eventually.get("job", job)).isEqualTo(Entry.TURNED_AWAY);
        gate.leave();
        assertThat(gate.enter(Queue.BATCHES, ProjectId.DEFAULT, new Hangup()))
                .isEqualTo(Entry.TURNED_AWAY);
        assertThat(gate.enter(Queue.CLIENTS, ProjectId.DEFAULT, new Hangup()))
                .isEqualTo(Entry.ENTERED);
        assertThat(gate.inside()).isEqualTo(1);
    }

    @Test
    void tooManyClientsAreSentAwayAtOnce() throws InterruptedException {
        Gate gate = gate(1, 0);
        var _ = enter(gate, Queue.JOBS, "held", new Hangup());
        assertThat(next(1)).containsExactly("held");
        for (int i = 0; i < Gate.MOST_CLIENTS; i++) {
            var _ = enter(gate, Queue.CLIENTS, new ProjectId("p" + i), "client", new Hangup());
        }
        settled(gate, Gate.MOST_CLIENTS + 1);

        assertThat(gate.enter(Queue.CLIENTS, ProjectId.DEFAULT, new Hangup()))
                .isEqualTo(Entry.FULL);
        assertThat(gate.full()).isEqualTo(1);
        Eventually.until("their alarms", () -> time.pendingAlarms() == Gate.MOST_CLIENTS);
        time.advance(Gate.PATIENCE);
        Eventually.until("all have lost patience", () -> gate.full() == Gate.MOST_CLIENTS + 1);
    }

    @Test
    void projectsTakeTurnsInEachQueueHoweverManyOfOneWait() throws InterruptedException {
        for (Queue queue : Queue.values()) {
            Gate gate = gate(1, 0);
            waitBehindOne(gate, queue, "many", 20);
            var _ = enter(gate, queue, new ProjectId("modest"), "one", new Hangup());
            settled(gate, 22);

            assertThat(drained(gate, 3)).as(queue.name()).containsExactly("many0", "one", "many1");
        }
    }

    @Test
    void theClientsOfOneProjectLeaveRoomForOthers() throws InterruptedException {
        Gate gate = gate(1, 0);
        var _ = enter(gate, Queue.JOBS, "held", new Hangup());
        assertThat(next(1)).containsExactly("held");
        int half = Gate.MOST_CLIENTS / 2;
        for (int i = 0; i < half; i++) {
            var _ = enter(gate, Queue.CLIENTS, "client", new Hangup());
        }
        settled(gate, half + 1);

        assertThat(gate.enter(Queue.CLIENTS, ProjectId.DEFAULT, new Hangup()))
                .isEqualTo(Entry.CROWDED);
        assertThat(gate.full()).isEqualTo(1);
        var other = enter(gate, Queue.CLIENTS, new ProjectId("modest"), "one", new Hangup());
        settled(gate, half + 2);
        assertThat(other).isNotDone();
    }

    @Test
    void noMoreStartInASecondThanTheRateAllows() throws InterruptedException {
        Gate gate = gate(100, 2);
        for (int i = 0; i < 5; i++) {
            var _ = enter(gate, Queue.JOBS, "job" + i, new Hangup());
            settled(gate, i + 1);
        }
        assertThat(next(2)).containsExactlyInAnyOrder("job0", "job1");

        time.advance(Duration.ofMillis(499));
        assertThat(gate.waiting()).isEqualTo(3);
        time.advance(Duration.ofMillis(1));
        assertThat(next(1)).containsExactly("job2");
        assertThat(gate.waiting()).isEqualTo(2);
        time.advance(Duration.ofSeconds(1));
        assertThat(next(2)).containsExactlyInAnyOrder("job3", "job4");
    }

    @Test
    void aRateBelowOneASecondIsKeptToo() throws InterruptedException {
        Gate gate = gate(100, 0.1);
        var _ = enter(gate, Queue.BATCHES, "first", new Hangup());
        settled(gate, 1);
        var _ = enter(gate, Queue.BATCHES, "second", new Hangup());
        settled(gate, 2);
        assertThat(next(1)).containsExactly("first");

        assertThat(time.nextAlarm()).contains(time.now().plusSeconds(10));
        time.advance(Duration.ofSeconds(10));
        assertThat(next(1)).containsExactly("second");
    }

    @Test
    void aPlaceThatIsHeldElsewhereUnderTheKeyIsMissingHere() throws InterruptedException {
        var shared = new SharedLimits();
        Gate gate = gate(1, 0, shared);
        Gate twin = gate(1, 0, shared);
        var _ = enter(gate, Queue.JOBS, "here", new Hangup());
        assertThat(next(1)).containsExactly("here");
        var _ = enter(twin, Queue.CLIENTS, "there", new Hangup());
        settled(twin, 1);
        assertThat(twin.inside()).isZero();

        gate.leave();

        assertThat(next(1)).containsExactly("there");
        assertThat(twin.inside()).isEqualTo(1);
    }

    private Gate gate(int concurrency, double ratePerSecond) {
        return gate(concurrency, ratePerSecond, new SharedLimits());
    }

    private Gate gate(int concurrency, double ratePerSecond, SharedLimits shared) {
        return new Gate(
                "upstream",
                new Upstream.Limits(concurrency, ratePerSecond, Duration.ofMinutes(1)),
                time,
                shared);
    }

    private CompletableFuture<Entry> enter(Gate gate, Queue queue, String name, Hangup hangup) {
        return enter(gate, queue, ProjectId.DEFAULT, name, hangup);
    }

    private CompletableFuture<Entry> enter(
            Gate gate, Queue queue, ProjectId project, String name, Hangup hangup) {
        var entry = new CompletableFuture<Entry>();
        Thread.ofVirtual()
                .start(() -> {
                    Entry came = gate.enter(queue, project, hangup);
                    if (came == Entry.ENTERED) {
                        entered.add(name);
                    }
                    entry.complete(came);
                });
        return entry;
    }

    /** Waits until so many are inside or wait, so that the next one comes after them. */
    private static void settled(Gate gate, int many) {
        Eventually.until(many + " at the gate", () -> gate.inside() + gate.waiting() == many);
    }

    private void waitBehindOne(Gate gate, Queue queue, String name, int many)
            throws InterruptedException {
        if (gate.inside() == 0) {
            var _ = enter(gate, Queue.BATCHES, "first of all", new Hangup());
            assertThat(next(1)).containsExactly("first of all");
        }
        for (int i = 0; i < many; i++) {
            int before = gate.waiting();
            var _ = enter(gate, queue, name + i, new Hangup());
            settled(gate, before + 2);
        }
    }

    private List<String> drained(Gate gate, int many) throws InterruptedException {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            gate.leave();
            order.addAll(next(1));
        }
        return order;
    }

    private List<String> next(int many) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            names.add(Eventually.take("the next enters", entered));
        }
        return names;
    }
}

package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static dev.ringback.testkit.ScriptedKind.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.port.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What follows from the end of a call, what is kept of it, and who hears of it. */
final class EngineEndsTest {

    private final EngineWorld world = new EngineWorld().started();
    private final Event announcement = world.event();
    private final Call delivery = world.call(LANE, announcement);
    private final ConcurrentLinkedQueue<CallState> ends = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        world.close();
    }

    /** Announces the end of every call but the announcement's own. */
    private Change announced(Call call, CallState end) {
        ends.add(end);
        return Change.accept(List.of(announcement), List.of(delivery));
    }

    private void cancel(CallId id) {
        assertThat(world.engine.cancel(ProjectId.DEFAULT, id)).isInstanceOf(Move.Moved.class);
    }

    @Test
    void aWaitingCallThatIsCancelledIsAnnounced() {
        world.kind.peer(_ -> answered(503)).ended(this::announced);
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        assertThat(ends).isEmpty();
        world.kind.peer(_ -> answered(200));
        cancel(id);
        assertThat(ends).containsExactly(new CallState.Cancelled(world.time.now()));
        assertThat(world.store.event(announcement.sequence())).contains(announcement);
        world.untilFinished(delivery.id());
        assertThat(world.kind.sent()).containsExactly(id, delivery.id());
    }

    @Test
    void aRunningCallThatIsCancelledIsAnnouncedOnce() {
        Event tooLate = world.event();
        world.kind
                .line((call, hangup) ->
                        call.id().equals(delivery.id())
                                ? answered(200)
                                : ScriptedKind.untilHungUp(call, hangup))
                .consequences((call, _) ->
                        call.id().equals(delivery.id())
                                ? Settlement.NOTHING
                                : Change.accept(List.of(tooLate), List.of()))
                .ended(this::announced);
        CallId id = world.accept();
        world.untilSent(1);
        cancel(id);
        world.untilFinished(id);
        world.untilFinished(delivery.id());
        assertThat(ends).hasSize(1);
        assertThat(world.store.event(tooLate.sequence())).isEmpty();
        assertThat(world.kind.sent()).containsExactly(id, delivery.id());
    }

    @Test
    void aCancelThatTheStoreRefusesAnnouncesNothing() {
        world.kind.peer(_ -> answered(503)).ended(this::announced);
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        world.commitsToFail.set(2);
        assertThat(world.engine.cancel(ProjectId.DEFAULT, id))
                .isInstanceOf(Move.NotCommitted.class);
        assertThat(world.store.event(announcement.sequence())).isEmpty();
        assertThat(world.state(id)).isInstanceOf(CallState.Waiting.class);
    }

    @Test
    void endsByReplyOrDecisionAreTheKindsOwnToAnnounce() {
        world.kind.peer(call -> answered(call.attempts() == 0 ? 503 : 410)).ended(this::announced);
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        assertThat(world.engine.hasten(ProjectId.DEFAULT, id)).isInstanceOf(Move.Moved.class);
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Dead.class);
        assertThat(ends).isEmpty();
    }

    /** Accepts a call whose kind breaks until it is about to be given up. */
    private CallId broken() {
        CallId id = world.accept();
        for (int attempts = 1; attempts <= 20; attempts++) {
            world.untilRetrying(id, attempts);
            world.untilAlarms(1);
            if (attempts < 20) {
                world.time.advance(Duration.ofMinutes(1));
            }
        }
        return id;
    }

    private void breakAllBut(Call spared) {
        world.kind.peer(call -> {
            if (call.id().equals(spared.id())) {
                return answered(200);
            }
            throw new IllegalStateException("bug");
        });
    }

    @Test
    void aCallThatIsGivenUpAfterBugsIsAnnounced() {
        breakAllBut(delivery);
        world.kind.ended(this::announced);
        CallId id = broken();
        assertThat(ends).isEmpty();
        world.time.advance(Duration.ofMinutes(1));
        world.untilFinished(id);
        var dead = new CallState.Dead(world.time.now(), "internal error");
        assertThat(world.state(id)).isEqualTo(dead);
        assertThat(ends).containsExactly(dead);
        world.untilFinished(delivery.id());
    }

    @Test
    void aCallIsGivenUpThoughADocumentChangesUnderTheAnnouncement() {
        world.engine.commit(
                Change.put(Document.create("note", ProjectId.DEFAULT, "n", Payload.of("0"))));
        breakAllBut(delivery);
        var asked = new AtomicInteger();
        world.kind.ended((_, _) -> {
            Document read = world.store.document("note", ProjectId.DEFAULT, "n").orElseThrow();
            if (asked.getAndIncrement() < 2) {
                world.store.commit(List.of(Change.put(read.revise(Payload.of("other")))));
            }
            return Change.put(read.revise(Payload.of("ended")));
        });
        CallId id = broken();
        world.time.advance(Duration.ofMinutes(1));
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Dead.class);
        assertThat(asked).hasValue(3);
        assertThat(world.store.document("note", ProjectId.DEFAULT, "n").orElseThrow().body())
                .isEqualTo(Payload.of("ended"));
        assertThat(world.lane(LANE).waiting()).isZero();
    }

    @Test
    void anAnnouncementThatCannotBeReadForIsMadeLater() {
        breakAllBut(delivery);
        var asked = new AtomicInteger();
        world.kind.ended((call, end) -> {
            if (asked.getAndIncrement() == 0) {
                throw new StoreException("read error");
            }
            return announced(call, end);
        });
        CallId id = broken();
        world.time.advance(Duration.ofMinutes(1));
        world.untilAlarms(1);
        world.time.advance(Duration.ofSeconds(1));
        world.untilFinished(id);
        assertThat(ends).hasSize(1);
        assertThat(world.store.event(announcement.sequence())).isPresent();
    }

    @Test
    void aBugInTheAnnouncementDoesNotKeepACallFromBeingGivenUp() {
        breakAllBut(delivery);
        world.kind.ended((_, _) -> {
            throw new IllegalStateException("another bug");
        });
        CallId id = broken();
        world.time.advance(Duration.ofMinutes(1));
        world.untilFinished(id);
        assertThat(world.state(id)).isInstanceOf(CallState.Dead.class);
        assertThat(world.listener.bugs()).hasSize(22);
        assertThat(world.listener.bugs().getLast()).hasMessage("another bug");
    }

    @Test
    void aBodyThatWhatFollowsHoldsIsNotKeptTwiceButOneThatFailedIs() {
        world.kind.keepingBodies().peer(call -> answered(call.attempts() == 0 ? 503 : 200));
        CallId id = world.accept();
        world.untilRetrying(id, 1);
        world.untilAlarms(1);
        world.time.advance(Duration.ofSeconds(5));
        world.untilFinished(id);
        List<Attempt> attempts = world.store.attempts(id);
        assertThat(attempts).extracting(Attempt::status).containsExactly(503, 200);
        assertThat(attempts)
                .extracting(Attempt::responseBody)
                .containsExactly(Payload.of("ok"), Payload.EMPTY);
        assertThat(world.listener.attempts()).isEqualTo(attempts);
    }

    @Test
    void theListenerHearsOfEveryChangeInTheOrderOfTheCommits() {
        var committed = new ConcurrentLinkedQueue<Change>();
        world.failing =
                change -> {
                    committed.add(change);
                    return false;
                };
        world.kind.peer(call -> answered(call.id().value() % 3 == 0 ? 410 : 200));
        var ids = new ArrayList<CompletableFuture<CallId>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                ids.add(CompletableFuture.supplyAsync(() -> heardOf(world.change(LANE)), threads));
            }
        }
        ids.forEach(id -> world.untilFinished(Eventually.get("id", id)));
        var note = Document.create("note", ProjectId.DEFAULT, "n", Payload.of("0"));
        world.engine.commit(Change.put(note));
        assertThat(world.listener.onDisk()).hasSize(201).isEqualTo(List.copyOf(committed));
        world.engine.commit(Change.put(note));
        assertThat(committed).hasSize(202);
        assertThat(world.listener.onDisk()).hasSize(201);
    }

    /** Commits, and the listener has heard of it before. */
    private CallId heardOf(Change change) {
        world.engine.commit(change);
        assertThat(world.listener.onDisk()).contains(change);
        return change.calls().getFirst().id();
    }

    @Test
    void aListenerThatBreaksOverAnEventHasHeardOfTheChange() {
        world.listener.breakNext(new AssertionError("a bug in a listener"));
        Change change = world.change(LANE);
        world.engine.commit(change);
        assertThat(world.listener.onDisk()).contains(change);
    }
}

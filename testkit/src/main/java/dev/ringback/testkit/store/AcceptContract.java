package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.AttemptHead;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Events and calls come in together, once, and unchanged. */
public interface AcceptContract extends StoreUnderTest {

    @Test
    default void anAcceptedEventIsReadBackAsItWas() {
        Samples samples = new Samples();
        Event event = samples.event();
        Event given = samples.given("order-17.paid:2");
        done(Change.accept(List.of(event, given), List.of()));
        assertThat(store().event(event.sequence())).contains(event);
        assertThat(store().event(event.project(), event.id())).contains(event);
        assertThat(store().event(given.sequence())).contains(given);
        assertThat(store().event(given.project(), given.id())).contains(given);
        assertThat(store().event(given.project(), EventId.of(given.sequence()))).isEmpty();
        assertThat(store().event(7)).isEmpty();
        assertThat(store().event(event.project(), new EventId("nobody"))).isEmpty();
    }

    @Test
    default void anAcceptedCallIsReadBackAsItWas() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event).madeBy("rpl_7");
        done(accept(event, call));
        assertThat(store().call(event.project(), call.id())).contains(call);
        assertThat(store().attempts(call.id())).isEmpty();
    }

    @Test
    default void theLastAttemptsOfSomeCallsAreFoundAtOnce() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call twice = samples.call(event);
        Call once = samples.call(event);
        Call never = samples.call(event);
        Call unasked = samples.call(event);
        done(accept(event, twice, once, never, unasked));
        CallState waiting = twice.state();
        done(Samples.attempted(twice, waiting));
        done(Samples.attempted(twice.with(waiting, 1), waiting));
        done(Samples.attempted(once, waiting));
        done(Samples.attempted(unasked, waiting));

        assertThat(store().lastAttempts(List.of(twice.id(), once.id(), never.id())))
                .containsExactlyInAnyOrder(
                        AttemptHead.of(twice.id(), Samples.attempt(2)),
                        AttemptHead.of(once.id(), Samples.attempt(1)));
        assertThat(store().lastAttempts(List.of())).isEmpty();
    }

    @Test
    default void theCallsOfSomeEventsAreFoundAtOnce() {
        Samples samples = new Samples();
        Event one = samples.event();
        Event two = samples.event();
        Event third = samples.event();
        Event others = samples.event(Samples.OTHER, "a.b", Samples.START);
        List<Call> wanted = List.of(samples.call(one), samples.call(one), samples.call(two));
        done(Change.accept(List.of(one, two, third, others), wanted));
        done(Change.accept(List.of(), List.of(samples.call(third), samples.call(others))));

        assertThat(
                        store().callsOf(
                                        one.project(),
                                        List.of(
                                                one.sequence(),
                                                two.sequence(),
                                                others.sequence(),
                                                7L)))
                .containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(store().callsOf(one.project(), List.of())).isEmpty();
    }

    @Test
    default void payloadsPassThroughUnchanged() {
        byte[] large = new byte[1 << 20];
        new Random(7).nextBytes(large);
        List<Payload> payloads =
                List.of(
                        Payload.EMPTY,
                        Payload.of("{ \"a\":1.0e+2,\"a\" : 1 ,\"\\u0000\":\"\t\" }\r\n"),
                        Payload.of("{\"z\":\"😀\u2028\"}"),
                        Payload.of(new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF, 0, (byte) 0xFE}),
                        Payload.of("\u0000".getBytes(StandardCharsets.UTF_16)),
                        Payload.of(large));
        Samples samples = new Samples();
        for (Payload payload : payloads) {
            Event event = Samples.carrying(samples.event(), payload);
            done(accept(event));
            byte[] kept = store().event(event.sequence()).orElseThrow().payload().bytes();
            assertThat(kept).isEqualTo(payload.bytes());
        }
    }

    @Test
    default void aRepeatedIdIsLeftOutWithItsCalls() {
        Samples samples = new Samples();
        Event first = samples.given("order-1");
        done(accept(first));
        Event again = samples.given("order-1");
        Event fresh = samples.given("order-2");
        Call dropped = samples.call(again);
        Call kept = samples.call(fresh);
        Committed committed = commit(Change.accept(List.of(again, fresh), List.of(dropped, kept)));
        assertThat(committed).isEqualTo(new Done(Set.of(again.sequence())));
        assertThat(store().event(again.sequence())).isEmpty();
        assertThat(store().event(first.project(), first.id())).contains(first);
        assertThat(store().event(fresh.sequence())).contains(fresh);
        assertThat(store().calls(CallQuery.of(ProjectId.DEFAULT, "delivery", 10)).entries())
                .containsExactly(kept);
    }

    @Test
    default void aRepeatedIdIsSeenWithinOneBatchAndWithinOneChange() {
        Samples samples = new Samples();
        Event first = samples.given("order-1");
        Event second = samples.given("order-1");
        Event third = samples.given("order-1");
        List<Committed> committed =
                store().commit(
                                List.of(
                                        Change.accept(List.of(first, second), List.of()),
                                        accept(third, samples.call(third))));
        assertThat(committed)
                .containsExactly(
                        new Done(Set.of(second.sequence())), new Done(Set.of(third.sequence())));
        assertThat(events(EventQuery.of(ProjectId.DEFAULT, 10))).containsExactly(first);
        assertThat(count(CallQuery.of(ProjectId.DEFAULT, "delivery", 1))).isZero();
    }

    @Test
    default void theSameIdInAnotherProjectIsAnotherEvent() {
        Samples samples = new Samples();
        Event ours = samples.given("order-1");
        Event theirs =
                Samples.renamed(samples.event(Samples.OTHER, "a.b", Samples.START), "order-1");
        done(Change.accept(List.of(ours, theirs), List.of()));
        assertThat(store().event(ProjectId.DEFAULT, ours.id())).contains(ours);
        assertThat(store().event(Samples.OTHER, ours.id())).contains(theirs);
    }

    @Test
    default void theSameChangeTwiceIsDoneAndNotDoubled() {
        Samples samples = new Samples();
        Event derived = samples.event();
        Event given = samples.given("order-1");
        Call call = samples.call(derived);
        Call other = samples.call(given);
        Change change = Change.accept(List.of(derived, given), List.of(call, other));
        done(change);
        done(change);
        assertThat(events(EventQuery.of(ProjectId.DEFAULT, 10))).containsExactly(given, derived);
        done(Samples.attempted(call, Samples.succeeded(java.time.Duration.ofSeconds(1))));
        done(change);
        assertThat(count(CallQuery.of(ProjectId.DEFAULT, "delivery", 1))).isEqualTo(2);
        assertThat(store().call(call.project(), call.id()).orElseThrow().state())
                .isInstanceOf(CallState.Succeeded.class);
    }

    @Test
    default void aBrokenChangeUndoesTheWholeBatch() {
        Samples samples = new Samples();
        Event event = samples.event();
        Event other = samples.event();
        done(accept(event));
        Event broken = Samples.carrying(event, Payload.of("something else"));
        assertThatThrownBy(() -> store().commit(List.of(accept(other), accept(broken))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("sequence");
        assertThat(store().event(other.sequence())).isEmpty();
        assertThat(store().event(event.sequence())).contains(event);
        done(accept(other));
        assertThat(store().event(other.sequence())).contains(other);
    }

    @Test
    default void aCallIdIsTakenOnce() {
        Samples samples = new Samples();
        Event event = samples.event();
        Event other = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        Call broken =
                Call.of(
                        call.id(),
                        other.project(),
                        call.kind(),
                        call.lane(),
                        other.sequence(),
                        Samples.START);
        assertThatThrownBy(() -> commit(accept(other, broken))).isInstanceOf(StoreException.class);
        assertThat(store().event(other.sequence())).isEmpty();
    }

    @Test
    default void aNewCallMustWait() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call finished = samples.call(event).with(new CallState.Succeeded(Samples.START), 1);
        assertThatThrownBy(() -> commit(accept(event, finished)))
                .isInstanceOf(StoreException.class);
        assertThat(store().event(event.sequence())).isEmpty();
    }

    @Test
    default void anEmptyBatchIsNothing() {
        assertThat(store().commit(List.of())).isEmpty();
        done(Change.accept(List.of(), List.of()));
    }
}

package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.LANE;
import static dev.ringback.testkit.store.Samples.OTHER;
import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static dev.ringback.testkit.store.Samples.moved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.StoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted in each commit is what counting everything comes to. */
public interface CountContract extends StoreUnderTest {

    @Test
    default void callsAreCountedByLaneAndState() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call waiting = samples.call(event);
        Call retrying = samples.call(event);
        Call succeeded = samples.call(event);
        Call dead = samples.call(event);
        Call cancelled = samples.call(event);
        Call elsewhere = samples.call(event, new LaneId("ep_10"));
        done(accept(event, waiting, retrying, succeeded, dead, cancelled, elsewhere));
        done(attempted(retrying, new CallState.Waiting(START.plusSeconds(5))));
        done(attempted(succeeded, new CallState.Succeeded(START)));
        done(attempted(dead, new CallState.Dead(START, "gone")));
        done(moved(cancelled, new CallState.Cancelled(START)));
        assertThat(counts(LANE)).isEqualTo(new CallCounts(2, 1, 1, 1));
        assertThat(counts(new LaneId("ep_10"))).isEqualTo(new CallCounts(1, 0, 0, 0));
        assertThat(counts(new LaneId("ep"))).isEqualTo(CallCounts.NONE);
        assertThat(store().counts(OTHER, "delivery", LANE)).isEqualTo(CallCounts.NONE);
        assertThat(store().counts(ProjectId.DEFAULT, "inference", LANE)).isEqualTo(CallCounts.NONE);
        reopen();
        assertThat(counts(LANE)).isEqualTo(new CallCounts(2, 1, 1, 1));
        assertThat(store().counts(ProjectId.DEFAULT, "delivery", event.sequence()))
                .isEqualTo(new CallCounts(3, 1, 1, 1));
        assertThat(store().counts(ProjectId.DEFAULT, "inference", event.sequence()))
                .isEqualTo(CallCounts.NONE);
        assertThat(store().counts(OTHER, "delivery", event.sequence())).isEqualTo(CallCounts.NONE);
    }

    @Test
    default void whatIsThereAlreadyIsNotCountedAgain() {
        Samples samples = new Samples();
        Event event = samples.given("order-1");
        Call call = samples.call(event);
        Change accept = accept(event, call);
        Change settle = attempted(call, new CallState.Succeeded(START));
        done(accept);
        done(accept);
        done(settle);
        done(settle);
        stale(moved(call, new CallState.Cancelled(START)));
        Event repeated = samples.given("order-1");
        commit(accept(repeated, samples.call(repeated)));
        assertThat(counts(LANE)).isEqualTo(new CallCounts(0, 1, 0, 0));
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isEqualTo(event.payload().size());
    }

    @Test
    default void aTransactionThatFailsCountsNothing() {
        Samples samples = new Samples();
        Event event = samples.event();
        done(accept(event, samples.call(event)));
        Event broken = Samples.carrying(event, Payload.of("other bytes"));
        Event next = samples.event();
        List<Change> changes = List.of(accept(next, samples.call(next)), accept(broken));
        assertThatThrownBy(() -> store().commit(changes)).isInstanceOf(StoreException.class);
        assertThat(counts(LANE)).isEqualTo(new CallCounts(1, 0, 0, 0));
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isEqualTo(event.payload().size());
        Event last = samples.event();
        done(accept(last, samples.call(last)));
        assertThat(counts(LANE)).isEqualTo(new CallCounts(2, 0, 0, 0));
    }

    @Test
    default void whatIsPrunedIsCountedNoMore() {
        Samples samples = new Samples();
        Event old = samples.event();
        Event open = samples.event();
        Call dead = samples.call(old);
        done(accept(old, dead));
        done(accept(open, samples.call(open)));
        done(attempted(dead, new CallState.Dead(START, "gone")));
        assertThat(store().prune(START.plusSeconds(1), START, 10)).isEqualTo(1);
        assertThat(counts(LANE)).isEqualTo(new CallCounts(1, 0, 0, 0));
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isEqualTo(open.payload().size());
    }

    @Test
    default void theBytesOfDocumentsAreCounted() {
        Document first = Document.create("file", OTHER, "f1", Payload.of("x".repeat(1000)));
        done(Change.put(first));
        assertThat(store().storedBytes(OTHER)).isEqualTo(1000);
        Document second = first.revise(Payload.of("x".repeat(30)));
        done(Change.put(second));
        assertThat(store().storedBytes(OTHER)).isEqualTo(30);
        done(Change.put(Document.create("file", OTHER, "f2", Payload.of("xyz")).until(START)));
        assertThat(store().storedBytes(OTHER)).isEqualTo(33);
        assertThat(store().prune(START, START.plusSeconds(1), 10)).isZero();
        assertThat(store().storedBytes(OTHER)).isEqualTo(30);
        done(Change.delete(second));
        assertThat(store().storedBytes(OTHER)).isZero();
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isZero();
    }

    private CallCounts counts(LaneId lane) {
        return store().counts(ProjectId.DEFAULT, "delivery", lane);
    }
}

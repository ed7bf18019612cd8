package dev.ringback.testkit.store.quotes;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static dev.ringback.testkit.store.Samples.carrying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.StoreUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is quoted stays as long as the event that quotes it, and no longer. */
public interface QuotePruneContract extends StoreUnderTest {

    /** An event accepted so many seconds after the start, with a payload of its own. */
    private static Event at(Samples samples, int seconds) {
        Event event = samples.event(ProjectId.DEFAULT, "a.b", START.plusSeconds(seconds));
        return carrying(event, Payload.of("payload of " + event.id()));
    }

    private static Event quoting(Event event, Event... others) {
        Quoted quoted = new Quoted().own("[");
        for (Event other : others) {
            quoted.all(other);
        }
        return quoted.own("]").in(event);
    }

    /** Prunes until nothing is left to do, as retention does; answers how many went in all. */
    private int prune(int seconds, int limit) {
        int pruned = 0;
        int went = limit;
        while (went == limit) {
            went = store().prune(START.plusSeconds(seconds), START, limit);
            assertThat(went).isLessThanOrEqualTo(limit);
            pruned += went;
        }
        return pruned;
    }

    private List<Event> left() {
        return events(EventQuery.of(ProjectId.DEFAULT, 1000)).reversed();
    }

    @Test
    default void aQuotedEventStaysAsLongAsTheOneThatQuotesIt() {
        Samples samples = new Samples();
        Event request = at(samples, 0);
        Event completion = quoting(at(samples, 10), request);
        Event group = quoting(at(samples, 20), completion);
        Event free = at(samples, 21);
        Event young = at(samples, 30);
        done(Change.accept(List.of(request, completion, group, free, young), List.of()));
        assertThat(prune(20, 10)).isZero();
        assertThat(left()).containsExactly(request, completion, group, free, young);
        assertThat(prune(30, 10)).isEqualTo(4);
        assertThat(left()).containsExactly(young);
    }

    @Test
    default void whatIsLeftIsTruthfullySaidWhateverTheLimit() {
        for (int limit = 1; limit <= 8; limit++) {
            Samples samples = new Samples();
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                events.add(at(samples, 0));
            }
            events.add(quoting(at(samples, 1), events.get(0), events.get(1)));
            events.add(quoting(at(samples, 1), events.get(1), events.get(2)));
            events.add(quoting(at(samples, 2), events.get(3), events.get(4), events.get(0)));
            events.add(at(samples, 2));
            done(Change.accept(events, List.of()));
            assertThat(prune(3, limit)).as("limit %d", limit).isEqualTo(7);
            assertThat(left()).isEmpty();
        }
    }

    @Test
    default void whatMustStayHoldsUpNoOther() {
        Samples samples = new Samples();
        List<Event> stay = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            stay.add(at(samples, 0));
        }
        done(Change.accept(stay, List.of()));
        for (int i = 0; i < 7; i++) {
            done(accept(at(samples, 1)));
        }
        stay.add(quoting(at(samples, 60), stay.toArray(Event[]::new)));
        done(accept(stay.getLast()));
        assertThat(store().prune(START.plusSeconds(2), START, 5)).isEqualTo(5);
        assertThat(store().prune(START.plusSeconds(2), START, 5)).isEqualTo(2);
        assertThat(left()).isEqualTo(stay);
    }

    @Test
    default void aCallThatWaitsKeepsWhatItsEventQuotes() {
        Samples samples = new Samples();
        Event request = at(samples, 0);
        Event completion = quoting(at(samples, 1), request);
        Call waiting = samples.call(completion);
        Call finished = samples.call(request);
        done(Change.accept(List.of(request, completion), List.of(waiting, finished)));
        done(attempted(finished, new CallState.Succeeded(START)));
        assertThat(prune(2, 10)).isZero();
        assertThat(store().attempts(finished.id())).hasSize(1);
        done(attempted(waiting, new CallState.Succeeded(START)));
        assertThat(prune(2, 10)).isEqualTo(2);
        assertThat(store().attempts(finished.id())).isEmpty();
        assertThat(store().attempts(waiting.id())).isEmpty();
    }

    @Test
    default void aQuotedEventWithAWaitingCallOutlivesTheOneThatQuotesIt() {
        Samples samples = new Samples();
        Event request = at(samples, 0);
        Call waiting = samples.call(request);
        Event completion = quoting(at(samples, 1), request);
        done(accept(request, waiting));
        done(accept(completion));
        assertThat(prune(2, 10)).isEqualTo(1);
        assertThat(left()).containsExactly(request);
        done(attempted(waiting, new CallState.Succeeded(START)));
        assertThat(prune(2, 10)).isEqualTo(1);
    }

    @Test
    default void anEventThatWasLeftOutKeepsNothing() {
        Samples samples = new Samples();
        Event request = at(samples, 0);
        Event first = Samples.renamed(at(samples, 1), "order-1");
        done(Change.accept(List.of(request, first), List.of()));
        Event again = quoting(Samples.renamed(at(samples, 2), "order-1"), request);
        Event fresh = quoting(at(samples, 3), request);
        commit(Change.accept(List.of(again, fresh), List.of()));
        assertThat(prune(4, 10)).isEqualTo(3);
        assertThat(left()).isEmpty();
    }

    @Test
    default void whatIsReadWhileItIsPrunedIsWholeOrGone() throws Exception {
        Samples samples = new Samples();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                List<Event> events = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    Event request = at(samples, 0);
                    Event completion = quoting(at(samples, 1), request);
                    events.addAll(List.of(request, completion));
                }
                events.add(quoting(at(samples, 2), events.toArray(Event[]::new)));
                done(Change.accept(events, List.of()));
                List<Future<Boolean>> readers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    readers.add(threads.submit(() -> readsOnly(events)));
                }
                assertThat(prune(3, 4)).isEqualTo(21);
                for (Future<Boolean> reader : readers) {
                    assertThat(reader.get()).isTrue();
                }
            }
        }
    }

    private boolean readsOnly(List<Event> events) {
        boolean whole = true;
        for (Event event : events.reversed()) {
            whole &= store().event(event.sequence()).stream().allMatch(event::equals);
            whole &= events.containsAll(left());
        }
        return whole;
    }

    @Test
    default void aQuotedEventThatWasPrunedIsNotMissed() {
        Samples samples = new Samples();
        Event request = at(samples, 0);
        done(accept(request));
        assertThat(prune(1, 10)).isEqualTo(1);
        Event late = quoting(at(samples, (int) Duration.ofDays(1).toSeconds()), request);
        done(accept(late));
        assertThat(left()).containsExactly(late.with(late.payload(), List.of()));
    }
}

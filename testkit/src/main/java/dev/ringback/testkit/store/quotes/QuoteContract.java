package dev.ringback.testkit.store.quotes;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.StoreUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An event that quotes others is read back as it was, however it is kept. */
public interface QuoteContract extends StoreUnderTest {

    /** An event whose payload is so many bytes of which no two stretches are the same. */
    static Event random(Samples samples, int size) {
        byte[] bytes = new byte[size];
        new Random(samples.next()).nextBytes(bytes);
        return Samples.carrying(samples.event(), Payload.of(bytes));
    }

    /** Reads an event in every way, and compares. */
    private void kept(Event event) {
        assertThat(store().event(event.sequence())).contains(event);
        assertThat(store().event(event.project(), event.id())).contains(event);
        EventQuery only =
                new EventQuery(
                        event.project(),
                        EventQuery.of(event.project(), 1).type(),
                        EventQuery.of(event.project(), 1).from(),
                        EventQuery.of(event.project(), 1).to(),
                        event.sequence() + 1,
                        1);
        assertThat(events(only)).containsExactly(event);
        byte[] read = store().event(event.sequence()).orElseThrow().payload().bytes();
        assertThat(read).isEqualTo(event.payload().bytes());
    }

    @Test
    default void ofAnEventThatQuotesOnlyWhatIsItsOwnIsCounted() {
        Samples samples = new Samples();
        Event quoted = samples.event();
        done(accept(quoted));
        done(accept(new Quoted().all(quoted).own("!").in(samples.event())));
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isEqualTo(quoted.payload().size() + 1);
    }

    @Test
    default void anEventThatQuotesIsReadBackAsItWas() {
        Samples samples = new Samples();
        Event request = random(samples, 5000);
        Event parts =
                new Quoted()
                        .own("{\"a\":")
                        .part(request, 17, 4000)
                        .own(",\"b\":")
                        .part(request, 3999, 1)
                        .own("}")
                        .in(samples.event());
        Event whole = new Quoted().all(request).in(samples.given("order-17.paid:2"));
        Event start = new Quoted().part(request, 0, 100).own("end").in(samples.event());
        Event end = new Quoted().own("start").part(request, 4999, 1).in(samples.event());
        done(accept(request));
        for (Event event : List.of(parts, whole, start, end)) {
            done(accept(event));
        }
        for (Event event : List.of(request, parts, whole, start, end)) {
            kept(event);
        }
        reopen();
        kept(parts);
    }

    @Test
    default void quotesReachThroughQuotes() {
        Samples samples = new Samples();
        Event request = random(samples, 300);
        Event completion =
                new Quoted().own("<").part(request, 100, 150).own("=").in(samples.event());
        Event group =
                new Quoted()
                        .part(completion, 0, 80)
                        .own("|")
                        .part(completion, 149, 3)
                        .part(request, 0, 300)
                        .part(completion, 40, 60)
                        .in(samples.event());
        Event batch = new Quoted().all(group).all(group).in(samples.event());
        for (Event event : List.of(request, completion, group, batch)) {
            done(accept(event));
        }
        kept(completion);
        kept(group);
        kept(batch);
    }

    @Test
    default void anEventMayQuoteAnotherOfTheSameCommit() {
        Samples samples = new Samples();
        Event first = random(samples, 200);
        Event second = new Quoted().own("2").all(first).in(samples.event());
        Event third = new Quoted().own("3").all(second).all(first).in(samples.event());
        Event fourth = new Quoted().all(third).own("4").in(samples.event());
        Event last = new Quoted().all(fourth).own("5").in(samples.event());
        assertThat(
                        store().commit(
                                        List.of(
                                                Change.accept(List.of(first, second), List.of()),
                                                Change.accept(List.of(third), List.of()),
                                                Change.accept(List.of(fourth, last), List.of()))))
                .containsOnly(Done.ALL);
        for (Event event : List.of(first, second, third, fourth, last)) {
            kept(event);
        }
    }

    @Test
    default void manyPartsOfManyEventsComeTogether() {
        Samples samples = new Samples();
        List<Event> accepted = new ArrayList<>();
        Quoted parts = new Quoted();
        for (int i = 0; i < 60; i++) {
            Event request = random(samples, 50 + i);
            Event completion = new Quoted().own("c").all(request).in(samples.event());
            parts.part(request, i, 50).part(completion, 0, 40 + i);
            accepted.add(request);
            accepted.add(completion);
        }
        Event group = parts.in(samples.event());
        assertThat(group.quotes()).hasSize(120);
        accepted.add(group);
        done(Change.accept(accepted, List.of()));
        kept(group);
        assertThat(events(EventQuery.of(ProjectId.DEFAULT, 1000))).isEqualTo(accepted.reversed());
    }

    @Test
    default void whatFollowsFromAMoveMayQuote() {
        Samples samples = new Samples();
        Event request = random(samples, 100);
        Call call = samples.call(request);
        done(accept(request, call));
        Event completed = new Quoted().own("ok").all(request).in(samples.event());
        Change change =
                attempted(call, new CallState.Succeeded(START))
                        .and(accept(completed, samples.call(completed)))
                        .and(
                                Change.put(
                                        Document.create(
                                                "job", ProjectId.DEFAULT, "j1", Payload.EMPTY)));
        done(change);
        done(change);
        kept(completed);
    }

    @Test
    default void theSameQuotingChangeTwiceIsDoneAndNotDoubled() {
        Samples samples = new Samples();
        Event request = random(samples, 100);
        Event completed = new Quoted().all(request).own("!").in(samples.given("gen-1"));
        Change change = Change.accept(List.of(request, completed), List.of());
        done(change);
        done(change);
        kept(completed);
        Event broken = new Quoted().all(request).own("?").in(completed);
        assertThatThrownBy(() -> commit(accept(broken)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("sequence");
        kept(completed);
    }

    @Test
    default void aRepeatedIdIsLeftOutThoughItQuotes() {
        Samples samples = new Samples();
        Event request = random(samples, 100);
        Event first = samples.given("order-1");
        done(Change.accept(List.of(request, first), List.of()));
        Event again = new Quoted().all(request).in(samples.given("order-1"));
        Event fresh = new Quoted().all(request).in(samples.given("order-2"));
        assertThat(commit(Change.accept(List.of(again, fresh), List.of())))
                .isEqualTo(new Done(Set.of(again.sequence())));
        assertThat(store().event(again.sequence())).isEmpty();
        kept(first);
        kept(fresh);
    }

    @Test
    default void bytesThatCannotBeQuotedStayWithTheEvent() {
        Samples samples = new Samples();
        Event taken = samples.given("order-1");
        Event known = random(samples, 40);
        done(Change.accept(List.of(taken, known), List.of()));
        Event missing = random(samples, 100);
        Event repeated = Samples.renamed(random(samples, 100), "order-1");
        Event plain = samples.event();
        Event later = random(samples, 100);
        Quoted mixed = new Quoted().own("[").all(missing).part(known, 7, 30).own("]");
        Quoted left = new Quoted().all(repeated).own("!");
        Quoted ahead = new Quoted().own("?").all(later);
        Event partly = mixed.in(samples.event());
        Event whole = left.in(samples.event());
        Event early = ahead.in(plain);
        done(accept(later));
        assertThat(commit(Change.accept(List.of(repeated, partly, whole, early), List.of())))
                .isEqualTo(new Done(Set.of(repeated.sequence())));
        kept(partly.with(partly.payload(), List.of(partly.quotes().getLast())));
        kept(left.unquoted(whole));
        kept(ahead.unquoted(early));
        done(Change.accept(List.of(partly, whole, early), List.of()));
        kept(left.unquoted(whole));
    }

    @Test
    default void aQuoteBeyondTheEndOfWhatItQuotesDoesNotHold() {
        Samples samples = new Samples();
        Event quoted = random(samples, 10);
        done(accept(quoted));
        Payload payload = Payload.of("0123456789abc");
        for (Quote beyond :
                List.of(
                        new Quote(0, quoted.sequence(), 0, 11),
                        new Quote(3, quoted.sequence(), 10, 1),
                        new Quote(0, quoted.sequence(), Integer.MAX_VALUE, 3))) {
            Event event = samples.event().with(payload, List.of(beyond));
            done(accept(event));
            kept(event.with(payload, List.of()));
        }
    }

    @Test
    default void eventsThatQuoteAndEventsThatDoNotShareAPage() {
        Samples samples = new Samples();
        List<Event> events = new ArrayList<>();
        Event last = random(samples, 64);
        events.add(last);
        for (int i = 0; i < 30; i++) {
            Event next =
                    i % 3 == 0
                            ? samples.event()
                            : new Quoted().own(i + ":").part(last, 2, 60).in(samples.event());
            events.addFirst(next);
            last = i % 3 == 0 ? last : next;
        }
        done(Change.accept(events.reversed(), List.of()));
        assertThat(events(EventQuery.of(ProjectId.DEFAULT, 100))).isEqualTo(events);
        assertThat(store().event(Samples.OTHER, new EventId(last.id().value()))).isEmpty();
    }
}

package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.OTHER;
import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.arrived;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Events keep where they come from: how they arrived, or who had them made. */
public interface OriginContract extends StoreUnderTest {

    @Test
    default void anEventThatCameInIsReadBackWithHowItArrived() {
        Samples samples = new Samples();
        Event first = arrived(samples.event(), "src_1", "in_1");
        Arrived origin =
                new Arrived(
                        "src_1",
                        "in_1",
                        OptionalLong.of(first.sequence()),
                        true,
                        Payload.of(new byte[] {0, -1, 10, 13}));
        Event second = samples.given("order-1").from(origin);
        Event bare =
                samples.event()
                        .from(new Arrived("src_2", "", OptionalLong.empty(), false, Payload.EMPTY));
        List<Event> all = List.of(first, second, bare, samples.event());
        done(Change.accept(all, List.of()));
        reopen();
        List<Long> sequences = all.stream().map(Event::sequence).toList();
        assertThat(store().events(sequences, 1_000)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(store().heads(sequences))
                .containsExactlyInAnyOrderElementsOf(all.stream().map(EventHead::of).toList());
        for (Event event : all) {
            assertThat(store().event(event.sequence())).contains(event);
            assertThat(store().event(event.project(), event.id())).contains(event);
        }
        assertThat(store().events(EventQuery.of(ProjectId.DEFAULT, 10)).entries())
                .isEqualTo(all.reversed().stream().map(EventHead::of).toList());
    }

    @Test
    default void whatWasMadeHereSaysByWhomAndIsListedBySuch() {
        Samples samples = new Samples();
        Event published = samples.event().from(new Made("key", "key_1"));
        Event other = samples.event().from(new Made("key", "KEY_1"));
        Event told = samples.given("gen_1:completed").from(new Made("job", "gen_1:%[*"));
        Event alone = samples.event().from(new Made("server", ""));
        Event large =
                Samples.carrying(samples.event(), Payload.of(new byte[100_000]))
                        .from(new Made("key", "key_1"));
        Event came = arrived(samples.event(), "key:key_1", "");
        List<Event> all = List.of(published, other, told, alone, large, came, samples.event());
        done(Change.accept(all, List.of()));
        done(Change.accept(all, List.of()));
        reopen();
        for (Event event : all) {
            assertThat(store().event(event.sequence())).contains(event);
        }
        EventQuery query = EventQuery.of(ProjectId.DEFAULT, 2);
        assertThat(heads(query)).isEqualTo(newestFirst(all));
        assertThat(heads(query.madeBy("key:key_1")))
                .isEqualTo(newestFirst(List.of(published, large)));
        assertThat(heads(query.madeBy("key:*")))
                .isEqualTo(newestFirst(List.of(published, other, large)));
        assertThat(heads(query.madeBy("job:gen_1:%[*"))).isEqualTo(newestFirst(List.of(told)));
        assertThat(heads(query.madeBy("server:"))).isEqualTo(newestFirst(List.of(alone)));
        assertThat(heads(query.madeBy("key"))).isEmpty();
        Change changed = accept(alone.from(new Made("key", "key_1")));
        assertThatThrownBy(() -> store().commit(List.of(changed)))
                .isInstanceOf(StoreException.class);
    }

    @Test
    default void theLatestEventOfASubjectIsKnownBySource() {
        Samples samples = new Samples();
        Event early = about("a", samples, START.plusSeconds(1), "src_1");
        Event late = about("a", samples, START.plusSeconds(5), "src_1");
        Event other = about("b", samples, START.plusSeconds(9), "src_1");
        Event foreign = about("a", samples, START.plusSeconds(7), "src_2");
        Event published = about("a", samples, START.plusSeconds(8), "");
        done(Change.accept(List.of(late, early, other, foreign, published), List.of()));
        reopen();
        assertThat(store().latest("src_1", "a")).contains(START.plusSeconds(5));
        assertThat(store().latest("src_1", "b")).contains(START.plusSeconds(9));
        assertThat(store().latest("src_2", "a")).contains(START.plusSeconds(7));
        assertThat(store().latest("src_1", "c")).isEmpty();
        assertThat(store().latest("src_3", "a")).isEmpty();
    }

    private static Event about(String subject, Samples samples, Instant at, String source) {
        Event plain = samples.event();
        var event =
                new Event(
                        plain.sequence(),
                        plain.project(),
                        plain.id(),
                        plain.type(),
                        subject,
                        at,
                        plain.acceptedAt(),
                        plain.contentType(),
                        plain.payload());
        return source.isEmpty() ? event : arrived(event, source, "k" + plain.sequence());
    }

    @Test
    default void howItArrivedIsCountedAndForgottenWithTheEvent() {
        Samples samples = new Samples();
        Event event = arrived(samples.event(), "src_1", "in_1");
        int bytes = event.payload().size() + event.arrived().orElseThrow().arrival().size();
        done(accept(event));
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isEqualTo(bytes);
        assertThat(store().size(event.sequence())).hasValue(bytes);
        assertThat(store().size(event.project(), event.id())).hasValue(bytes);
        assertThat(store().events(List.of(event.sequence()), bytes - 1)).isEmpty();
        assertThat(store().events(List.of(event.sequence()), bytes)).containsExactly(event);
        assertThat(store().prune(START.plusSeconds(1), START, 10)).isEqualTo(1);
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isZero();
        assertThat(store().events(EventQuery.of(ProjectId.DEFAULT, 10).through("src_1")).entries())
                .isEmpty();
    }

    @Test
    default void whatCameInMayQuote() {
        Samples samples = new Samples();
        Event quoted = arrived(samples.event(), "src_1", "in_1");
        Quote all = new Quote(0, quoted.sequence(), 0, quoted.payload().size());
        Event quoting =
                arrived(samples.event().with(quoted.payload(), List.of(all)), "src_1", "in_1");
        done(accept(quoted));
        done(accept(quoting));
        assertThat(store().event(quoting.sequence())).contains(quoting);
        int arrivals = 2 * quoting.arrived().orElseThrow().arrival().size();
        assertThat(store().storedBytes(ProjectId.DEFAULT))
                .isEqualTo(quoted.payload().size() + arrivals);
    }

    @Test
    default void theSameThatCameInIsKeptOnceAndAnotherIsRefused() {
        Samples samples = new Samples();
        Event event = arrived(samples.event(), "src_1", "in_1");
        done(accept(event));
        done(accept(event));
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isEqualTo(event.bytes());
        Change other = accept(arrived(event, "src_2", "in_1"));
        assertThatThrownBy(() -> store().commit(List.of(other))).isInstanceOf(StoreException.class);
        assertThat(store().event(event.sequence())).contains(event);
    }

    @Test
    default void theEventsOfASourceAreListedByThemselves() {
        Samples samples = new Samples();
        List<Event> ours = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Event own = arrived(samples.event(ProjectId.DEFAULT, "a/b", START), "src_1", "k" + i);
            Event typed = arrived(samples.event(ProjectId.DEFAULT, "a/c", START), "src_1", "");
            done(
                    Change.accept(
                            List.of(
                                    own,
                                    arrived(samples.event(), "src_2", "k" + i),
                                    arrived(samples.event(OTHER, "a/b", START), "src_1", "k" + i),
                                    typed,
                                    samples.event()),
                            List.of()));
            ours.add(own);
            ours.add(typed);
        }
        EventQuery query = EventQuery.of(ProjectId.DEFAULT, 7).through("src_1");
        assertThat(heads(query)).isEqualTo(newestFirst(ours));
        assertThat(heads(ofType("a/b", "src_1")))
                .isEqualTo(newestFirst(ours.stream().filter(e -> e.type().equals("a/b")).toList()));
        assertThat(heads(EventQuery.of(ProjectId.DEFAULT, 7).through("src_3"))).isEmpty();
    }

    @Test
    default void whatWentToNobodyIsListedByItself() {
        Samples samples = new Samples();
        Event alone = arrived(samples.event(), "src_1", "a");
        Event carried = samples.event();
        Event ended = samples.event();
        Event repeat = samples.event();
        Arrived origin =
                new Arrived("src_1", "a", OptionalLong.of(alone.sequence()), false, Payload.EMPTY);
        Event other = samples.event(OTHER, "a/b", START);
        Event last = samples.event();
        done(Change.accept(List.of(alone), List.of()));
        done(accept(carried, samples.call(carried)));
        Call over = samples.call(ended);
        done(accept(ended, over));
        done(Change.cancel(over, START).orElseThrow());
        done(Change.accept(List.of(repeat.from(origin), other, last), List.of()));
        EventQuery all = EventQuery.of(ProjectId.DEFAULT, 1);
        assertThat(heads(all)).hasSize(5);
        assertThat(heads(all.onlyUnmatched())).isEqualTo(newestFirst(List.of(alone, last)));
        assertThat(heads(all.through("src_1").onlyUnmatched()))
                .isEqualTo(newestFirst(List.of(alone)));
    }

    private static EventQuery ofType(String type, String source) {
        return new EventQuery(
                        ProjectId.DEFAULT,
                        Optional.of(type),
                        Optional.empty(),
                        Optional.empty(),
                        Long.MAX_VALUE,
                        7)
                .through(source);
    }

    private static List<EventHead> newestFirst(List<Event> events) {
        return events.reversed().stream().map(EventHead::of).toList();
    }

    private List<EventHead> heads(EventQuery query) {
        List<EventHead> all = new ArrayList<>();
        OptionalLong next = OptionalLong.of(query.before());
        while (next.isPresent()) {
            Found<EventHead> page = store().events(query.page(next.getAsLong(), query.limit()));
            all.addAll(page.entries());
            next = page.searchedTo();
        }
        return all;
    }
}

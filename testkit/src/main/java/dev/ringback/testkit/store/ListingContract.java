package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.OTHER;
import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Lists show what was asked for, the newest first, and nothing of another project. */
public interface ListingContract extends StoreUnderTest {

    @Test
    default void eventsArePagedNewestFirst() {
        Samples samples = new Samples();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.addFirst(samples.event());
            done(accept(events.getFirst()));
        }
        EventQuery query = EventQuery.of(ProjectId.DEFAULT, 2);
        List<Event> read = new ArrayList<>();
        List<Event> page = events(query);
        while (!page.isEmpty()) {
            read.addAll(page);
            page = events(query.page(page.getLast().sequence(), 2));
        }
        assertThat(read).isEqualTo(events);
    }

    @Test
    default void callsArePagedNewestFirst() {
        Samples samples = new Samples();
        Event event = samples.event();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.addFirst(samples.call(event));
        }
        done(accept(event, calls.toArray(Call[]::new)));
        CallQuery query = CallQuery.of(ProjectId.DEFAULT, "delivery", 2);
        assertThat(store().calls(query).entries()).isEqualTo(calls.subList(0, 2));
        query = query.page(calls.get(1).id().value(), 2);
        assertThat(store().calls(query).entries()).isEqualTo(calls.subList(2, 4));
        query = query.page(calls.get(3).id().value(), 2);
        assertThat(store().calls(query).entries()).isEqualTo(calls.subList(4, 5));
        assertThat(count(query)).isEqualTo(1);
        assertThat(count(query.page(Long.MAX_VALUE, 2))).isEqualTo(5);
    }

    @Test
    default void aStarIsTheOnlySpecialCharacterOfAType() {
        Samples samples = new Samples();
        List<String> types =
                List.of("a.b", "a.b.c", "a_b", "axb", "a%b", "a?b", "a[b]", "a\\b", "A.B");
        for (String type : types) {
            done(accept(samples.event(ProjectId.DEFAULT, type, START)));
        }
        assertThat(types("*")).containsExactlyInAnyOrderElementsOf(types);
        assertThat(types("a.*")).containsExactlyInAnyOrder("a.b", "a.b.c");
        assertThat(types("*b")).contains("a.b", "a_b").doesNotContain("a.b.c", "A.B");
        assertThat(types("a_b")).containsExactly("a_b");
        assertThat(types("a%b")).containsExactly("a%b");
        assertThat(types("a?b")).containsExactly("a?b");
        assertThat(types("a[b]")).containsExactly("a[b]");
        assertThat(types("a\\b")).containsExactly("a\\b");
        assertThat(types("")).isEmpty();
    }

    @Test
    default void manyEventsAreReadAtOnce() {
        Samples samples = new Samples();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Event event = samples.event().with(Payload.of("x".repeat(10 + i)), List.of());
            events.add(event);
            done(accept(event));
        }
        long gone = events.getFirst().sequence() - 1;
        List<Long> wanted = new ArrayList<>(events.stream().map(Event::sequence).toList());
        wanted.add(gone);
        assertThat(store().events(wanted, 100)).containsExactlyInAnyOrderElementsOf(events);
        assertThat(store().events(wanted, 13))
                .containsExactlyInAnyOrderElementsOf(events.subList(0, 4));
        assertThat(store().events(List.of(), 100)).isEmpty();
        assertThat(store().events(List.of(gone), 100)).isEmpty();
    }

    @Test
    default void typesAreLeftOut() {
        Samples samples = new Samples();
        for (String type : List.of("own.a", "own.b", "owned", "b")) {
            done(accept(samples.event(ProjectId.DEFAULT, type, START)));
        }
        assertThat(types("*", Optional.of("own.*"))).containsExactlyInAnyOrder("owned", "b");
        assertThat(types("*b", Optional.of("own.*"))).containsExactly("b");
        assertThat(types("own.a", Optional.of("own.a"))).isEmpty();
    }

    private List<String> types(String glob) {
        return types(glob, Optional.empty());
    }

    private List<String> types(String glob, Optional<String> except) {
        EventQuery query =
                new EventQuery(
                        ProjectId.DEFAULT,
                        Optional.of(glob),
                        except,
                        Optional.empty(),
                        Optional.empty(),
                        Long.MAX_VALUE,
                        100);
        return events(query).stream().map(Event::type).toList();
    }

    @Test
    default void eventsAreChosenByTime() {
        Samples samples = new Samples();
        for (int i = 0; i < 5; i++) {
            done(accept(samples.event(ProjectId.DEFAULT, "a.b", START.plusMillis(i))));
        }
        assertThat(accepted(Optional.of(START.plusMillis(1)), Optional.of(START.plusMillis(3))))
                .containsExactly(START.plusMillis(2), START.plusMillis(1));
        assertThat(accepted(Optional.of(START.plusMillis(4)), Optional.empty())).hasSize(1);
        assertThat(accepted(Optional.empty(), Optional.of(START))).isEmpty();
    }

    @Test
    default void whatHasAnIdOfAnotherTimeIsFoundByItsOwn() {
        for (int millis = 0; millis < 3; millis++) {
            Instant at = START.plusMillis(millis);
            for (int seconds : Samples.STEPS) {
                Event event = Samples.told(at.plusSeconds(seconds), at);
                done(accept(event, Samples.told(event)));
            }
        }
        Instant wanted = START.plusMillis(1);
        Optional<Instant> from = Optional.of(wanted);
        Optional<Instant> to = Optional.of(START.plusMillis(2));
        CallQuery calls =
                new CallQuery(
                        ProjectId.DEFAULT,
                        Optional.of("delivery"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        from,
                        to,
                        Long.MAX_VALUE,
                        100);
        assertThat(accepted(from, to)).hasSize(Samples.STEPS.size()).containsOnly(wanted);
        assertThat(store().calls(calls).entries())
                .hasSize(Samples.STEPS.size())
                .allMatch(call -> call.createdAt().equals(wanted));
    }

    private List<Instant> accepted(Optional<Instant> from, Optional<Instant> to) {
        EventQuery query =
                new EventQuery(
                        ProjectId.DEFAULT, Optional.of("a.*"), from, to, Long.MAX_VALUE, 100);
        return events(query).stream().map(Event::acceptedAt).toList();
    }

    @Test
    default void callsAreChosenByEachFilterAndByAllTogether() {
        List<Call> calls = mixture();
        Call wanted = calls.get(5);
        String type = store().event(wanted.event()).orElseThrow().type();
        CallQuery all =
                new CallQuery(
                        ProjectId.DEFAULT,
                        Optional.of(wanted.kind()),
                        Optional.of(wanted.lane()),
                        Optional.of(wanted.state().name()),
                        Optional.of(wanted.event()),
                        Optional.of(type),
                        Optional.of(wanted.createdAt()),
                        Optional.of(wanted.createdAt().plusMillis(1)),
                        Long.MAX_VALUE,
                        1000);
        for (int mask = 0; mask < 128; mask++) {
            CallQuery query = part(all, mask);
            List<Call> expected = calls.stream().filter(accepting(query)).toList().reversed();
            assertThat(store().calls(query).entries()).as("%s", query).isEqualTo(expected);
            assertThat(count(query)).as("%s", query).isEqualTo(expected.size());
        }
    }

    /** Calls that differ in everything, and as many of another project. */
    private List<Call> mixture() {
        Samples samples = new Samples();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Instant at = START.plusMillis(i % 3);
            String type = (i & 1) == 0 ? "a.b" : "a.c";
            Event event = samples.event(ProjectId.DEFAULT, type, at);
            Event theirs = samples.event(OTHER, type, at);
            done(accept(theirs, samples.call(theirs)));
            LaneId lane = new LaneId((i & 2) == 0 ? "even" : "odd");
            Call call = samples.call(event, lane);
            Call second = samples.call(event, lane);
            done(accept(event, call, second));
            CallState state =
                    switch (i & 12) {
                        case 0 -> new CallState.Succeeded(START);
                        case 4 -> new CallState.Dead(START, "gone");
                        case 8 -> new CallState.Cancelled(START);
                        default -> new CallState.Waiting(START);
                    };
            done(attempted(call, state));
            calls.add(call.with(state, 1));
            calls.add(second);
        }
        return calls;
    }

    private static CallQuery part(CallQuery all, int mask) {
        return new CallQuery(
                all.project(),
                all.kind().filter(_ -> (mask & 1) != 0),
                all.lane().filter(_ -> (mask & 2) != 0),
                all.state().filter(_ -> (mask & 4) != 0),
                all.event().filter(_ -> (mask & 8) != 0),
                all.eventType().filter(_ -> (mask & 16) != 0),
                all.from().filter(_ -> (mask & 32) != 0),
                all.to().filter(_ -> (mask & 64) != 0),
                all.before(),
                all.limit());
    }

    private Predicate<Call> accepting(CallQuery query) {
        return call ->
                query.kind().map(call.kind()::equals).orElse(true)
                        && query.lane().map(call.lane()::equals).orElse(true)
                        && query.state().map(call.state().name()::equals).orElse(true)
                        && query.event().map(event -> event == call.event()).orElse(true)
                        && query.eventType().map(type -> type.equals(typeOf(call))).orElse(true)
                        && query.from().map(at -> !call.createdAt().isBefore(at)).orElse(true)
                        && query.to().map(call.createdAt()::isBefore).orElse(true);
    }

    private String typeOf(Call call) {
        return store().event(call.event()).orElseThrow().type();
    }

    @Test
    default void nothingRuns() {
        Samples samples = new Samples();
        Event event = samples.event();
        done(accept(event, samples.call(event)));
        CallQuery running =
                new CallQuery(
                        ProjectId.DEFAULT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(StateName.RUNNING),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Long.MAX_VALUE,
                        10);
        assertThat(store().calls(running).entries()).isEmpty();
        assertThat(count(running)).isZero();
    }

    @Test
    default void anotherProjectSeesNothing() {
        Samples samples = new Samples();
        Event event = samples.given("order-1");
        Event derived = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        done(accept(derived));
        assertThat(store().event(OTHER, event.id())).isEmpty();
        assertThat(store().event(OTHER, derived.id())).isEmpty();
        assertThat(events(EventQuery.of(OTHER, 10))).isEmpty();
        assertThat(store().call(OTHER, call.id())).isEmpty();
        assertThat(store().calls(CallQuery.of(OTHER, "delivery", 10)).entries()).isEmpty();
        assertThat(store().callsOf(OTHER, event.sequence(), 10)).isEmpty();
        assertThat(count(CallQuery.ofEvent(OTHER, event.sequence(), 10))).isZero();
    }
}

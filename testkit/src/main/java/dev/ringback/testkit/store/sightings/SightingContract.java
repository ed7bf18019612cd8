package dev.ringback.testkit.store.sightings;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.testkit.store.DocumentContract;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was seen is refused a second time, for a while. */
public interface SightingContract extends StoreUnderTest {

    /** More than are looked at in one transaction. */
    int MANY = 12_000;

    /** What is seen at the start with an event, for a minute. */
    static Sighting seen(String value, Event event) {
        return seen(value, event, START);
    }

    /** What is seen with an event, for a minute. */
    static Sighting seen(String value, Event event, Instant at) {
        return new Sighting(key(value), event.sequence(), at, at.plusSeconds(60));
    }

    /** Its key. */
    static SightingKey key(String value) {
        return Samples.key(value);
    }

    private static Change with(Event event, Sighting... sightings) {
        return accept(event).and(Change.seen(sightings));
    }

    private OptionalLong first(String value) {
        return store().seen(key(value), START);
    }

    private boolean isThere(Event event) {
        return store().event(event.sequence()).isPresent();
    }

    @Test
    default void theFirstIsFoundByItsKeyUntilItExpires() {
        Samples samples = new Samples();
        Event event = samples.event();
        done(with(event, seen("a", event)));
        done(with(samples.event(), seen("b", samples.event())));
        assertThat(first("a")).hasValue(event.sequence());
        assertThat(first("c")).isEmpty();
        assertThat(store().seen(key("a"), START.plusMillis(59_999))).isPresent();
        assertThat(store().seen(key("a"), START.plusSeconds(60))).isEmpty();
        reopen();
        assertThat(first("a")).hasValue(event.sequence());
        assertThat(stale(with(samples.event(), seen("a", samples.event())))).contains("before");
    }

    @Test
    default void aSecondOneUndoesTheWholeChange() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call).and(Change.seen(seen("a", event))));
        Event second = samples.event();
        stale(
                attempted(call, new CallState.Succeeded(START))
                        .and(accept(second, samples.call(second)))
                        .and(Change.put(DocumentContract.endpoint("ep_1")))
                        .and(Change.seen(seen("b", second), seen("a", second), seen("c", second))));
        assertThat(store().call(call.project(), call.id())).contains(call);
        assertThat(isThere(second)).isFalse();
        assertThat(store().documents("endpoint")).isEmpty();
        assertThat(first("a")).hasValue(event.sequence());
        assertThat(first("b")).isEmpty();
        assertThat(first("c")).isEmpty();
    }

    @Test
    default void whatElseIsStaleLeavesNothingSeen() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        done(attempted(call, new CallState.Cancelled(START)));
        done(Change.put(DocumentContract.endpoint("ep_1")));
        stale(
                attempted(call, new CallState.Succeeded(START))
                        .and(Change.seen(seen("a", samples.event()))));
        stale(
                Change.put(DocumentContract.endpoint("ep_1"))
                        .and(Change.seen(seen("a", samples.event()))));
        stale(
                Change.cancel(call, START)
                        .orElseThrow()
                        .and(Change.seen(seen("a", samples.event()))));
        assertThat(first("a")).isEmpty();
    }

    @Test
    default void theFirstOfAGroupWins() {
        Samples samples = new Samples();
        List<Change> group = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Event event = samples.event();
            group.add(with(event, seen("k" + i % 3, event)));
        }
        List<Committed> committed = store().commit(group);
        for (int i = 0; i < 9; i++) {
            Event event = group.get(i).events().getFirst();
            assertThat(committed.get(i).equals(Committed.Done.ALL)).isEqualTo(i < 3);
            assertThat(isThere(event)).isEqualTo(i < 3);
            if (i < 3) {
                assertThat(first("k" + i)).hasValue(event.sequence());
            }
        }
    }

    @Test
    default void manyInOneGroupAreJudgedEachForItself() {
        Samples samples = new Samples();
        Event first = samples.event();
        done(with(first, seen("taken", first), seen("old", first, START.minusSeconds(60))));
        List<Change> group = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Event event = samples.event();
            Call call = samples.call(event);
            done(accept(event, call));
            Event follows = samples.event();
            Change change =
                    switch (i % 4) {
                        case 0 -> with(follows, seen("k" + i, follows));
                        case 1 -> with(follows, seen("taken", follows));
                        case 2 -> with(follows, seen("k" + i, follows), seen("taken", follows));
                        default ->
                                attempted(call, new CallState.Succeeded(START))
                                        .and(with(follows, seen("k" + i, follows)));
                    };
            group.add(change);
        }
        Event late = samples.event();
        group.add(with(late, seen("old", late), seen("k0 again", late)));
        List<Committed> committed = store().commit(group);
        for (int i = 0; i < 12; i++) {
            boolean fits = i % 4 == 0 || i % 4 == 3;
            Event event = group.get(i).events().getFirst();
            assertThat(committed.get(i).equals(Committed.Done.ALL)).as("%d", i).isEqualTo(fits);
            assertThat(isThere(event)).as("event %d", i).isEqualTo(fits);
            assertThat(first("k" + i)).isEqualTo(fits ? only(event) : OptionalLong.empty());
        }
        assertThat(committed.getLast()).isEqualTo(Committed.Done.ALL);
        assertThat(first("old")).hasValue(late.sequence());
        assertThat(first("taken")).hasValue(first.sequence());
    }

    private static OptionalLong only(Event event) {
        return OptionalLong.of(event.sequence());
    }

    @Test
    default void whatHasExpiredIsReplacedAndNothingElseIs() {
        Samples samples = new Samples();
        Event first = samples.event();
        done(with(first, seen("a", first)));
        Event early = samples.event();
        stale(with(early, seen("a", early, START.plusMillis(59_999))));
        Event late = samples.event();
        done(with(late, seen("a", late, START.plusSeconds(60))));
        Event later = samples.event();
        stale(with(later, seen("a", later, START.plusSeconds(61))));
        assertThat(store().seen(key("a"), START.plusSeconds(61))).hasValue(late.sequence());
    }

    @Test
    default void aRepeatedChangeIsDoneAndBringsNothingBack() {
        Samples samples = new Samples();
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        Event other = samples.event();
        Event same = samples.event();
        done(accept(Samples.renamed(same, "same")));
        Event left = samples.given("same");
        List<Change> all =
                List.of(
                        with(other, seen("a", other)),
                        Change.seen(seen("b", samples.event())),
                        attempted(call, new CallState.Succeeded(START))
                                .and(Change.seen(seen("c", samples.event()))),
                        Change.put(DocumentContract.endpoint("ep_1"))
                                .and(Change.seen(seen("d", samples.event()))),
                        with(left, seen("e", left), seen("f", left))
                                .and(Change.put(DocumentContract.endpoint("ep_2"))));
        List<Committed> committed = store().commit(all);
        assertThat(committed.subList(0, 4)).containsOnly(Committed.Done.ALL);
        assertThat(committed.get(4)).isEqualTo(new Committed.Done(Set.of(left.sequence())));
        done(Change.delete(DocumentContract.endpoint("ep_1"), DocumentContract.endpoint("ep_2")));
        assertThat(store().commit(all)).isEqualTo(committed);
        assertThat(all.stream().map(each -> commit(each)).toList()).isEqualTo(committed);
        assertThat(store().documents("endpoint")).isEmpty();
        assertThat(store().attempts(call.id())).hasSize(1);
        stale(Change.seen(seen("b", samples.event())));
    }

    @Test
    default void aRepeatedChangeIsDoneThoughAnotherHasReplacedWhatItSaw() {
        Samples samples = new Samples();
        Event event = samples.event();
        Change change = with(event, seen("a", event));
        done(change);
        Event late = samples.event();
        done(with(late, seen("a", late, START.plusSeconds(60))));
        done(change);
        assertThat(store().seen(key("a"), START.plusSeconds(60))).hasValue(late.sequence());
    }

    @Test
    default void allThatHasExpiredGoesHoweverMuchThereIs() {
        Samples samples = new Samples();
        Event event = samples.event();
        Instant noon = START.plus(Duration.ofHours(1));
        Sighting[] all = new Sighting[MANY];
        for (int i = 0; i < MANY; i++) {
            all[i] = seen("k" + i, event, i % 2 == 0 ? START : noon);
        }
        done(with(event, all));
        assertThat(store().prune(START, START.plusSeconds(60), 10)).isZero();
        for (int i = 0; i < MANY; i += 51) {
            assertThat(first("k" + i).isPresent()).as("%d", i).isEqualTo(i % 2 == 1);
        }
        assertThat(store().prune(START, noon.plusSeconds(60), 10)).isZero();
        for (int i = 0; i < MANY; i += 51) {
            assertThat(first("k" + i)).as("%d", i).isEmpty();
        }
    }

    @Test
    default void whatWasSeenTakesNoBytesOfAProject() {
        Samples samples = new Samples();
        Event event = samples.event();
        done(accept(event));
        long before = store().storedBytes(ProjectId.DEFAULT);
        done(Change.seen(seen("a", event)));
        assertThat(store().storedBytes(ProjectId.DEFAULT)).isEqualTo(before);
    }
}

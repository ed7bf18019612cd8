package dev.ringback.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Lists of events and calls that are asked for at random, read to their end page by page.
 *
 * @param moments that they may begin and end at
 */
record RandomLists(
        Random random, List<ProjectId> projects, List<LaneId> lanes, List<Instant> moments) {

    private static final List<String> GLOBS =
            List.of("order.*", "*", "order.paid", "user.*", "x", "none.such", "stripe/*");

    /** Reads so many lists of all kinds from a store and from its model. */
    void compare(Store store, Store model, int number) {
        for (int i = 0; i < number; i++) {
            EventQuery events = eventQuery();
            assertThat(everyEvent(store, events))
                    .as("%s", events)
                    .isEqualTo(everyEvent(model, events));
            CallQuery calls = callQuery();
            assertThat(everyCall(store, calls)).as("%s", calls).isEqualTo(everyCall(model, calls));
            assertThat(number(store, calls)).as("%s", calls).isEqualTo(number(model, calls));
        }
    }

    private EventQuery eventQuery() {
        return new EventQuery(
                any(projects),
                maybe(GLOBS),
                maybe(GLOBS),
                maybe(RandomHistory.SOURCES),
                random.nextInt(6) == 0 ? Optional.of("key:k*") : Optional.empty(),
                maybe(moments),
                maybe(moments),
                random.nextInt(3) == 0,
                Long.MAX_VALUE,
                1 + random.nextInt(10));
    }

    private CallQuery callQuery() {
        return new CallQuery(
                any(projects),
                Optional.of(any(RandomHistory.KINDS)),
                maybe(lanes),
                maybe(List.of(StateName.values())),
                Optional.empty(),
                maybe(GLOBS),
                maybe(moments),
                maybe(moments),
                Long.MAX_VALUE,
                1 + random.nextInt(10));
    }

    private <T> Optional<T> maybe(List<T> all) {
        return random.nextInt(3) == 0 ? Optional.of(any(all)) : Optional.empty();
    }

    private static List<EventHead> everyEvent(Store store, EventQuery query) {
        List<EventHead> all = new ArrayList<>();
        OptionalLong next = OptionalLong.of(query.before());
        while (next.isPresent()) {
            Found<EventHead> page = store.events(query.page(next.getAsLong(), query.limit()));
            all.addAll(page.entries());
            next = page.searchedTo();
        }
        return all;
    }

    private static List<Call> everyCall(Store store, CallQuery query) {
        List<Call> all = new ArrayList<>();
        OptionalLong next = OptionalLong.of(query.before());
        while (next.isPresent()) {
            Found<Call> page = store.calls(query.page(next.getAsLong(), query.limit()));
            all.addAll(page.entries());
            next = page.searchedTo();
        }
        return all;
    }

    private static long number(Store store, CallQuery query) {
        long number = 0;
        OptionalLong next = OptionalLong.of(query.before());
        while (next.isPresent()) {
            Found<Long> piece = store.count(query.page(next.getAsLong(), 1));
            number += piece.entries().getFirst();
            next = piece.searchedTo();
        }
        return number;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}

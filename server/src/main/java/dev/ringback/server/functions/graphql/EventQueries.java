package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.events.FunctionTypes;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.functions.events.SentNames;
import dev.ringback.server.functions.graphql.EventTypes.Shown;
import dev.ringback.server.functions.wire.EventPages;
import dev.ringback.server.functions.wire.KnownEvents;
import graphql.schema.DataFetchingEnvironment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Finds the events that are asked for.
 *
 * @param store the disk
 * @param known finds one by its ids
 */
record EventQueries(Store store, KnownEvents known) {

    Optional<Event> find(DataFetchingEnvironment asked, String id) {
        return known.find(GraphArguments.project(asked), id)
                .filter(event -> !InternalEvents.is(event.type()));
    }

    GraphPage<Shown> page(DataFetchingEnvironment asked) {
        GraphArguments given = GraphArguments.of(asked);
        GraphArguments filter = given.object("filter");
        List<String> names = filter.list("eventNames", String.class);
        if (names.size() > 1) {
            throw new GraphProblem("filter.eventNames: may name one event at most");
        }
        names.stream()
                .flatMap(name -> SentNames.problemWithSought(name).stream())
                .findFirst()
                .ifPresent(why -> {
                    throw new GraphProblem("filter.eventNames: " + why);
                });
        long before = GraphPage.before(given);
        EventPages.Page page =
                new EventPages(store)
                        .read(
                                new EventQuery(
                                        GraphArguments.project(asked),
                                        names.stream().findFirst(),
                                        Optional.of(InternalEvents.ALL),
                                        filter.find("from", Instant.class),
                                        filter.find("until", Instant.class),
                                        before,
                                        GraphPage.limit(given)));
        boolean all = filter.find("includeInternalEvents", Boolean.class).orElse(false);
        return new GraphPage<>(
                page.events().stream()
                        .filter(event -> all || !FunctionTypes.is(event.type()))
                        .map(event -> new GraphPage.Entry<>(Shown.of(event), event.sequence()))
                        .toList(),
                before < Long.MAX_VALUE,
                page.next());
    }
}

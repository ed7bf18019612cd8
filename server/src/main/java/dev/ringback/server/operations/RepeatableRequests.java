package dev.ringback.server.operations;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.events.FanOut;
import dev.ringback.server.receiving.Remaking;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Requests that came in by sources, as replays make events of them anew.
 *
 * @param remaking makes them
 * @param crowded whether so much of a project is still being fanned out that no more may come
 */
public record RepeatableRequests(Remaking remaking, Predicate<ProjectId> crowded) {

    /** Events of a piece when they are counted. */
    private static final int COUNTED = 500;

    /** A page of the events that a selection means, with smaller sequences than one. */
    static Found<EventHead> page(
            Store store, ProjectId project, ReplaySelection.Requests selection, long before) {
        return page(store, project, selection, before, RemakingStep.PAGE);
    }

    /** How many there are, counted piece by piece. */
    public long count(Store store, ProjectId project, ReplaySelection.Requests selection) {
        if (!selection.ids().isEmpty()) {
            return new StoredEvents(store)
                    .count(
                            project,
                            selection.ids(),
                            event -> Remaking.request(selection.source(), event).isPresent());
        }
        return Found.total(
                Long.MAX_VALUE, next -> page(store, project, selection, next, COUNTED), List::size);
    }

    private static Found<EventHead> page(
            Store store,
            ProjectId project,
            ReplaySelection.Requests selection,
            long before,
            int limit) {
        EventQuery query =
                new EventQuery(
                        project,
                        selection.eventType(),
                        Optional.empty(),
                        Optional.of(selection.source()),
                        selection.from(),
                        selection.to(),
                        before,
                        limit);
        Found<EventHead> page =
                selection.unmatched()
                        ? new UnmatchedEvents(store).page(query)
                        : store.events(query);
        List<EventHead> cameIn =
                page.entries().stream().filter(RepeatableRequests::isFirst).toList();
        return new Found<>(cameIn, page.searchedTo());
    }

    /** Whether it came in and was not made later, and repeats none. */
    private static boolean isFirst(EventHead event) {
        return event.id().equals(EventId.of(event.sequence()))
                && event.arrived().filter(from -> from.duplicateOf().isEmpty()).isPresent();
    }

    /** Whether a change is one too many of those that are still to be fanned out. */
    boolean isCrowded(Change change, ProjectId project) {
        return change.puts().stream().anyMatch(put -> put.kind().equals(FanOut.KIND))
                && crowded.test(project);
    }
}

package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.server.events.FanOut;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.functions.events.EventAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes events: all of a request, with what they start and who gets them, in one commit. One whose
 * id is known is not kept again, and starts nothing; it is answered with the id of the first.
 *
 * @param publisher says who gets an event
 * @param crowded whether a project has too much that is still being fanned out
 * @param commits gets them to disk
 * @param known finds the first of each id
 */
record EventTaking(
        Publisher publisher, Predicate<ProjectId> crowded, Commits commits, KnownEvents known) {

    private static final int TRIES = 5;

    EventAnswer take(ProjectId project, List<Event> events) {
        Map<EventId, Event> first = new LinkedHashMap<>();
        events.forEach(each -> first.putIfAbsent(each.id(), each));
        if (first.isEmpty()) {
            return EventAnswer.taken(List.of());
        }
        List<Event> once = List.copyOf(first.values());
        Committed result = new Committed.Stale("nothing was tried");
        for (int i = 0; i < TRIES && result instanceof Committed.Stale; i++) {
            Change change = publisher.publish(once);
            if (isCrowded(change, project)) {
                return EventReply.notTaken(new Committed.Overloaded());
            }
            result = commits.commit(change);
        }
        if (result instanceof Committed.Done(Set<Long> duplicates)) {
            Map<EventId, String> ids = known.internalIds(once, duplicates);
            return EventAnswer.taken(
                    events.stream().map(each -> ids.getOrDefault(each.id(), "")).toList());
        }
        return EventReply.notTaken(result);
    }

    private boolean isCrowded(Change change, ProjectId project) {
        return change.puts().stream().anyMatch(put -> put.kind().equals(FanOut.KIND))
                && crowded.test(project);
    }
}

package dev.ringback.server.api.events;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a producer is told of an event that was taken.
 *
 * @param id of the event
 * @param duplicate whether it was taken before
 * @param endpoints to how many it goes; empty where that takes longer to find out, or was said
 *     before
 */
record Acceptance(EventId id, boolean duplicate, Optional<Integer> endpoints) {

    static Acceptance of(Event event, boolean duplicate, Change change) {
        return duplicate
                ? again(event)
                : new Acceptance(
                        event.id(),
                        false,
                        Optional.of(change.calls().size()).filter(_ -> change.puts().isEmpty()));
    }

    /** Of one that was taken before. */
    static Acceptance again(Event event) {
        return new Acceptance(event.id(), true, Optional.empty());
    }

    /** Of many: one that stands there twice is a duplicate of itself. */
    static List<Acceptance> of(List<Event> all, Set<EventId> known, Change change) {
        Map<Long, Integer> calls = new HashMap<>();
        for (Call call : change.calls()) {
            calls.merge(call.event(), 1, Integer::sum);
        }
        boolean whole = change.puts().isEmpty();
        Set<EventId> seen = new HashSet<>(known);
        List<Acceptance> accepted = new ArrayList<>(all.size());
        for (Event event : all) {
            Optional<Integer> count =
                    Optional.of(calls.getOrDefault(event.sequence(), 0)).filter(_ -> whole);
            accepted.add(
                    seen.add(event.id()) ? new Acceptance(event.id(), false, count) : again(event));
        }
        return accepted;
    }

    static HttpResponse.Whole answer(List<Acceptance> accepted, boolean many) {
        StringBuilder json = new StringBuilder(64 * accepted.size());
        json.append(many ? "{\"events\":[" : "");
        for (int i = 0; i < accepted.size(); i++) {
            json.append(i == 0 ? "" : ",");
            accepted.get(i).write(json);
        }
        json.append(many ? "]}" : "");
        return HttpResponse.json(202, Payload.of(json.toString()));
    }

    /** Written by hand: ids need no escaping, and this is the path that has to be fast. */
    private void write(StringBuilder json) {
        json.append("{\"id\":\"").append(id.value()).append('"');
        endpoints.ifPresent(count -> json.append(",\"endpoints\":").append(count));
        json.append(duplicate ? ",\"duplicate\":true}" : "}");
    }
}

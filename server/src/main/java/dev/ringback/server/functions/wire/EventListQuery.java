package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.json.Moments;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.functions.events.SentNames;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody asks of a list of events.
 *
 * @param name of the events; all when there is none
 * @param after they were received at that time or later
 * @param until they were received before that
 * @param cursor the id of an event after which the list goes on, to older ones
 * @param limit the most of them
 */
record EventListQuery(
        Optional<String> name,
        Optional<Instant> after,
        Optional<Instant> until,
        Optional<String> cursor,
        int limit) {

    private static final int USUAL = 20;
    private static final int MOST = 100;

    /** What became of a query. */
    sealed interface Read {

        record Good(EventListQuery query) implements Read {}

        record Bad(String why) implements Read {}
    }

    static Read of(HttpRequest request) {
        Optional<String> name = given(request, "name");
        Optional<String> problem = name.flatMap(SentNames::problemWithSought);
        if (problem.isPresent()) {
            return new Read.Bad("name: " + problem.get());
        }
        int limit = given(request, "limit").map(EventListQuery::number).orElse(USUAL);
        if (limit < 1 || limit > MOST) {
            return new Read.Bad("limit must be a number from 1 to " + MOST);
        }
        for (String field : new String[] {"received_after", "received_before"}) {
            Optional<String> text = given(request, field);
            if (text.isPresent() && text.flatMap(Moments::parse).isEmpty()) {
                return new Read.Bad(field + " " + Moments.EXPECTED);
            }
        }
        return new Read.Good(
                new EventListQuery(
                        name,
                        given(request, "received_after").flatMap(Moments::parse),
                        given(request, "received_before").flatMap(Moments::parse),
                        given(request, "cursor"),
                        limit));
    }

    private static Optional<String> given(HttpRequest request, String field) {
        return request.query(field).filter(text -> !text.isEmpty());
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }

    /** The same as a question to the store. */
    EventQuery of(ProjectId project, long before) {
        return new EventQuery(
                project, name, Optional.of(InternalEvents.ALL), after, until, before, limit);
    }
}

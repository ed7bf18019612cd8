package dev.ringback.server.api.events;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Problem;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.Omitted;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.filters.Filter;
import dev.ringback.server.filters.FilterFault;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.filters.Verdict;
import java.util.List;
import java.util.Optional;

/** The route on which a filter is tried before an endpoint has it. */
public final class FilterRoutes {

    private static final String PATH = "/api/v1/filters/try";
    private static final String TRIED = "tried";

    /** The event, the filter, and what stands around them. */
    private static final int BODY = ApiLimits.EVENT_DATA + 64 * 1024;

    private final Surface surface;
    private final Filters filters;
    private final Clock time;

    public FilterRoutes(Surface surface, Filters filters, Clock time) {
        this.surface = surface;
        this.filters = filters;
        this.time = time;
    }

    public List<Route> routes() {
        return List.of(surface.question(PATH, Scope.READ, BODY, this::tried));
    }

    /**
     * What a filter says.
     *
     * @param outcome the verdict's word
     * @param error why it came to no answer
     */
    private record Tried(boolean matches, String outcome, @Omitted Optional<Trouble> error) {

        static Tried of(Verdict verdict) {
            return new Tried(
                    verdict instanceof Verdict.Matches,
                    verdict.word(),
                    verdict.why().map(Trouble::of));
        }
    }

    private record Trouble(String message, int line, int column) {

        static Trouble of(FilterFault fault) {
            return new Trouble(
                    fault.toString(), fault.position().line(), fault.position().column());
        }
    }

    private HttpResponse tried(HttpRequest request, Caller caller) {
        return switch (JsonFields.parse(request.body())) {
            case JsonFields.Parsed.Malformed(String detail) ->
                    Problem.invalidJson(detail).toResponse();
            case JsonFields.Parsed.Fields(JsonFields fields) -> tried(fields, caller.project());
        };
    }

    private HttpResponse tried(JsonFields fields, ProjectId project) {
        Optional<String> filter =
                RequestBodies.text(fields, "filter", Filter.MAX_LENGTH, Filter::problemWith);
        if (!fields.isGiven("filter")) {
            fields.problem("filter", "is required");
        }
        Optional<Payload> event = fields.raw("event");
        if (event.isEmpty() || fields.isNull("event")) {
            fields.problem("event", "is required");
        }
        fields.rejectUnknown();
        Optional<Problem> problem = Problem.with(fields);
        if (problem.isPresent() || filter.isEmpty() || event.isEmpty()) {
            return problem.map(Problem::toResponse).orElseThrow();
        }
        return switch (EventReader.read(event.get(), "event")) {
            case EventSubmission.Malformed(Problem wrong) -> wrong.toResponse();
            case EventSubmission.One(EventDraft one) -> tried(filter.get(), event(one, project));
            case EventSubmission.Many _ -> throw new IllegalStateException("one event became many");
        };
    }

    private HttpResponse tried(String filter, Event event) {
        if (!filters.on()) {
            return Problems.of(409, "filters_off", "filters are off on this server");
        }
        return filters.tryOut(filter, event)
                .map(verdict -> HttpResponse.of(200, Tried.of(verdict)))
                .orElseGet(FilterRoutes::busy);
    }

    private static HttpResponse.Whole busy() {
        return Problems.later(
                Problems.of(503, "overloaded", "too many filters of this project wait; try again"));
    }

    private Event event(EventDraft submitted, ProjectId project) {
        return submitted.event(1, new EventId(submitted.id().orElse(TRIED)), project, time.now());
    }
}

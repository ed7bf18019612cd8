package dev.ringback.server.operations;

import dev.ringback.kernel.model.Event;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.FunctionEnvelope;
import dev.ringback.server.filters.Evaluation;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.filters.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of which endpoints the filters came to no answer about an event. Nothing of it is kept: the
 * filters, as they are now, are asked once more, and what they say follows from the event alone.
 */
public final class FilterTroubles {

    /** Troubles that are shown at most. */
    private static final int MOST = 100;

    private final Endpoints endpoints;
    private final Filters filters;

    public FilterTroubles(Endpoints endpoints, Filters filters) {
        this.endpoints = endpoints;
        this.filters = filters;
    }

    /**
     * What is shown.
     *
     * @param state {@code asked}, {@code held} while filters are off, {@code busy} when there was
     *     no turn
     * @param complete whether all filters were asked and all troubles are shown
     */
    public record View(String state, boolean complete, List<Trouble> troubles) {}

    /**
     * One that came to no answer.
     *
     * @param outcome {@code failed} or {@code ran_out}
     * @param reason with its place
     */
    record Trouble(String endpointId, String outcome, String reason) {}

    /** Empty when no endpoint that wants the event's type has a filter. */
    public Optional<View> of(Event event) {
        List<Endpoint> filtered = endpoints.filtered(event);
        if (filtered.isEmpty()) {
            return Optional.empty();
        }
        if (!filters.on()) {
            return Optional.of(new View("held", false, List.of()));
        }
        return filters.tryOut(event.project(), evaluation -> asked(event, filtered, evaluation))
                .or(() -> Optional.of(new View("busy", false, List.of())));
    }

    private static View asked(Event event, List<Endpoint> filtered, Evaluation evaluation) {
        List<Trouble> troubles = new ArrayList<>();
        evaluation.about(FunctionEnvelope.opened(event));
        int at = 0;
        while (at < filtered.size() && troubles.size() < MOST && evaluation.mayGoOn()) {
            Endpoint endpoint = filtered.get(at);
            trouble(endpoint, evaluation.verdict(endpoint.filter())).ifPresent(troubles::add);
            at++;
        }
        return new View("asked", at == filtered.size(), troubles);
    }

    private static Optional<Trouble> trouble(Endpoint endpoint, Verdict verdict) {
        return verdict.why()
                .map(fault -> new Trouble(endpoint.id(), verdict.word(), fault.toString()));
    }
}

package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.FieldError;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.QueryFields;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.events.Router;
import dev.ringback.server.operations.DeadCauses;
import dev.ringback.server.operations.Deliveries;
import java.util.List;
import java.util.Optional;

/** The route that counts dead deliveries by what they died of. */
public record CauseRoute(Surface surface, Store store, Deliveries deliveries) {

    /** It as a route. */
    public Route route() {
        return surface.list("/api/v1/deliveries/causes", Scope.READ, this::list);
    }

    /**
     * Those that died of one cause at one receiver.
     *
     * @param endpoint which; null where jobs named it
     * @param newest of them
     */
    private record View(String cause, Optional<String> endpoint, long count, DeliveryView newest) {}

    private HttpResponse list(HttpRequest request, Caller caller) {
        var fields = new QueryFields(request);
        var query =
                new CallQuery(
                        caller.project(),
                        Optional.of(Router.DELIVERY),
                        fields.lane("endpoint", caller.project()),
                        Optional.of(StateName.DEAD),
                        Optional.empty(),
                        fields.glob("event_type"),
                        fields.moment("from"),
                        fields.moment("to"),
                        fields.before(),
                        1);
        List<FieldError> faults = fields.faults();
        return faults.isEmpty()
                ? Page.of(new DeadCauses(store).groups(query), Integer.MAX_VALUE, this::view)
                        .answer(request)
                : Problems.badRequest(faults);
    }

    private View view(DeadCauses.Group group) {
        return new View(
                group.cause(),
                Optional.of(group.lane())
                        .filter(lane -> !DirectWebhook.isLane(lane))
                        .map(LaneId::value),
                group.count(),
                DeliveryView.of(deliveries.shown(group.newest())));
    }
}

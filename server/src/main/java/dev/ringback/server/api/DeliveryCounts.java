package dev.ringback.server.api;

import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.StateName;
import dev.ringback.kernel.Store;
import dev.ringback.server.endpoints.Endpoint;
import java.util.Optional;

/** How many deliveries are in which state; those that run count as waiting, as they do on disk. */
record DeliveryCounts(long waiting, long succeeded, long dead, long cancelled) {

    /** Those of an event. */
    static DeliveryCounts of(Store store, Event event) {
        return of(store, event.project(), Optional.empty(), Optional.of(event.sequence()));
    }

    /** Those to an endpoint. */
    static DeliveryCounts of(Store store, Endpoint endpoint) {
        return of(store, endpoint.project(), Optional.of(endpoint.lane()), Optional.empty());
    }

    private static DeliveryCounts of(
            Store store, ProjectId project, Optional<LaneId> lane, Optional<Long> event) {
        return new DeliveryCounts(
                store.count(in(StateName.WAITING, project, lane, event)),
                store.count(in(StateName.SUCCEEDED, project, lane, event)),
                store.count(in(StateName.DEAD, project, lane, event)),
                store.count(in(StateName.CANCELLED, project, lane, event)));
    }

    private static CallQuery in(
            StateName state, ProjectId project, Optional<LaneId> lane, Optional<Long> event) {
        return new CallQuery(
                project,
                Optional.of(DeliveryRoutes.KIND),
                lane,
                Optional.of(state),
                event,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                1);
    }
}

package dev.ringback.server.api;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.Store;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a replay looks up, as the endpoints are at the moment. A webhook that a job named is not
 * looked up: where it is no longer kept, its delivery ends and says so.
 */
record LiveWorld(Endpoints endpoints, Publisher publisher, Store store)
        implements ReplayStep.World {

    private static final int PAGE = 1_000;

    @Override
    public boolean exists(Replay replay, LaneId lane) {
        return endpoints.find(replay.project(), lane.value()).isPresent()
                || DirectWebhook.isLane(lane, replay.project());
    }

    @Override
    public Change routed(Event event) {
        return publisher.publish(List.of(event));
    }

    @Override
    public List<Call> deliveries(Replay replay, long event) {
        List<Call> all = new ArrayList<>();
        List<Call> page = page(replay, event, Long.MAX_VALUE);
        all.addAll(page);
        while (page.size() == PAGE) {
            page = page(replay, event, page.getLast().id().value());
            all.addAll(page);
        }
        return all;
    }

    private List<Call> page(Replay replay, long event, long before) {
        return store.calls(
                new CallQuery(
                        replay.project(),
                        Optional.of(DeliveryRoutes.KIND),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(event),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        before,
                        PAGE));
    }
}

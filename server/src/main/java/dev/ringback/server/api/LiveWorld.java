package dev.ringback.server.api;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.LaneId;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Publisher;
import java.util.List;

/**
 * What a replay looks up, as the endpoints are at the moment. A webhook that a job named is not
 * looked up: where it is no longer kept, its delivery ends and says so.
 */
record LiveWorld(Endpoints endpoints, Publisher publisher) implements ReplayStep.World {

    @Override
    public boolean exists(Replay replay, LaneId lane) {
        return endpoints.find(replay.project(), lane.value()).isPresent()
                || DirectWebhook.isLane(lane, replay.project());
    }

    @Override
    public Change routed(Event event) {
        return publisher.publish(List.of(event));
    }
}

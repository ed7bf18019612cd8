package dev.ringback.server.api;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.LaneId;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Publisher;
import java.util.List;

/** What a replay looks up, as the endpoints are at the moment. */
record LiveWorld(Endpoints endpoints, Publisher publisher) implements ReplayStep.World {

    @Override
    public boolean exists(Replay replay, LaneId lane) {
        return endpoints.find(replay.project(), lane.value()).isPresent();
    }

    @Override
    public Change routed(Event event) {
        return publisher.publish(List.of(event));
    }
}

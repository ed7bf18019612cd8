package dev.ringback.server.operations;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Router;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks up endpoints and deliveries for a replay, as they are at the moment. A webhook that a job
 * named is not looked up: where it is no longer kept, its delivery ends and says so.
 */
public record LiveWorld(Endpoints endpoints, Router router, Store store, ByteBudget budget)
        implements ReplayStep.World {

    @Override
    public boolean exists(Replay replay, LaneId lane) {
        return endpoints.find(replay.project(), lane.value()).isPresent()
                || DirectWebhook.isLane(lane, replay.project());
    }

    @Override
    public Optional<Endpoint> endpoint(Replay replay, LaneId lane) {
        return endpoints.find(replay.project(), lane.value());
    }

    @Override
    public boolean takes(LaneId lane, String type) {
        return endpoints.takes(lane, type);
    }

    @Override
    public boolean lets(Endpoint endpoint, Event event) {
        return router.lets(endpoint.filter(), event);
    }

    /** {@inheritDoc} Whoever waits for filters to be on waits already, or gets nothing of it. */
    @Override
    public Router.Page recipients(Event event, String after) {
        Router.Page page = router.page(event, after);
        return new Router.Page(
                page.lanes().stream().filter(lane -> isRepeated(kind(lane))).toList(), page.next());
    }

    /** Runs that wait see an event when it comes, and not once more. */
    private static boolean isRepeated(String kind) {
        return kind.equals(Router.DELIVERY) || kind.equals(Router.START);
    }

    @Override
    public String kind(LaneId lane) {
        return router.kind(lane);
    }

    @Override
    public OptionalLong series(LaneId lane, String subject) {
        return router.series(lane, subject);
    }

    @Override
    public List<Call> deliveries(Replay replay, Collection<Long> events) {
        return store.callsOf(replay.project(), events).stream()
                .filter(call -> isRepeated(call.kind()))
                .toList();
    }

    @Override
    public boolean isSame(Replay replay, String other) {
        return store.document(ReplayDocuments.KIND, replay.project(), other)
                .map(ReplayDocuments::read)
                .filter(found -> found.selection().equals(replay.selection()))
                .isPresent();
    }

    @Override
    public Share room(Replay replay, long bytes) {
        return budget.of(replay.project()).inTurn(bytes);
    }
}

package dev.ringback.server.operations;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Router;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/**
 * Makes one new delivery of one old one, to its receiver or to another endpoint.
 *
 * @param series of which series of a receiver's deliveries one about a subject is
 */
public record Resending(
        Store store,
        Endpoints endpoints,
        BiFunction<LaneId, String, OptionalLong> series,
        Clock time,
        Ids ids) {

    /** What comes of it. */
    public sealed interface Again {

        /** A delivery that is to be committed. */
        record Made(Call call) implements Again {}

        /** There can be none. */
        record Impossible(String why) implements Again {}
    }

    /** The delivery of the same to a receiver. */
    public Again again(Call old, LaneId receiver) {
        Optional<EventHead> event = store.heads(List.of(old.event())).stream().findFirst();
        if (event.isEmpty()) {
            return new Again.Impossible("its event is no longer kept");
        }
        if (!DirectWebhook.isLane(receiver) && endpoints.find(receiver).isEmpty()) {
            return new Again.Impossible("its endpoint is gone; name another one in endpoint");
        }
        if (old.lane().equals(receiver) && old.state().name() == StateName.WAITING) {
            return new Again.Impossible("it still waits; POST to its /retry makes it due now");
        }
        Call made =
                Call.of(
                        new CallId(ids.next()),
                        old.project(),
                        Router.DELIVERY,
                        receiver,
                        old.event(),
                        time.now());
        return new Again.Made(made.in(series.apply(receiver, event.get().subject())));
    }
}

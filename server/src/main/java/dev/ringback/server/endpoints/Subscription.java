package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.protocol.EventTypeGlob;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.NamedTypes;
import dev.ringback.server.events.Recipient;
import java.util.List;

/**
 * An endpoint with what routing needs of it, worked out once per revision.
 *
 * @param endpoint the endpoint
 * @param lane of its calls
 * @param globs its event types
 * @param policy how its calls may run
 */
record Subscription(Endpoint endpoint, LaneId lane, List<EventTypeGlob> globs, LanePolicy policy)
        implements Recipient {

    static Subscription of(Endpoint endpoint) {
        return new Subscription(
                endpoint,
                endpoint.lane(),
                endpoint.eventTypes().stream().map(EventTypeGlob::new).toList(),
                policy(endpoint));
    }

    @Override
    public String id() {
        return endpoint.id();
    }

    @Override
    public String filter() {
        return endpoint.filter();
    }

    @Override
    public boolean skipsSuperseded() {
        return endpoint.pace().skipSuperseded();
    }

    boolean wants(String type) {
        return endpoint.takesEvents() && takes(type);
    }

    /** Whether it wants a type unless it is disabled. */
    boolean takes(String type) {
        if (InternalEvents.is(type)) {
            return false;
        }
        boolean named = NamedTypes.is(type);
        for (EventTypeGlob glob : globs) {
            if (named ? NamedTypes.isNamed(type, glob) : glob.matches(type)) {
                return true;
            }
        }
        return false;
    }

    private static LanePolicy policy(Endpoint endpoint) {
        boolean halted =
                switch (endpoint.state()) {
                    case EndpointState.Enabled _ -> false;
                    case EndpointState.Paused _, EndpointState.Disabled _ -> true;
                };
        return new LanePolicy(
                endpoint.pace().maxInFlight(),
                endpoint.pace().ratePerSecond(),
                endpoint.pace().ordering(),
                halted,
                BreakerPolicy.DEFAULT);
    }
}

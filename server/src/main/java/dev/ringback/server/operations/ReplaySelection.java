package dev.ringback.server.operations;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.functions.runs.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The selection of a replay: which events, deliveries or runs of functions it makes again. */
public sealed interface ReplaySelection {

    /**
     * Deliveries that are finished; each is made again, to the same receiver or to another.
     *
     * @param endpoint those to this one, or to webhooks of this host that jobs named
     * @param state dead, succeeded or cancelled
     * @param eventType glob
     * @param from made at or after
     * @param to made before
     * @param cause the dead that died of this one, see {@link DeadCauses}
     * @param receiver the endpoint that gets them; empty for those that they went to
     */
    record Deliveries(
            Optional<LaneId> endpoint,
            StateName state,
            Optional<String> eventType,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> cause,
            Optional<LaneId> receiver)
            implements ReplaySelection {

        public Deliveries {
            if (state == StateName.WAITING || state == StateName.RUNNING) {
                throw new IllegalArgumentException("not a finished state: " + state);
            }
        }
    }

    /**
     * Events, whether they were ever delivered or not; each is routed afresh.
     *
     * @param ids which, in the order in which they are replayed
     * @param endpoint to this one only, or to the webhooks of this host that their jobs named;
     *     empty for all endpoints that match now
     */
    record Events(List<String> ids, Optional<LaneId> endpoint) implements ReplaySelection {

        public Events {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Events that went to nobody; each is routed afresh.
     *
     * @param eventType glob
     * @param from accepted at or after
     * @param to accepted before
     * @param receiver the endpoint that gets them; empty for all endpoints that match now
     */
    record Unmatched(
            Optional<String> eventType,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<LaneId> receiver)
            implements ReplaySelection {}

    /**
     * Events that an endpoint missed, see {@link MissedEvents}: while it was disabled, say, or did
     * not exist.
     *
     * @param endpoint that gets them
     * @param since accepted at or after
     */
    record Missed(LaneId endpoint, Instant since) implements ReplaySelection {}

    /**
     * Requests that came in by a source; the events of each are made anew.
     *
     * @param source whose
     * @param version of its transform, which makes them
     * @param ids events that stand for the requests, in the order in which they are replayed; empty
     *     for all that the rest selects
     * @param unmatched only those that went to nobody
     * @param eventType glob over the types as which they came in
     * @param from accepted at or after
     * @param to accepted before
     */
    record Requests(
            String source,
            int version,
            List<String> ids,
            boolean unmatched,
            Optional<String> eventType,
            Optional<Instant> from,
            Optional<Instant> to)
            implements ReplaySelection {

        public Requests {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Runs of functions that have ended; each is made again, with all of its events.
     *
     * @param function runs of this one: the app's name and the function's id, joined by a hyphen
     * @param status failed, completed or cancelled
     * @param from begun at or after
     * @param to begun before
     */
    record Runs(
            Optional<String> function,
            RunState.Status status,
            Optional<Instant> from,
            Optional<Instant> to)
            implements ReplaySelection {

        public Runs {
            if (!status.isEnd()) {
                throw new IllegalArgumentException("no end of a run: " + status);
            }
        }
    }
}

package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides what an attempt means for the health of its endpoint, as a pure function. */
final class EndpointHealth {

    /** Who fails for so long, with no success between, gets nothing more. */
    static final Duration PATIENCE = Duration.ofDays(5);

    /** The answer by which a receiver says: never again (Standard Webhooks 1.0.0). */
    private static final int GONE = 410;

    private EndpointHealth() {}

    /** The endpoint's next revision; empty when nothing changes, as it mostly does not. */
    static Optional<Endpoint> after(Endpoint endpoint, Reply reply, Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Success _ ->
                    endpoint.failingSince().isPresent()
                            ? Optional.of(endpoint.recovered())
                            : Optional.empty();
            case Outcome.Retry _, Outcome.Refused _ -> afterFailure(endpoint, reply, now);
        };
    }

    private static Optional<Endpoint> afterFailure(Endpoint endpoint, Reply reply, Instant now) {
        Optional<String> reason = reasonToDisable(endpoint, reply, now);
        if (endpoint.takesEvents() && reason.isPresent()) {
            return Optional.of(endpoint.disabled(reason.get(), now));
        }
        // Where the clock was set back it fails from now on, or its time would not come for so
        // long.
        boolean known = endpoint.failingSince().filter(since -> !since.isAfter(now)).isPresent();
        return known ? Optional.empty() : Optional.of(endpoint.failing(now));
    }

    /** The reason for which this revision was disabled; empty when it is not. */
    static Optional<String> reason(Endpoint endpoint) {
        return switch (endpoint.state()) {
            case EndpointState.Disabled(String reason) -> Optional.of(reason);
            case EndpointState.Enabled _, EndpointState.Paused _ -> Optional.empty();
        };
    }

    private static Optional<String> reasonToDisable(Endpoint endpoint, Reply reply, Instant now) {
        if (reply instanceof Reply.Answered answered && answered.status() == GONE) {
            return Optional.of("answered 410 Gone");
        }
        return endpoint.failingSince()
                .filter(since -> !since.plus(PATIENCE).isAfter(now))
                .map(_ -> "failed for 5 days");
    }
}

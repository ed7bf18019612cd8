package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.endpoints.Failing;
import java.time.Instant;
import java.util.Optional;

/** Decides what an attempt means for the health of its endpoint, as a pure function. */
final class EndpointHealth {

    /** The answer by which a receiver says: never again (Standard Webhooks 1.0.0). */
    private static final int GONE = 410;

    private static final String FAILED = "failed for %d days".formatted(Failing.PATIENCE);

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
        if (isAboutThePayload(reply)) {
            return Optional.empty();
        }
        // Where the clock was set back it fails from now on, or its time would not come for so
        // long.
        Failing failing =
                endpoint.failing()
                        .filter(known -> !known.since().isAfter(now))
                        .map(known -> known.again(now))
                        .orElseGet(() -> Failing.from(now));
        Optional<String> reason = reasonToDisable(failing, reply, now);
        if (endpoint.takesEvents() && reason.isPresent()) {
            return Optional.of(endpoint.givenUp(reason.get(), failing));
        }
        boolean known = endpoint.failing().filter(failing::equals).isPresent();
        return known ? Optional.empty() : Optional.of(endpoint.failing(failing));
    }

    /** A receiver that refuses what it was sent is there, and may take the next. */
    private static boolean isAboutThePayload(Reply reply) {
        return reply instanceof Reply.Answered answered
                && switch (answered.status()) {
                    case 400, 409, 411, 412, 413, 415, 417, 422, 428, 431 -> true;
                    default -> false;
                };
    }

    /** The reason for which this revision was disabled; empty when it is not. */
    static Optional<String> reason(Endpoint endpoint) {
        return switch (endpoint.state()) {
            case EndpointState.Disabled(String reason) -> Optional.of(reason);
            case EndpointState.Enabled _, EndpointState.Paused _ -> Optional.empty();
        };
    }

    private static Optional<String> reasonToDisable(Failing failing, Reply reply, Instant now) {
        if (reply instanceof Reply.Answered answered && answered.status() == GONE) {
            return Optional.of("answered 410 Gone");
        }
        return failing.isEnough(now) ? Optional.of(FAILED) : Optional.empty();
    }
}

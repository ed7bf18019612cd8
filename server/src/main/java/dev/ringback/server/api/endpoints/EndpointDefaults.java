package dev.ringback.server.api.endpoints;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The defaults of all settings of an endpoint. */
final class EndpointDefaults {

    /** Stands for the URL that has yet to be given. */
    static final URI NOWHERE = URI.create("nowhere:yet");

    static final Endpoint.Pace PACE =
            new Endpoint.Pace(ApiLimits.IN_FLIGHT, 0, LanePolicy.Ordering.NONE, false);

    private EndpointDefaults() {}

    /** An endpoint at revision 0, before the first field of its first revision is read. */
    static Endpoint of(String id, ProjectId project, Secret secret, Instant now) {
        return new Endpoint(
                id,
                project,
                0,
                0,
                "",
                NOWHERE,
                new Destination.Http(),
                List.of("*"),
                "",
                Format.STANDARD,
                List.of(new Endpoint.RotatingSecret(secret, Optional.empty())),
                Optional.empty(),
                List.of(),
                PACE,
                EndpointFields.usual(Format.STANDARD),
                ApiLimits.TIMEOUT,
                false,
                new EndpointState.Enabled(),
                Optional.empty(),
                now,
                now);
    }
}

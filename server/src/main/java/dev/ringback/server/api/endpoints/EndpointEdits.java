package dev.ringback.server.api.endpoints;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonFields;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.time.Instant;

/** How endpoints are made and changed, for APIs that have other words for them. */
public final class EndpointEdits {

    private final Ground ground;
    private final Endpoints endpoints;
    private final EndpointFields reader;
    private final EndpointWrites writes;

    EndpointEdits(
            Ground ground, Endpoints endpoints, EndpointFields reader, EndpointWrites writes) {
        this.ground = ground;
        this.endpoints = endpoints;
        this.reader = reader;
        this.writes = writes;
    }

    /** Whether a project may have no more of them. */
    public boolean isFull(ProjectId project) {
        return endpoints.list(project).size() >= ApiLimits.ENDPOINTS;
    }

    /** A symmetric key, given by the fields or new. */
    public Secret secret(JsonFields fields) {
        return reader.secret(fields);
    }

    /** A new endpoint as the fields say; void when there are problems with those. */
    public Endpoint made(JsonFields fields, ProjectId project, Secret secret, Instant now) {
        String id = Endpoint.newId(ground.random());
        return reader.read(fields, EndpointDefaults.of(id, project, secret, now), now);
    }

    /**
     * The next revision of an endpoint as the fields say; void when there are problems with those.
     */
    public Endpoint changed(JsonFields fields, Endpoint endpoint, Instant now) {
        return reader.read(fields, endpoint, now);
    }

    /** The next revision, which signs with a new secret and for a while with the former ones. */
    public Endpoint rotated(Endpoint endpoint, Secret secret, Duration overlap, Instant now) {
        return endpoint.rekeyed(
                EndpointActions.rotated(endpoint.secrets(), secret, overlap, now), now);
    }

    /** The change that writes a revision. */
    public Change saved(Endpoint next) {
        return Change.put(writes.codec().encode(next));
    }

    /** The change that removes an endpoint; afterwards {@link #gone} is to be called. */
    public Change removed(Endpoint endpoint) {
        return Change.delete(writes.codec().encode(endpoint));
    }

    /** Ends what waits for an endpoint that is gone. */
    public void gone(Endpoint endpoint) {
        writes.orphans().end(endpoint);
    }
}

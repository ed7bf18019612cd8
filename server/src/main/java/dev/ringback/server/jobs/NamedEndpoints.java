package dev.ringback.server.jobs;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.endpoints.Endpoint;
import java.util.Optional;

/** Finds the endpoint that a request names in {@code metadata.webhook_id}. */
@FunctionalInterface
public interface NamedEndpoints {

    /** The endpoint of that id in that project, whatever its state; empty when there is none. */
    Optional<Endpoint> find(ProjectId project, String id);
}

package dev.ringback.server.access;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.Refusal;
import java.util.Optional;

/** The answer to whether a project may store more. */
@FunctionalInterface
public interface Quota {

    /** There is always some. */
    Quota ENDLESS = _ -> Optional.empty();

    /** Why it may not, with 507; empty when it may. */
    Optional<Refusal> refusal(ProjectId project);
}

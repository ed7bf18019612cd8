package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Origin;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.events.FunctionEvent;
import java.util.Optional;

/** The port to calling one function. */
public interface Invoking {

    /**
     * Starts a function.
     *
     * @param slug its id: the app's name and the function's id, joined by a hyphen
     * @param event what it is started by
     * @param by who asks for it
     * @return what came of committing both; empty when there is no such function
     */
    Optional<Committed> invoke(ProjectId project, String slug, FunctionEvent event, Origin by);
}

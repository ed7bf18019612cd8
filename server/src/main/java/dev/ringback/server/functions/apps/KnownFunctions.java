package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.ProjectId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The port to the functions that there are; it answers from memory. */
public interface KnownFunctions {

    /** The function of that name on the wire. */
    Optional<LiveFunction> find(UUID uuid);

    /** The function of that id, which is the app's name and the function's id with a hyphen. */
    Optional<LiveFunction> find(ProjectId project, String slug);

    /** Those with a trigger that means events of a name, in the order of their ids. */
    List<LiveFunction> startedBy(ProjectId project, String event);

    /** All of a project, in the order of their ids. */
    List<LiveFunction> all(ProjectId project);
}

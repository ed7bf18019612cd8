package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

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

    /** The projects that have some. */
    Set<ProjectId> projects();

    /**
     * Has somebody hear of functions that are registered, changed, paused, resumed or gone. For the
     * engine, before it starts.
     */
    void whenChanged(Consumer<UUID> hear);

    /** What to add to the refusal of a name that no function of the project has. */
    default String near(ProjectId project, String slug) {
        return Suggestion.question(slug, all(project).stream().map(LiveFunction::slug).toList());
    }
}

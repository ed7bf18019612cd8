package dev.ringback.server.operations;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonTree;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The port by which the API knows the jobs for model servers. The rooms that run them do not know
 * it, and it does not know them.
 */
public interface ModelJobs {

    /**
     * A job, however many calls it takes.
     *
     * @param id also the id of its event
     * @param project whose
     * @param event sequence of its event
     * @param shape the word for how its client sees it
     * @param operation what is asked for, such as {@code chat/completions}
     * @param model as the client named it
     * @param createdAt when it was taken
     */
    record Taken(
            String id,
            ProjectId project,
            long event,
            String shape,
            String operation,
            String model,
            Instant createdAt) {}

    /**
     * How its end was told.
     *
     * @param event id of the event that tells it
     * @param usage the tokens as the model server counted them
     */
    record Told(String event, Optional<JsonTree> usage) {}

    /** The kind of their calls. */
    String kind();

    /** The shapes that there are. */
    List<String> shapes();

    /** The job whose event this is; empty for any other event. */
    Optional<Taken> of(Event event);

    /** How its end was told; empty before. */
    Optional<Told> told(Taken job);

    /** Calls it off. */
    Move cancel(Taken job);

    /** The name of the upstream whose jobs wait in a lane; empty for a lane of anything else. */
    Optional<String> upstream(LaneId lane);

    /** A project's lanes at the upstream of that name; none when no upstream can have it. */
    List<LaneId> lanes(String upstream, ProjectId project);

    /** Whether a project's job, group or batch has that id, or can come to have it. */
    boolean isNamed(ProjectId project, String id);
}

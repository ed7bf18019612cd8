package dev.ringback.server.access;

import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;

/**
 * A tenant: everything belongs to one.
 *
 * @param id {@code default} or {@code prj_…}
 * @param revision of its document
 * @param name for people; may be empty
 * @param createdAt when it was made
 */
public record Project(ProjectId id, long revision, String name, Instant createdAt) {

    /** The same project by another name. */
    public Project named(String other) {
        return new Project(id, revision, other, createdAt);
    }
}

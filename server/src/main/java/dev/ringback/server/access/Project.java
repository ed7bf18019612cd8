package dev.ringback.server.access;

import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;

/**
 * A tenant: everything belongs to one.
 *
 * @param id {@code default} or {@code prj_…}
 * @param name for people; may be empty
 * @param createdAt when it was made
 */
public record Project(ProjectId id, String name, Instant createdAt) {}

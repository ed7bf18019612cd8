package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.Operation;

/**
 * A job that is to be taken.
 *
 * @param id its name, unique in its project
 * @param project the tenant it belongs to
 * @param shape name of the {@link Shape} in which its client sees it
 * @param operation what the upstream is asked for
 * @param model as the client named it
 * @param detail what the shape wants to remember
 * @param request the client's bytes, one JSON value without blanks around it
 */
public record JobDraft(
        String id,
        ProjectId project,
        String shape,
        Operation operation,
        String model,
        JsonObject detail,
        Payload request) {}

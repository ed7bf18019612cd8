package dev.ringback.server.generations;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Room;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.upstreams.UpstreamChoice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request on its way through.
 *
 * @param id of the generation, under which it is announced
 * @param room asked before more of the answer is held
 */
record Passage(
        String id,
        ProjectId project,
        ModelRequest asked,
        UpstreamChoice choice,
        Room room,
        Instant createdAt) {

    /** Whether a webhook is told. */
    boolean announced() {
        return asked.webhookId().isPresent();
    }

    /** The headers that say so. */
    List<Header> told() {
        return announced() ? List.of(new Header(Realtime.GENERATION_ID, id)) : List.of();
    }

    /** Gives answers the id of the generation. */
    Renaming renaming() {
        return new Renaming(asked.operation(), id);
    }

    JobTimes times(Optional<Instant> firstChunkAt, Instant now) {
        return new JobTimes(createdAt, Optional.of(createdAt), firstChunkAt, now);
    }
}

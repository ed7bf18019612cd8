package dev.ringback.server.responses;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.openai.OpenAiError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads background responses from the disk. One that is deleted stays there until the retention is
 * over, behind an event that says that it is not to be found.
 */
record StoredResponses(Jobs jobs, Announcements announcements, Clock time) {

    private static final String GENERATION = "generation.completed";
    private static final String DELETED = InternalEvents.type("response.deleted");

    /** The job behind a response; empty when there is none, or none any more. */
    Optional<Job> job(ProjectId project, String id) {
        return jobs.find(project, id, ResponseShape.NAME).filter(_ -> !isDeleted(project, id));
    }

    /**
     * A response as it is now. Once its job has gone it is not found either, even if its end is
     * still being delivered: what hides one that was deleted may have gone as well.
     */
    Optional<Payload> find(ProjectId project, String id) {
        return job(project, id)
                .flatMap(job ->
                        announced(project, id)
                                .or(() ->
                                        jobs.progress(job)
                                                .map(progress -> unfinished(job, progress))));
    }

    /** A response that has ended; empty while it has not. The job may be bare. */
    Optional<Payload> ended(Job job) {
        return announced(job.project(), job.id())
                .or(() ->
                        jobs.progress(job)
                                .filter(progress -> isEnd(progress.state()))
                                .flatMap(progress ->
                                        whole(job).map(each -> unfinished(each, progress))));
    }

    /** A job that is bare with all that belongs to it; empty when that has gone. */
    Optional<Job> whole(Job job) {
        return jobs.find(job.project(), job.id(), ResponseShape.NAME);
    }

    /**
     * A response that a client waited for and whose webhook was told, by the id that both have: a
     * generation, with its request. Empty when there is none.
     */
    Optional<JsonObject> generation(ProjectId project, String id) {
        Optional<Event> told =
                jobs.event(project, id + ":completed")
                        .filter(event -> event.type().equals(GENERATION));
        told.ifPresent(event -> RoomOfThread.take(JsonTree.treeBytes(event.payload())));
        return told.flatMap(event -> JsonTree.readObject(event.payload()))
                .filter(generation -> isResponse(generation.at("response")));
    }

    private static boolean isResponse(JsonTree answer) {
        return answer.text("object").orElse("").equals(ResponseShape.NAME);
    }

    /** Whether an attempt has begun. The job may be bare. */
    boolean isBegun(Job job) {
        return jobs.progress(job).filter(Jobs.Progress::running).isPresent();
    }

    /** Calls a response off that has not ended; returns why not, or empty. */
    Optional<OpenAiError> cancel(Job job) {
        return jobs.cancel(job) instanceof Move.NotCommitted(var committed)
                ? OpenAiError.unless(committed)
                : Optional.empty();
    }

    /** Hides a response for good, after it was called off; returns why not, or empty. */
    Optional<OpenAiError> delete(ProjectId project, String id) {
        return job(project, id).flatMap(this::cancel).or(() -> hidden(project, id));
    }

    private Optional<OpenAiError> hidden(ProjectId project, String id) {
        Event deleted =
                announcements.event(
                        project,
                        Announcements.id(id, "deleted"),
                        DELETED,
                        id,
                        new JsonObject().payload(),
                        List.of(),
                        time.now());
        return OpenAiError.unless(jobs.commit(announcements.told(deleted, Optional.empty())));
    }

    private boolean isDeleted(ProjectId project, String id) {
        return jobs.event(project, id + ":deleted")
                .filter(event -> event.type().equals(DELETED))
                .isPresent();
    }

    /** How one ended is read from the event that announced it, so that poll and webhook agree. */
    private Optional<Payload> announced(ProjectId project, String id) {
        return jobs.event(project, id + ":ended").filter(ResponseShape::isEnd).map(Event::payload);
    }

    private static boolean isEnd(CallState state) {
        return switch (state) {
            case CallState.Waiting _, CallState.Running _ -> false;
            case CallState.Succeeded _, CallState.Dead _, CallState.Cancelled _ -> true;
        };
    }

    /** One that ended between two reads has its event by now. */
    private Payload unfinished(Job job, Jobs.Progress progress) {
        return switch (progress.state()) {
            case CallState.Waiting _, CallState.Running _ ->
                    BackgroundResponse.begun(job, progress.running()).payload();
            case CallState.Succeeded(Instant at) -> ended(job, failed("its answer is gone"), at);
            case CallState.Dead(Instant at, String reason) -> ended(job, failed(reason), at);
            case CallState.Cancelled(Instant at) -> ended(job, new JobEnd.Cancelled(), at);
        };
    }

    private static JobEnd failed(String reason) {
        return new JobEnd.Failed("internal_error", reason);
    }

    private Payload ended(Job job, JobEnd otherwise, Instant at) {
        return announced(job.project(), job.id())
                .orElseGet(() -> BackgroundResponse.ended(job, otherwise, at).payload());
    }
}

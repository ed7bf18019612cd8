package dev.ringback.server.inferencenet;

import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.server.inferencenet.Generation.State;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Jobs.Progress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shows generations to those who poll. How one ended is read from the event that announced it, so
 * that poll and webhook say the same.
 */
public final class GenerationView {

    /**
     * inference.net's own poller reads {@code response.choices} of whatever it finds at the end; a
     * response that is null breaks it. Webhooks say null, as documented.
     */
    private static final byte[] NO_RESPONSE = Payload.of(",\"response\":null,").bytes();

    private final Jobs jobs;

    public GenerationView(Jobs jobs) {
        this.jobs = jobs;
    }

    /** The JSON of a generation; empty when the project has none of that id. */
    public Optional<Payload> find(ProjectId project, String id) {
        return ended(project, id)
                .or(() ->
                        jobs.find(project, id, GenerationJob.SHAPE)
                                .flatMap(job ->
                                        jobs.progress(job)
                                                .map(progress -> unfinished(job, progress))));
    }

    /** Takes room for the longest of some that are then found one by one. */
    public void roomForLongest(ProjectId project, List<String> ids) {
        jobs.roomForLongest(project, ids.stream().flatMap(id -> Stream.of(id, ended(id))));
    }

    private static String ended(String id) {
        return id + ":completed";
    }

    /** The JSON of a generation that has ended. */
    public static Payload polled(Event completed) {
        return isSuccess(completed) ? completed.payload() : withoutNull(completed.payload());
    }

    /** Whether a generation ended well, as its event begins. */
    public static boolean isSuccess(Event completed) {
        byte[] begin =
                Payload.of("{\"id\":\"%s\",\"state\":\"Success\"".formatted(completed.subject()))
                        .bytes();
        return Arrays.mismatch(completed.payload().bytes(), begin) == begin.length;
    }

    private Optional<Payload> ended(ProjectId project, String id) {
        return jobs.event(project, ended(id))
                .filter(event -> GenerationJob.isType(event.type()))
                .map(GenerationView::polled);
    }

    private static Payload unfinished(Job job, Progress progress) {
        var generation =
                new Generation(
                        job.id(),
                        job.request(),
                        job.model(),
                        job.createdAt(),
                        progress.dispatchedAt(),
                        Optional.empty(),
                        state(progress));
        return withoutNull(generation.text().json());
    }

    /**
     * How far a job is that announced no end. One that has just ended is between two reads, and its
     * event is found the next time.
     */
    private static State state(Progress progress) {
        return switch (progress.state()) {
            case CallState.Waiting _ when !progress.running() -> new State.Queued();
            case CallState.Waiting _, CallState.Running _, CallState.Succeeded _ ->
                    new State.InProgress();
            case CallState.Dead(Instant at, String reason) ->
                    new State.Ended(new JobEnd.Failed("internal_error", reason), at);
            case CallState.Cancelled(Instant at) -> new State.Ended(new JobEnd.Cancelled(), at);
        };
    }

    /**
     * What stands behind the request was written here and holds no answer, so the last such place
     * is the right one.
     */
    private static Payload withoutNull(Payload json) {
        byte[] bytes = json.bytes();
        for (int at = bytes.length - NO_RESPONSE.length; at >= 0; at--) {
            if (Arrays.equals(
                    bytes, at, at + NO_RESPONSE.length, NO_RESPONSE, 0, NO_RESPONSE.length)) {
                return new JsonWriter(bytes.length)
                        .bytes(bytes, 0, at)
                        .json(",\"response\":{},")
                        .bytes(bytes, at + NO_RESPONSE.length, bytes.length)
                        .payload();
            }
        }
        return json;
    }
}

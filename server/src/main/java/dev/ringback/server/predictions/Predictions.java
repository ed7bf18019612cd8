package dev.ringback.server.predictions;

import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.openai.OpenAiError;
import java.util.List;
import java.util.Optional;

/** Predictions by their ids: found and called off. */
record Predictions(Jobs jobs) {

    /** The body of every answer is JSON, for clients read it as such whatever it is. */
    private static final HttpResponse.Whole NULL = HttpResponse.json(200, Payload.of("null"));

    private static final List<PredictionStatus> LAST_FIRST =
            List.of(
                    PredictionStatus.SUCCEEDED,
                    PredictionStatus.FAILED,
                    PredictionStatus.CANCELLED,
                    PredictionStatus.STARTED,
                    PredictionStatus.PENDING);

    /**
     * The event by which it came to where it is, so that poll and webhook say the same; empty when
     * the project has none of that id.
     */
    Optional<Event> find(ProjectId project, String id) {
        return LAST_FIRST.stream()
                .flatMap(status -> told(project, id, status).stream())
                .findFirst();
    }

    private Optional<Event> told(ProjectId project, String id, PredictionStatus status) {
        return jobs.event(project, id + ":" + status.word()).filter(status::isTold);
    }

    HttpResponse.Whole show(ProjectId project, String id) {
        return find(project, id)
                .map(event -> HttpResponse.json(200, event.payload()))
                .orElseGet(() -> notFound(id));
    }

    /** Calls it off. One that was called off before stays so; one that ended otherwise too. */
    HttpResponse.Whole cancel(ProjectId project, String id) {
        Optional<Job> job = jobs.find(project, id, PredictionShape.NAME);
        if (job.isEmpty()) {
            return notFound(id);
        }
        return switch (jobs.cancel(job.get())) {
            case Move.Moved _ -> NULL;
            case Move.NotFound _ -> notFound(id);
            case Move.NotCommitted(var committed) ->
                    PredictionErrors.of(OpenAiError.unless(committed).orElseThrow());
            case Move.Impossible(String why) -> impossible(job.get(), why);
        };
    }

    private HttpResponse.Whole impossible(Job job, String why) {
        boolean cancelled =
                jobs.progress(job)
                        .filter(progress -> progress.state() instanceof CallState.Cancelled)
                        .isPresent();
        if (cancelled) {
            return NULL;
        }
        String ended =
                told(job.project(), job.id(), PredictionStatus.SUCCEEDED)
                        .map(_ -> "it has succeeded")
                        .or(() ->
                                told(job.project(), job.id(), PredictionStatus.FAILED)
                                        .map(_ -> "it has failed"))
                        .orElse(why);
        return PredictionErrors.plain(409, "the prediction cannot be cancelled: " + ended);
    }

    private static HttpResponse.Whole notFound(String id) {
        return PredictionErrors.plain(404, "no prediction has the id '%s'".formatted(id));
    }
}

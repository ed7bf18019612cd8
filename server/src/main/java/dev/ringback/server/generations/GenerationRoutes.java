package dev.ringback.server.generations;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.access.Caller;
import dev.ringback.server.inferencenet.GenerationIds;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.inferencenet.GenerationView;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.WaitField;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.work.Awaited;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Single generations: submitted, polled and called off. */
final class GenerationRoutes {

    private final Admission admission;
    private final Jobs jobs;
    private final GenerationView view;
    private final Awaited awaited;
    private final GenerationIds generationIds;
    private final Clock time;
    private final Submits submits;

    GenerationRoutes(
            Admission admission,
            Jobs jobs,
            Awaited awaited,
            GenerationIds generationIds,
            Clock time,
            Submits submits) {
        this.submits = submits;
        this.admission = admission;
        this.jobs = jobs;
        this.view = new GenerationView(jobs);
        this.awaited = awaited;
        this.generationIds = generationIds;
        this.time = time;
    }

    HttpResponse submit(Operation operation, HttpRequest request, Caller caller) {
        ProjectId project = caller.project();
        return WaitField.of(request)
                .answer(wait ->
                        admission
                                .decide(project, operation, request.body())
                                .answer(admitted -> submit(admitted, wait, request, caller)));
    }

    private HttpResponse submit(
            Admission.Admitted admitted, Duration wait, HttpRequest request, Caller caller) {
        ModelRequest asked = admitted.request();
        boolean streamed = asked.streamed() && asked.operation() != Operation.EMBEDDINGS;
        HttpResponse answer =
                submits.once(
                        request,
                        caller,
                        OpenAiError::response,
                        submit ->
                                submit(
                                        submit,
                                        caller.project(),
                                        admitted,
                                        streamed ? Duration.ZERO : wait));
        return streamed && answer instanceof HttpResponse.Whole accepted && answer.status() == 200
                ? new StreamedAcceptance(asked).of(accepted)
                : answer;
    }

    private HttpResponse submit(
            Submits.Submission submit,
            ProjectId project,
            Admission.Admitted admitted,
            Duration wait) {
        ModelRequest asked = admitted.request();
        String id = generationIds.next();
        Instant now = time.now();
        var draft =
                new JobDraft(
                        id,
                        project,
                        GenerationJob.SHAPE,
                        asked.operation(),
                        asked.model(),
                        GenerationJob.detail(asked.webhookId(), Optional.empty()),
                        asked.body());
        try (var ended = awaited.begin(project, Set.of(GenerationJob.completed(id)))) {
            HttpResponse.Whole accepted = accepted(id, now);
            Change made = jobs.made(draft, admitted.choice(), UpstreamQueue.JOBS, now);
            return submit.commit(made, accepted)
                    .or(() ->
                            wait.isZero()
                                    ? Optional.empty()
                                    : ended.await(wait).map(GenerationRoutes::whole))
                    .orElse(accepted);
        }
    }

    private static HttpResponse.Whole whole(Event completed) {
        return HttpResponse.json(200, GenerationView.polled(completed));
    }

    private static HttpResponse.Whole accepted(String id, Instant now) {
        return HttpResponse.of(
                200, new JsonObject().put("id", id).put("created_at", now.getEpochSecond()));
    }

    HttpResponse show(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        return view.find(caller.project(), id)
                .map(payload -> HttpResponse.json(200, payload))
                .orElseGet(() -> notFound(id));
    }

    /** Calls a generation off; one that has ended stays as it is. */
    HttpResponse cancel(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        Optional<Job> job = jobs.find(caller.project(), id, GenerationJob.SHAPE);
        if (job.isEmpty()) {
            return notFound(id);
        }
        return jobs.cancel(job.get()) instanceof Move.NotCommitted(var committed)
                ? OpenAiError.unless(committed).orElseThrow().response()
                : show(request, caller);
    }

    static HttpResponse.Whole notFound(String id) {
        return OpenAiError.of(
                        404, "generation_not_found", "no generation has the id '%s'".formatted(id))
                .response();
    }
}

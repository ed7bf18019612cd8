package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.work.Awaited;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Accepts predictions as jobs; what is told of one that is pending is on disk before the client has
 * it.
 */
final class PredictionIntake {

    /** A webhook is kept this long at least, so that its last delivery can be made again. */
    private static final Duration WEBHOOK_KEPT = Duration.ofDays(30);

    private final Jobs jobs;
    private final Upstreams upstreams;
    private final Admission admission;
    private final Awaited awaited;
    private final Clock time;
    private final Uuids uuids;
    private final PredictionShape shape;
    private final DirectWebhooks direct;
    private final Duration retention;
    private final Predictions predictions;

    PredictionIntake(
            InferencePorts ports,
            PredictionShape shape,
            DirectWebhooks direct,
            Predictions predictions) {
        this.jobs = ports.jobs();
        this.upstreams = ports.upstreams();
        this.admission = ports.admission();
        this.awaited = ports.awaited();
        this.time = ports.ground().time();
        this.uuids = new Uuids(ports.ground().random());
        this.shape = shape;
        this.direct = direct;
        this.retention = ports.ground().retention();
        this.predictions = predictions;
    }

    HttpResponse.Whole take(
            Submits.Submission submit,
            ProjectId project,
            PredictionRequest asked,
            PredictionOptions options,
            PublicUrl publicUrl) {
        String model = asked.model().model();
        Optional<UpstreamChoice> choice = upstreams.taking(model);
        if (choice.isEmpty()) {
            return PredictionErrors.of(Admission.noModel(upstreams, model));
        }
        Optional<HttpResponse.Whole> refusal = refusal(choice.get(), asked, options);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String id = uuids.next();
        String url = publicUrl.prediction(id);
        Instant now = time.now();
        Change made =
                jobs.made(draft(project, id, url, asked), choice.get(), UpstreamQueue.JOBS, now);
        Job job = Job.of(made.events().getFirst());
        Change pending = shape.pending(job);
        Change all =
                made.and(pending)
                        .and(Change.put(PredictionList.entry(job, now.plus(retention))))
                        .and(webhook(asked, job));
        try (var ended = awaited.begin(project, PredictionStatus.ends(id))) {
            Optional<HttpResponse.Whole> instead =
                    submit.commit(all, accepted(url, pending.events().getFirst()));
            if (instead.isPresent()) {
                return instead.get();
            }
            Optional<Event> later =
                    options.patience().isZero()
                            ? Optional.empty()
                            : ended.await(options.patience())
                                    .or(() -> predictions.find(project, id));
            return accepted(url, later.orElse(pending.events().getFirst()));
        }
    }

    /** What is wrong with the input for a model that is served; empty when nothing is. */
    private Optional<HttpResponse.Whole> refusal(
            UpstreamChoice choice, PredictionRequest asked, PredictionOptions options) {
        Optional<OpenAiError> tooLarge = admission.tooLarge(asked.input());
        if (tooLarge.isPresent()) {
            return tooLarge.map(PredictionErrors::of);
        }
        boolean asChat = choice.upstream().kind().answersAtOnce();
        return options.validated()
                        && asChat
                        && ChatInput.read(asked.model().model(), asked.input(), asked.stream())
                                instanceof ChatInput.Reading.Invalid(String path, String problem)
                ? Optional.of(
                        PredictionErrors.invalid(List.of(ValidationError.field(path, problem))))
                : Optional.empty();
    }

    private static JobDraft draft(
            ProjectId project, String id, String url, PredictionRequest asked) {
        var lane = asked.webhook().map(webhook -> DirectWebhook.lane(project, webhook.url()));
        return new JobDraft(
                id,
                project,
                PredictionShape.NAME,
                Operation.CHAT,
                asked.model().model(),
                PredictionShape.detail(url, asked.model().version(), lane, asked.stream()),
                asked.input());
    }

    /** The webhook that the request names, to be committed with the job. */
    private Change webhook(PredictionRequest asked, Job job) {
        Duration kept = retention.compareTo(WEBHOOK_KEPT) > 0 ? retention : WEBHOOK_KEPT;
        return asked.webhook()
                .map(each -> each.of(job.project(), job.id()))
                .map(each -> Change.put(direct.document(each, job.createdAt().plus(kept))))
                .orElse(PredictionShape.NOTHING);
    }

    private static HttpResponse.Whole accepted(String url, Event event) {
        HttpResponse.Whole json = HttpResponse.json(202, event.payload());
        List<Header> headers = new ArrayList<>(json.headers());
        headers.add(new Header("Location", url));
        return new HttpResponse.Whole(202, headers, json.body());
    }
}

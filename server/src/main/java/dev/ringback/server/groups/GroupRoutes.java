package dev.ringback.server.groups;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.access.Caller;
import dev.ringback.server.inferencenet.GenerationIds;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.inferencenet.GenerationView;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.WaitField;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.work.Awaited;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Groups of generations: submitted, listed and called off. */
final class GroupRoutes {

    private final Admission admission;
    private final Jobs jobs;
    private final Duration retention;
    private final GenerationView view;
    private final Awaited awaited;
    private final GenerationIds generationIds;
    private final Ids ids;
    private final Clock time;
    private final Submits submits;

    GroupRoutes(InferencePorts ports) {
        this.admission = ports.admission();
        this.jobs = ports.jobs();
        this.retention = ports.ground().retention();
        this.view = new GenerationView(jobs);
        this.awaited = ports.awaited();
        this.generationIds = new GenerationIds(ports.ground().random());
        this.ids = ports.ground().ids();
        this.time = ports.ground().time();
        this.submits = ports.submits();
    }

    HttpResponse submit(Operation operation, HttpRequest request, Caller caller) {
        return WaitField.of(request)
                .answer(wait ->
                        GroupRequest.read(operation, request.body())
                                .answer(group ->
                                        submits.once(
                                                request,
                                                caller,
                                                OpenAiError::response,
                                                submit ->
                                                        submit(
                                                                submit,
                                                                caller.project(),
                                                                group,
                                                                wait))));
    }

    private HttpResponse submit(
            Submits.Submission submit, ProjectId project, GroupRequest asked, Duration wait) {
        Optional<OpenAiError> unknown =
                asked.webhookId().flatMap(id -> admission.problem(project, "webhook_id", id));
        if (unknown.isPresent()) {
            return unknown.get().response();
        }
        String id = generationIds.next();
        Instant now = time.now();
        List<String> members = new ArrayList<>();
        Change made = Shape.NOTHING;
        for (int i = 0; i < asked.requests().size(); i++) {
            ModelRequest each = asked.requests().get(i);
            switch (admission.decide(project, each)) {
                case Asked.Invalid(OpenAiError error) -> {
                    return error.within("requests[%d]".formatted(i)).response();
                }
                case Asked.Valid(
                                Admission.Admitted(
                                        ModelRequest request,
                                        UpstreamChoice choice)) -> {
                    members.add(generationIds.next());
                    var draft = member(project, members.getLast(), request, id);
                    made = made.and(jobs.made(draft, choice, UpstreamQueue.JOBS, now));
                }
            }
        }
        Instant expiresAt = now.plus(Group.lifetime(retention));
        var group = new Group(id, project, members, asked.webhookId(), expiresAt);
        Change all =
                Change.accept(List.of(group.event(ids.next(), now)), List.of())
                        .and(made)
                        .and(Change.put(group.open().until(now.plus(retention))));
        return submit(submit, group, all, wait);
    }

    private static JobDraft member(
            ProjectId project, String id, ModelRequest request, String group) {
        return new JobDraft(
                id,
                project,
                GenerationJob.SHAPE,
                request.operation(),
                request.model(),
                GenerationJob.detail(request.webhookId(), Optional.of(group)),
                request.body());
    }

    private HttpResponse submit(Submits.Submission submit, Group group, Change all, Duration wait) {
        try (var ended = awaited.begin(group.project(), Set.of(group.completed()))) {
            Optional<HttpResponse.Whole> instead =
                    submit.commit(all, HttpResponse.json(200, accepted(group)));
            if (instead.isPresent()) {
                return instead.get();
            }
            boolean done = !wait.isZero() && ended.await(wait).isPresent();
            return done ? listing(group, accepted(group)) : HttpResponse.json(200, accepted(group));
        }
    }

    private static Payload accepted(Group group) {
        return new JsonObject()
                .put("groupId", group.id())
                .put("groupSize", group.members().size())
                .payload();
    }

    HttpResponse list(HttpRequest request, Caller caller) {
        return found(request, caller)
                .<HttpResponse>map(group -> listing(group, Payload.of("{}")))
                .orElseGet(() -> notFound(request));
    }

    /** Calls off what has not ended. */
    HttpResponse cancel(HttpRequest request, Caller caller) {
        Optional<Group> group = found(request, caller);
        group.ifPresent(
                each -> jobs.cancelAll(each.project(), each.members(), GenerationJob.SHAPE));
        return list(request, caller);
    }

    private Optional<Group> found(HttpRequest request, Caller caller) {
        return jobs.event(caller.project(), request.parameter("id"))
                .filter(event -> event.type().equals(Group.REQUESTED))
                .map(Group::of);
    }

    private static HttpResponse notFound(HttpRequest request) {
        return OpenAiError.of(
                        404,
                        "group_not_found",
                        "no group has the id '%s'".formatted(request.parameter("id")))
                .response();
    }

    /** One generation after the other: fifty of them may be a gigabyte. */
    private HttpResponse listing(Group group, Payload head) {
        // Now, while a refusal can still be told.
        view.roomForLongest(group.project(), group.members());
        return new HttpResponse.Streamed(
                200,
                HttpResponse.json(200, Payload.EMPTY).headers(),
                out -> write(group, head, out));
    }

    private void write(Group group, Payload head, OutputStream out) throws IOException {
        out.write(head.bytes(), 0, head.size() - 1);
        String separator = head.size() > 2 ? ",\"generations\":[" : "\"generations\":[";
        for (String member : group.members()) {
            Optional<Payload> generation = view.find(group.project(), member);
            if (generation.isPresent()) {
                out.write(Payload.of(separator).bytes());
                out.write(generation.get().bytes());
                separator = ",";
            }
        }
        out.write(Payload.of(separator.equals(",") ? "]}" : separator + "]}").bytes());
        out.flush();
    }
}

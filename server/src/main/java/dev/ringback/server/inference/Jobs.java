package dev.ringback.server.inference;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Ids;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Time;
import dev.ringback.server.access.Caller;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.upstreams.Choice;
import dev.ringback.server.upstreams.Line;
import dev.ringback.server.upstreams.Upstream;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes asynchronous jobs. A job is an event that holds the request and one call; its id is given
 * out only when both are on disk.
 */
final class Jobs {

    private final Admission admission;
    private final Engine engine;
    private final Ids ids;
    private final GenerationIds generationIds;
    private final Time time;

    Jobs(Admission admission, Engine engine, Ids ids, GenerationIds generationIds, Time time) {
        this.admission = admission;
        this.engine = engine;
        this.ids = ids;
        this.generationIds = generationIds;
        this.time = time;
    }

    HttpResponse submit(HttpRequest request, Caller caller) {
        return switch (admission.decide(caller.project(), request.body())) {
            case Admission.Decision.Refused(OpenAiError error) -> error.response();
            case Admission.Decision.Admitted(ChatRequest chat, Choice choice) ->
                    accept(caller.project(), chat.body(), choice.upstream());
        };
    }

    private HttpResponse accept(ProjectId project, Payload body, Upstream upstream) {
        String id = generationIds.next();
        Instant now = time.now();
        long sequence = ids.next();
        Event event =
                new Event(
                        sequence,
                        project,
                        new EventId(id),
                        InferenceKind.REQUESTED,
                        id,
                        now,
                        now,
                        Event.JSON,
                        body);
        Call call =
                Call.of(
                        new CallId(ids.next()),
                        project,
                        InferenceKind.NAME,
                        upstream.lane(Line.JOBS),
                        sequence,
                        now);
        return OpenAiError.unless(engine.commit(Change.accept(List.of(event), List.of(call))))
                .map(OpenAiError::response)
                .orElseGet(() -> accepted(id, now));
    }

    private static HttpResponse.Whole accepted(String id, Instant now) {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("created_at", now.getEpochSecond());
        return HttpResponse.json(200, Json.write(json));
    }
}

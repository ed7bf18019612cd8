package dev.ringback.server.inference;

import dev.ringback.kernel.Attempt;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.CallState;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Store;
import dev.ringback.server.access.Caller;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.inference.Generation.End;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Shows generations to those who poll. How one ended is read from the event that announced it, so
 * that poll and webhook say the same, byte for byte.
 */
final class Generations {

    private static final int LONGEST_ID = 64;

    private final Store store;
    private final Engine engine;

    Generations(Store store, Engine engine) {
        this.store = store;
        this.engine = engine;
    }

    HttpResponse show(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        return find(caller.project(), id)
                .map(payload -> HttpResponse.json(200, payload))
                .orElseGet(() ->
                        OpenAiError.of(
                                        404,
                                        "generation_not_found",
                                        "no generation has the id '%s'".formatted(id))
                                .response());
    }

    private Optional<Payload> find(ProjectId project, String id) {
        if (id.length() > LONGEST_ID || !EventId.valid(id)) {
            return Optional.empty();
        }
        return event(project, Completions.id(id), Completions.TYPE)
                .map(Event::payload)
                .or(() -> unfinished(project, id));
    }

    /** A job without an announced end: it waits, it runs, or it was cancelled. */
    private Optional<Payload> unfinished(ProjectId project, String id) {
        return event(project, new EventId(id), InferenceKind.REQUESTED)
                .flatMap(event -> call(event).map(call -> generation(event, call)))
                .map(Generation::payload);
    }

    private Optional<Event> event(ProjectId project, EventId id, String type) {
        return store.event(project, id).filter(event -> event.type().equals(type));
    }

    private Optional<Call> call(Event event) {
        return store.calls(CallQuery.ofEvent(event.project(), event.sequence(), 100)).stream()
                .filter(call -> call.kind().equals(InferenceKind.NAME))
                .findFirst();
    }

    private Generation generation(Event event, Call call) {
        boolean running = engine.isRunning(call);
        List<Attempt> attempts = call.attempts() > 0 ? store.attempts(call.id()) : List.of();
        Optional<Instant> dispatchedAt =
                attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast().startedAt());
        return new Generation(
                event.subject(),
                ChatRequest.accepted(event.payload()),
                event.acceptedAt(),
                dispatchedAt,
                Optional.empty(),
                end(call, running));
    }

    /**
     * How far a call is that announced no end. The engine itself gives up a call when it meets a
     * bug; its reason is then all there is to say. One that has just succeeded is between two
     * reads, and its event is found the next time.
     */
    static End end(Call call, boolean running) {
        return switch (call.state()) {
            case CallState.Waiting _ when !running && call.attempts() == 0 -> new End.Queued();
            case CallState.Waiting _, CallState.Running _, CallState.Succeeded _ ->
                    new End.InProgress();
            case CallState.Dead(Instant at, String reason) -> new End.Failed(reason, at);
            case CallState.Cancelled(Instant at) -> new End.Cancelled(at);
        };
    }
}

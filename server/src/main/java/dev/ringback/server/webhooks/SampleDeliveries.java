package dev.ringback.server.webhooks;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.access.Caller;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.openai.OpenAiError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tries an endpoint of OpenAI's API for webhooks: it is sent a sample, once, and the client is told
 * what it answered.
 */
record SampleDeliveries(Ground ground, Publisher publisher) {

    /** The types of events that occur here, of those that OpenAI has. */
    static final List<String> TYPES =
            List.of(
                    "batch.cancelled",
                    "batch.completed",
                    "batch.expired",
                    "batch.failed",
                    "response.cancelled",
                    "response.completed",
                    "response.failed",
                    "response.incomplete");

    private static final String FIELD = "event_type";
    private static final Duration LONGEST = Duration.ofSeconds(35);
    private static final Duration PAUSE = Duration.ofMillis(50);

    HttpResponse answer(Payload body, Endpoint endpoint, Caller caller) {
        Optional<JsonObject> json = JsonTree.readObject(body);
        if (json.isEmpty()) {
            return OpenAiError.request("invalid_json", "the request body is not a JSON object")
                    .response();
        }
        Optional<String> type = json.get().text(FIELD).filter(TYPES::contains);
        return type.map(each -> tried(each, endpoint, caller))
                .orElseGet(() ->
                        OpenAiError.field(
                                        FIELD,
                                        FIELD + " must be one of " + String.join(", ", TYPES))
                                .response());
    }

    private HttpResponse tried(String type, Endpoint endpoint, Caller caller) {
        if (!endpoint.takesEvents()) {
            return OpenAiError.of(
                            409,
                            "webhook_endpoint_disabled",
                            "the endpoint is disabled; enable it by the native API")
                    .response();
        }
        Change change =
                publisher.address(
                        sample(type, endpoint).from(MadeBy.key(caller.keyId())), endpoint.lane());
        Call call = change.calls().getFirst();
        Optional<OpenAiError> error = OpenAiError.unless(ground.engine().commit(change));
        if (error.isPresent()) {
            return error.get().response();
        }
        Optional<Attempt> attempt = first(call);
        // It is a test: whatever came of it, it is not made again.
        var _ = ground.engine().moves().cancel(endpoint.project(), call.id());
        return attempt.filter(each -> each.status() > 0)
                .<HttpResponse>map(each -> answered(type, endpoint, each.status()))
                .orElseGet(() ->
                        OpenAiError.of(
                                        400,
                                        "webhook_test_failed",
                                        "the endpoint has not answered"
                                                + attempt.map(Attempt::error)
                                                        .map(why -> ": " + why)
                                                        .orElse(" in time"))
                                .response());
    }

    private static HttpResponse answered(String type, Endpoint endpoint, int status) {
        return HttpResponse.of(
                200,
                new JsonObject()
                        .put("object", "webhook_endpoint.test")
                        .put("webhook_endpoint_id", endpoint.id())
                        .put(FIELD, type)
                        .put("status_code", status)
                        .put("success", true));
    }

    private Event sample(String type, Endpoint endpoint) {
        long sequence = ground.ids().next();
        Instant now = ground.time().now();
        String subject = (type.startsWith("batch.") ? "batch_" : "resp_") + "sample";
        return new Event(
                sequence,
                endpoint.project(),
                EventId.of(sequence),
                type,
                subject,
                now,
                now,
                Event.JSON,
                new JsonObject().put("id", subject).payload());
    }

    /** The first attempt of a call; empty when there is none in time. */
    private Optional<Attempt> first(Call call) {
        Time time = ground.time();
        Instant until = time.steady().plus(LONGEST);
        while (time.steady().isBefore(until) && !Thread.currentThread().isInterrupted()) {
            List<Attempt> attempts = ground.store().attempts(call.id());
            if (!attempts.isEmpty()) {
                return Optional.of(attempts.getFirst());
            }
            time.pauseUnlessInterrupted(PAUSE);
        }
        return Optional.empty();
    }
}

package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import dev.ringback.server.http.Moments;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A generation as clients of inference.net see it, when they poll and as the data of a webhook.
 *
 * @param id 21 characters
 * @param request the client's request, metadata included
 * @param createdAt when it was taken
 * @param dispatchedAt when the attempt that counts was sent; empty when none was
 * @param firstChunkAt when the first piece of a stream arrived; empty for an answer in one piece
 * @param end how it ended, or how far it is
 */
record Generation(
        String id,
        ChatRequest request,
        Instant createdAt,
        Optional<Instant> dispatchedAt,
        Optional<Instant> firstChunkAt,
        End end) {

    /** How a generation ended, or how far it is. */
    sealed interface End {

        record Queued() implements End {}

        record InProgress() implements End {}

        record Success(ChatCompletion completion, Instant at) implements End {}

        record Failed(String reason, Instant at) implements End {}

        record Cancelled(Instant at) implements End {}
    }

    /** As JSON, its members in the order in which inference.net's documents show them. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("state", state());
        json.put("stateMessage", stateMessage());
        json.set("request", request.json());
        Optional<ObjectNode> response = response();
        response.ifPresentOrElse(
                each -> json.set("response", each), () -> json.putNull("response"));
        json.put("model", request.model());
        json.put("createdAt", Moments.text(createdAt));
        moment(json, "dispatchedAt", dispatchedAt);
        moment(json, "firstChunkAt", firstChunkAt);
        moment(json, "finishedAt", finishedAt());
        JsonNode usage = response.map(each -> each.path("usage")).orElse(Json.object());
        json.set("usage", usage.isObject() ? usage : Json.object());
        return json;
    }

    Payload payload() {
        return Json.write(json());
    }

    private String state() {
        return switch (end) {
            case End.Queued _ -> "Queued";
            case End.InProgress _ -> "In Progress";
            case End.Success _ -> "Success";
            case End.Failed _ -> "Failed";
            case End.Cancelled _ -> "Cancelled";
        };
    }

    private String stateMessage() {
        return end instanceof End.Failed(String reason, Instant _) ? reason : state();
    }

    private Optional<ObjectNode> response() {
        return end instanceof End.Success(ChatCompletion completion, Instant _)
                ? Optional.of(completion.named(id))
                : Optional.empty();
    }

    private Optional<Instant> finishedAt() {
        return switch (end) {
            case End.Queued _, End.InProgress _ -> Optional.empty();
            case End.Success(ChatCompletion _, Instant at) -> Optional.of(at);
            case End.Failed(String _, Instant at) -> Optional.of(at);
            case End.Cancelled(Instant at) -> Optional.of(at);
        };
    }

    private static void moment(ObjectNode json, String member, Optional<Instant> moment) {
        moment.map(Moments::text)
                .ifPresentOrElse(each -> json.put(member, each), () -> json.putNull(member));
    }
}

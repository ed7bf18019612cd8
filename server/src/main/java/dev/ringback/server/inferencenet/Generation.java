package dev.ringback.server.inferencenet;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.Embedded;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.jobs.UpstreamReplies;
import dev.ringback.server.openai.ModelAnswer;
import java.time.Instant;
import java.util.Optional;

/**
 * A generation as clients of inference.net see it, when they poll and as the data of a webhook.
 *
 * @param id 21 characters
 * @param request the client's bytes, metadata included
 * @param model as the client named it
 * @param createdAt when it was taken
 * @param dispatchedAt when the attempt that counts was sent; empty when none was
 * @param firstChunkAt when the first piece of a stream arrived; empty for an answer in one piece
 * @param state how it ended, or how far it is
 */
public record Generation(
        String id,
        Payload request,
        String model,
        Instant createdAt,
        Optional<Instant> dispatchedAt,
        Optional<Instant> firstChunkAt,
        State state) {

    /** How a generation ended, or how far it is. */
    public sealed interface State {

        record Queued() implements State {}

        record InProgress() implements State {}

        record Ended(JobEnd end, Instant at) implements State {}
    }

    /** A generation that ended. */
    public static Generation ended(
            String id, Payload request, String model, JobEnd end, JobTimes times) {
        return new Generation(
                id,
                request,
                model,
                times.createdAt(),
                times.dispatchedAt(),
                times.firstChunkAt(),
                new State.Ended(honest(end), times.finishedAt()));
    }

    /** A response that says of itself that it failed is no success. */
    private static JobEnd honest(JobEnd end) {
        return end instanceof JobEnd.Success(ModelAnswer answer)
                ? answer.failure()
                        .<JobEnd>map(why -> new JobEnd.Failed(UpstreamReplies.FAILED, why))
                        .orElse(end)
                : end;
    }

    /**
     * As JSON, its members in the order in which inference.net's documents show them, the request
     * byte for byte.
     */
    public Embedded text() {
        JsonObject before =
                new JsonObject().put("id", id).put("state", word()).put("stateMessage", message());
        JsonObject after =
                new JsonObject()
                        .put("response", answer().map(answer -> answer.named(id)))
                        .put("model", model)
                        .put("createdAt", createdAt)
                        .put("dispatchedAt", dispatchedAt)
                        .put("firstChunkAt", firstChunkAt)
                        .put("finishedAt", finishedAt())
                        .put("usage", answer().map(ModelAnswer::usage).orElseGet(JsonObject::new));
        return Embedded.of(before, "request", request, after);
    }

    private String word() {
        return switch (state) {
            case State.Queued _ -> "Queued";
            case State.InProgress _ -> "In Progress";
            case State.Ended(JobEnd.Success _, var _) -> "Success";
            case State.Ended(JobEnd.Failed _, var _) -> "Failed";
            case State.Ended(JobEnd.Cancelled _, var _) -> "Cancelled";
        };
    }

    private String message() {
        return state instanceof State.Ended(JobEnd.Failed(var _, String reason, var _), var _)
                ? reason
                : word();
    }

    private Optional<ModelAnswer> answer() {
        return state instanceof State.Ended(JobEnd.Success(ModelAnswer answer), var _)
                ? Optional.of(answer)
                : Optional.empty();
    }

    private Optional<Instant> finishedAt() {
        return state instanceof State.Ended(var _, Instant at) ? Optional.of(at) : Optional.empty();
    }
}

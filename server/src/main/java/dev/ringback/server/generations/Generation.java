package dev.ringback.server.generations;

import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Quote;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.jobs.UpstreamReplies;
import dev.ringback.server.json.Json;
import dev.ringback.server.json.Moments;
import dev.ringback.server.openai.ModelAnswer;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

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
record Generation(
        String id,
        Payload request,
        String model,
        Instant createdAt,
        Optional<Instant> dispatchedAt,
        Optional<Instant> firstChunkAt,
        State state) {

    /** How a generation ended, or how far it is. */
    sealed interface State {

        record Queued() implements State {}

        record InProgress() implements State {}

        record Ended(JobEnd end, Instant at) implements State {}
    }

    /** A generation that ended. */
    static Generation ended(String id, Payload request, String model, JobEnd end, JobTimes times) {
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
     *
     * @param bytes the JSON
     * @param requestAt where the request begins in it
     */
    record Text(Payload bytes, int requestAt) {

        /** The request as a part of the job's event. */
        Quote quoting(Job job) {
            return job.quote(requestAt);
        }
    }

    Text text() {
        ObjectNode before = Json.object();
        before.put("id", id);
        before.put("state", word());
        before.put("stateMessage", message());
        ObjectNode after = Json.object();
        answer().ifPresentOrElse(
                        answer -> after.set("response", answer.named(id)),
                        () -> after.putNull("response"));
        after.put("model", model);
        after.put("createdAt", Moments.text(createdAt));
        moment(after, "dispatchedAt", dispatchedAt);
        moment(after, "firstChunkAt", firstChunkAt);
        moment(after, "finishedAt", finishedAt());
        after.set("usage", answer().map(ModelAnswer::usage).orElseGet(Json::object));
        return joined(Json.write(before), Json.write(after));
    }

    /** Puts the request between the members before it and those after it. */
    private Text joined(Payload before, Payload after) {
        byte[] name = Payload.of(",\"request\":").bytes();
        int requestAt = before.size() - 1 + name.length;
        var out = new ByteArrayOutputStream(requestAt + request.size() + after.size());
        out.write(before.bytes(), 0, before.size() - 1);
        out.writeBytes(name);
        out.writeBytes(request.bytes());
        out.write(',');
        out.write(after.bytes(), 1, after.size() - 1);
        return new Text(Payload.of(out.toByteArray()), requestAt);
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
        return state instanceof State.Ended(JobEnd.Failed(var _, String reason), var _)
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

    private static void moment(ObjectNode json, String member, Optional<Instant> moment) {
        moment.map(Moments::text)
                .ifPresentOrElse(each -> json.put(member, each), () -> json.putNull(member));
    }
}

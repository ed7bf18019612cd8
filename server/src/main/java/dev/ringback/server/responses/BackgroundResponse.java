package dev.ringback.server.responses;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.ResponseObject;
import java.time.Instant;
import java.util.Set;

/**
 * A background response as clients of OpenAI see it, when they poll and as payload of its event.
 */
final class BackgroundResponse {

    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";
    private static final String STATUS = "status";
    private static final String PREVIOUS = "previous_response_id";

    /** What an upstream may say of an answer. Others, or none, are taken for completed. */
    private static final Set<String> ENDS = Set.of(COMPLETED, FAILED, "incomplete", "cancelled");

    /** What the upstream has no say in. */
    private static final Set<String> OURS =
            Set.of("id", "object", "created_at", STATUS, "background", PREVIOUS, "metadata");

    /** Where OpenAI's clients bear no null, the request or the default stands. */
    private static final Set<String> NEVER_NULL =
            Set.of("model", "parallel_tool_calls", "tool_choice", "tools");

    private BackgroundResponse() {}

    /** One that has not ended. */
    static JsonObject begun(Job job, boolean running) {
        return of(job, running ? "in_progress" : "queued");
    }

    /** One that has ended. */
    static JsonObject ended(Job job, JobEnd end, Instant at) {
        return switch (end) {
            case JobEnd.Success(ModelAnswer answer) -> answered(job, answer, at);
            case JobEnd.Failed(String _, String reason, var _) -> failed(of(job, FAILED), reason);
            case JobEnd.Cancelled _ -> of(job, "cancelled");
        };
    }

    /** How it ended, as the last word of its event's type. */
    static String status(JsonObject response) {
        return response.text(STATUS).orElse(FAILED);
    }

    /** What the upstream answered, under our id and with what the client gave us to keep. */
    private static JsonObject answered(Job job, ModelAnswer answer, Instant at) {
        String said = answer.json().text(STATUS).orElse("");
        String status = ENDS.contains(said) ? said : COMPLETED;
        JsonObject own = of(job, status);
        JsonObject json = own.copy();
        answer.json()
                .members()
                .filter(each -> !each.value().isNull() || !NEVER_NULL.contains(each.name()))
                .forEach(each -> json.put(each.name(), each.value()));
        OURS.forEach(member -> json.put(member, own.at(member)));
        if (status.equals(COMPLETED) && !json.has("completed_at")) {
            json.put("completed_at", at.getEpochSecond());
        }
        return status.equals(FAILED) && !json.at("error").isObject()
                ? failed(json, "upstream's response failed")
                : json;
    }

    /** OpenAI's clients know a closed list of codes; this one stands for all that goes wrong. */
    private static JsonObject failed(JsonObject json, String reason) {
        var error = new JsonObject().put("code", "server_error").put("message", reason);
        return json.put("error", error);
    }

    private static JsonObject of(Job job, String status) {
        JsonObject asked =
                JsonTree.readObject(job.request())
                        .orElseThrow(() -> new IllegalStateException("no JSON was accepted"));
        return ResponseObject.begun(job.id(), status, job.createdAt(), true, asked)
                .putIfPresent(PREVIOUS, ResponseShape.previous(job));
    }
}

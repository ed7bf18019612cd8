package dev.ringback.server.responses;

import dev.ringback.net.json.Json;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.ResponseObject;
import java.time.Instant;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

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
    static ObjectNode begun(Job job, boolean running) {
        return of(job, running ? "in_progress" : "queued");
    }

    /** One that has ended. */
    static ObjectNode ended(Job job, JobEnd end, Instant at) {
        return switch (end) {
            case JobEnd.Success(ModelAnswer answer) -> answered(job, answer, at);
            case JobEnd.Failed(String _, String reason) -> failed(job, reason);
            case JobEnd.Cancelled _ -> of(job, "cancelled");
        };
    }

    /** How it ended, as the last word of its event's type. */
    static String status(ObjectNode response) {
        return response.path(STATUS).stringValue(FAILED);
    }

    /** What the upstream answered, under our id and with what the client gave us to keep. */
    private static ObjectNode answered(Job job, ModelAnswer answer, Instant at) {
        String said = answer.json().path(STATUS).stringValue("");
        String status = ENDS.contains(said) ? said : COMPLETED;
        ObjectNode own = of(job, status);
        ObjectNode json = own.deepCopy();
        answer.json().properties().stream()
                .filter(member ->
                        !member.getValue().isNull() || !NEVER_NULL.contains(member.getKey()))
                .forEach(member -> json.set(member.getKey(), member.getValue()));
        OURS.forEach(member -> json.set(member, own.path(member)));
        if (status.equals(COMPLETED) && !json.has("completed_at")) {
            json.put("completed_at", at.getEpochSecond());
        }
        if (status.equals(FAILED) && !json.path("error").isObject()) {
            setError(json, "upstream's response failed");
        }
        return json;
    }

    private static ObjectNode failed(Job job, String reason) {
        ObjectNode json = of(job, FAILED);
        setError(json, reason);
        return json;
    }

    /** OpenAI's clients know a closed list of codes; this one stands for all that goes wrong. */
    private static void setError(ObjectNode json, String reason) {
        json.putObject("error").put("code", "server_error").put("message", reason);
    }

    private static ObjectNode of(Job job, String status) {
        ObjectNode asked =
                Json.readObject(job.request())
                        .orElseThrow(() -> new IllegalStateException("no JSON was accepted"));
        ObjectNode json = ResponseObject.begun(job.id(), status, job.createdAt(), true, asked);
        ResponseShape.previous(job).ifPresent(id -> json.put(PREVIOUS, id));
        return json;
    }
}

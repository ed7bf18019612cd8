package dev.ringback.server.batches;

import dev.ringback.kernel.Document;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.net.json.Json;
import dev.ringback.server.files.StoredFile;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A batch as its client sees it. It is kept just so; only while it runs are its request counts
 * newer than what is on disk.
 *
 * @param json OpenAI's Batch object; not to be changed
 */
record Batch(ObjectNode json) {

    /** Kind of the documents. */
    static final String KIND = "batch";

    /** What ids begin with. */
    static final String PREFIX = "batch_";

    private static final List<String> MOMENTS =
            List.of(
                    "in_progress_at",
                    "expires_at",
                    "finalizing_at",
                    "completed_at",
                    "failed_at",
                    "expired_at",
                    "cancelling_at",
                    "cancelled_at");

    /** A batch that is asked for. */
    static Batch created(String id, BatchRequest request, Instant now, Instant expiresAt) {
        ObjectNode json =
                Json.object()
                        .put("id", id)
                        .put("object", "batch")
                        .put("endpoint", "/v1" + request.operation().path())
                        .putNull("errors")
                        .put("input_file_id", request.inputFile())
                        .put("completion_window", request.window())
                        .put("status", BatchStatus.VALIDATING.word())
                        .putNull("output_file_id")
                        .putNull("error_file_id")
                        .put("created_at", now.getEpochSecond());
        MOMENTS.forEach(json::putNull);
        json.put("expires_at", expiresAt.getEpochSecond());
        var batch = new Batch(json).counting(0, Tally.NONE);
        request.metadata()
                .ifPresentOrElse(
                        each -> batch.json.set("metadata", each),
                        () -> batch.json.putNull("metadata"));
        return batch;
    }

    static Batch of(Document document) {
        return new Batch(Json.readObject(document.body()).orElseThrow());
    }

    Payload body() {
        return Json.write(json);
    }

    String id() {
        return json.path("id").stringValue();
    }

    BatchStatus status() {
        return BatchStatus.of(json.path("status").stringValue());
    }

    String inputFile() {
        return json.path("input_file_id").stringValue();
    }

    Operation operation() {
        String endpoint = json.path("endpoint").stringValue();
        return Operation.parse(endpoint.substring("/v1/".length())).orElseThrow();
    }

    Instant createdAt() {
        return Instant.ofEpochSecond(json.path("created_at").longValue());
    }

    Instant expiresAt() {
        return Instant.ofEpochSecond(json.path("expires_at").longValue());
    }

    /** The id of the event that says how it ended. */
    static EventId ended(String id) {
        return Announcements.id(id, "ended");
    }

    /** The document, as it is first. */
    Document document(ProjectId project, Instant until) {
        return Document.create(KIND, project, id(), body()).until(until);
    }

    /** The same in another status since a moment. */
    Batch in(BatchStatus status, Instant now) {
        ObjectNode changed = json.deepCopy();
        changed.put("status", status.word());
        changed.put(status.word() + "_at", now.getEpochSecond());
        return new Batch(changed);
    }

    /** The same with these counts. */
    Batch counting(int total, Tally tally) {
        ObjectNode changed = json.deepCopy();
        changed.putObject("request_counts")
                .put("total", total)
                .put("completed", tally.completed())
                .put("failed", tally.failed());
        return new Batch(changed);
    }

    /** The same with the files that it wrote. */
    Batch with(Optional<StoredFile> output, Optional<StoredFile> errors) {
        ObjectNode changed = json.deepCopy();
        output.ifPresent(file -> changed.put("output_file_id", file.id()));
        errors.ifPresent(file -> changed.put("error_file_id", file.id()));
        return new Batch(changed);
    }

    /** The same with what was wrong with it as a whole. */
    Batch wrong(List<LineFault> faults) {
        if (faults.isEmpty()) {
            return this;
        }
        ObjectNode changed = json.deepCopy();
        ArrayNode data = changed.putObject("errors").put("object", "list").putArray("data");
        faults.forEach(fault -> data.add(fault.json()));
        return new Batch(changed);
    }
}

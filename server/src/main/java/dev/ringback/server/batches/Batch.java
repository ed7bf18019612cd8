package dev.ringback.server.batches;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.files.StoredFile;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.openai.OpenAiList;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A batch as its client sees it. It is kept just so; only while it runs are its request counts
 * newer than what is on disk.
 *
 * @param json OpenAI's Batch object; not to be changed
 */
record Batch(JsonObject json) {

    /** Kind of the documents. */
    static final String KIND = "batch";

    /** What ids begin with. */
    static final String PREFIX = "batch_";

    /** A batch that is asked for. */
    static Batch created(String id, BatchRequest request, Instant now, Instant expiresAt) {
        return new Batch(
                new JsonObject()
                        .put("id", id)
                        .put("object", "batch")
                        .put("endpoint", "/v1" + request.operation().path())
                        .putNull("errors")
                        .put("input_file_id", request.inputFile())
                        .put("completion_window", request.window())
                        .put("status", BatchStatus.VALIDATING.word())
                        .putNull("output_file_id")
                        .putNull("error_file_id")
                        .put("created_at", now.getEpochSecond())
                        .putNull("in_progress_at")
                        .put("expires_at", expiresAt.getEpochSecond())
                        .putNull("finalizing_at")
                        .putNull("completed_at")
                        .putNull("failed_at")
                        .putNull("expired_at")
                        .putNull("cancelling_at")
                        .putNull("cancelled_at")
                        .put("request_counts", counts(0, Tally.NONE))
                        .putNull("usage")
                        .put("metadata", request.metadata()));
    }

    static Batch of(Document document) {
        return new Batch(JsonTree.readObject(document.body()).orElseThrow());
    }

    Payload body() {
        return json.payload();
    }

    String id() {
        return json.text("id").orElseThrow();
    }

    BatchStatus status() {
        return BatchStatus.of(json.text("status").orElseThrow());
    }

    Operation operation() {
        String endpoint = json.text("endpoint").orElseThrow();
        return Operation.parse(endpoint.substring("/v1/".length())).orElseThrow();
    }

    Instant createdAt() {
        return Instant.ofEpochSecond(json.whole("created_at"));
    }

    Instant expiresAt() {
        return Instant.ofEpochSecond(json.whole("expires_at"));
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
        return new Batch(
                json.copy()
                        .put("status", status.word())
                        .put(status.word() + "_at", now.getEpochSecond()));
    }

    /** The same with these counts. */
    Batch counting(int total, Tally tally) {
        return new Batch(
                json.copy()
                        .put("request_counts", counts(total, tally))
                        .put("usage", tally.usage().json()));
    }

    private static JsonObject counts(int total, Tally tally) {
        return new JsonObject()
                .put("total", total)
                .put("completed", tally.completed())
                .put("failed", tally.failed());
    }

    /** The same with the files that it wrote. */
    Batch with(Optional<StoredFile> output, Optional<StoredFile> errors) {
        return new Batch(
                json.copy()
                        .putIfPresent("output_file_id", output.map(StoredFile::id))
                        .putIfPresent("error_file_id", errors.map(StoredFile::id)));
    }

    /** The same with what was wrong with it as a whole. */
    Batch wrong(List<LineFault> faults) {
        if (faults.isEmpty()) {
            return this;
        }
        List<JsonObject> errors = faults.stream().map(LineFault::json).toList();
        return new Batch(json.copy().put("errors", OpenAiList.of(errors)));
    }
}

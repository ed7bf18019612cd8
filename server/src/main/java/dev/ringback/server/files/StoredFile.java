package dev.ringback.server.files;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that can be seen.
 *
 * @param id {@code file-} and thirteen characters
 * @param project the tenant it belongs to
 * @param filename as uploaded
 * @param purpose what it is for, in OpenAI's words
 * @param bytes its length
 * @param createdAt when it was there
 * @param expiresAt when it is forgotten
 * @param results what it consists of when it is a file that a batch wrote; empty for an upload
 */
public record StoredFile(
        String id,
        ProjectId project,
        String filename,
        String purpose,
        long bytes,
        Instant createdAt,
        Instant expiresAt,
        Optional<Results> results) {

    /** Kind of the documents. */
    public static final String KIND = "file";

    /** What ids begin with. */
    public static final String PREFIX = "file-";

    /** What files are for whose lines are requests. */
    public static final String BATCH = "batch";

    /** What files are for that a batch wrote. */
    public static final String BATCH_OUTPUT = "batch_output";

    /**
     * How long a file may be read at most after it has expired: as long as somebody may read it.
     */
    static final Duration LINGERING = FileLimits.LONGEST_READ.plusDays(1);

    private static final String RESULTS = "results";

    /**
     * The lines that a file consists of. They are not copied: each is the payload of an event.
     *
     * @param batch whose lines
     * @param lines how many the batch has
     * @param succeeded whether those that succeeded, or the others
     */
    public record Results(String batch, int lines, boolean succeeded) {

        private static Results of(JsonTree json) {
            return new Results(
                    json.text("batch").orElseThrow(),
                    json.count("lines"),
                    json.isTrue("succeeded"));
        }

        private JsonObject json() {
            return new JsonObject()
                    .put("batch", batch)
                    .put("lines", lines)
                    .put("succeeded", succeeded);
        }
    }

    public static StoredFile of(Document document) {
        JsonObject json = JsonTree.readObject(document.body()).orElseThrow();
        return new StoredFile(
                document.id(),
                document.project(),
                json.text("filename").orElseThrow(),
                json.text("purpose").orElseThrow(),
                json.whole("bytes"),
                Instant.ofEpochSecond(json.whole("created_at")),
                Instant.ofEpochSecond(json.whole("expires_at")),
                json.at(RESULTS).object().map(Results::of));
    }

    /**
     * The document that makes it visible, and stands a little longer: until its bytes have been
     * removed.
     */
    public Document document() {
        var body = json().putIfPresent(RESULTS, results.map(Results::json));
        return Document.create(KIND, project, id, body.payload()).until(expiresAt.plus(LINGERING));
    }

    /** OpenAI's FileObject. */
    JsonObject json() {
        return new JsonObject()
                .put("id", id)
                .put("object", "file")
                .put("bytes", bytes)
                .put("created_at", createdAt.getEpochSecond())
                .put("expires_at", expiresAt.getEpochSecond())
                .put("filename", filename)
                .put("purpose", purpose)
                .put("status", "processed")
                .putNull("status_details");
    }
}

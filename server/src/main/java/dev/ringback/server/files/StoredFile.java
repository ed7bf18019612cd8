package dev.ringback.server.files;

import dev.ringback.kernel.Document;
import dev.ringback.kernel.ProjectId;
import dev.ringback.net.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

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
    public record Results(String batch, int lines, boolean succeeded) {}

    public static StoredFile of(Document document) {
        ObjectNode json = Json.readObject(document.body()).orElseThrow();
        Optional<Results> results =
                Json.object(json.path(RESULTS))
                        .map(each ->
                                new Results(
                                        each.path("batch").stringValue(),
                                        each.path("lines").intValue(),
                                        each.path("succeeded").booleanValue()));
        return new StoredFile(
                document.id(),
                document.project(),
                json.path("filename").stringValue(),
                json.path("purpose").stringValue(),
                json.path("bytes").longValue(),
                Instant.ofEpochSecond(json.path("created_at").longValue()),
                Instant.ofEpochSecond(json.path("expires_at").longValue()),
                results);
    }

    /**
     * The document that makes it visible, and stands a little longer: until its bytes have been
     * removed.
     */
    public Document document() {
        ObjectNode json = json();
        results.ifPresent(each ->
                json.putObject(RESULTS)
                        .put("batch", each.batch())
                        .put("lines", each.lines())
                        .put("succeeded", each.succeeded()));
        return Document.create(KIND, project, id, Json.write(json))
                .until(expiresAt.plus(LINGERING));
    }

    /** OpenAI's FileObject. */
    ObjectNode json() {
        return Json.object()
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

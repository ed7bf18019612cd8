package dev.ringback.server.files;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.http.Refusal;
import dev.ringback.server.access.Quota;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.openai.OpenAiError;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A file on its way in: its parts are put on disk as they arrive, one in memory at a time. It can
 * be seen once it is complete. What is left of one that never was is removed, or else expires.
 */
final class Upload implements AutoCloseable {

    private final Ground ground;
    private final FileParts parts;
    private final ProjectId project;
    private final Quota quota;
    private final String id;
    private final Instant createdAt;
    private long bytes;
    private int count;
    private boolean complete;

    Upload(Ground ground, FileParts parts, ProjectId project, Quota quota) {
        this.ground = ground;
        this.parts = parts;
        this.quota = quota;
        this.project = project;
        this.id = Sequence.text(StoredFile.PREFIX, ground.ids().next());
        this.createdAt = ground.time().now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Takes the bytes, to their end; says why they are not taken. */
    Optional<OpenAiError> take(InputStream in) throws IOException {
        Instant forgotten = createdAt.plus(ground.retention()).plus(StoredFile.LINGERING);
        byte[] part = in.readNBytes(FileParts.SIZE);
        while (part.length > 0) {
            bytes += part.length;
            if (bytes > FileLimits.FILE) {
                return Optional.of(tooLong());
            }
            Optional<Refusal> full = quota.refusal(project);
            if (full.isPresent()) {
                return full.map(OpenAiError::of);
            }
            Committed committed = parts.put(project, id, count, Payload.of(part), forgotten);
            if (!(committed instanceof Committed.Done)) {
                return OpenAiError.unless(committed);
            }
            count++;
            part = part.length < FileParts.SIZE ? new byte[0] : in.readNBytes(FileParts.SIZE);
        }
        return Optional.empty();
    }

    private static OpenAiError tooLong() {
        return new OpenAiError(
                413,
                "the file is longer than %d bytes".formatted(FileLimits.FILE),
                Optional.of("file"),
                Optional.of("file_too_large"));
    }

    /** The file, which can be seen when that is on disk. */
    StoredFile file(String filename, String purpose, Optional<Duration> kept) {
        Duration longest = ground.retention();
        return new StoredFile(
                id,
                project,
                filename,
                purpose,
                bytes,
                createdAt,
                createdAt.plus(kept.filter(each -> each.compareTo(longest) < 0).orElse(longest)),
                Optional.empty());
    }

    /** Makes it seen; says why it cannot be. */
    Optional<OpenAiError> complete(StoredFile file) {
        Committed committed = ground.engine().commit(Change.put(file.document()));
        // When it may be on disk all the same, its parts must stay.
        complete = !(committed instanceof Committed.Overloaded);
        return OpenAiError.unless(committed);
    }

    /** Removes what there is of a file that is not complete. */
    @Override
    public void close() {
        if (!complete) {
            parts.delete(project, id, count);
        }
    }
}

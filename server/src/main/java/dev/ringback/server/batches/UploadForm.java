package dev.ringback.server.batches;

import dev.ringback.server.http.FormPart;
import dev.ringback.server.http.MultipartReader;
import dev.ringback.server.inference.OpenAiError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the form of an upload, whose fields come in any order: the file may be the first. */
final class UploadForm {

    private static final List<String> PURPOSES =
            List.of("assistants", "batch", "evals", "fine-tune", "user_data", "vision");

    private static final int LONGEST_FIELD = 100;
    private static final int SHORTEST = 3_600;
    private static final int LONGEST = 2_592_000;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{4,7}");
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String AFTER = "expires_after[seconds]";

    private final Upload upload;
    private Optional<String> filename = Optional.empty();
    private Optional<String> purpose = Optional.empty();
    private Optional<Duration> kept = Optional.empty();

    UploadForm(Upload upload) {
        this.upload = upload;
    }

    /** What reading came to. */
    sealed interface Reading {

        /** The file is on disk, and waits to be seen. */
        record Valid(StoredFile file) implements Reading {}

        record Invalid(OpenAiError error) implements Reading {}
    }

    /** Reads all of it. */
    Reading read(MultipartReader form) throws IOException {
        for (var part = form.next(); part.isPresent(); part = form.next()) {
            Optional<OpenAiError> problem = take(part.get());
            if (problem.isPresent()) {
                return new Reading.Invalid(problem.get());
            }
        }
        if (filename.isEmpty() || purpose.isEmpty()) {
            String missing = filename.isEmpty() ? "file" : "purpose";
            return new Reading.Invalid(OpenAiError.missing(missing));
        }
        return new Reading.Valid(upload.file(filename.get(), purpose.get(), kept));
    }

    private Optional<OpenAiError> take(FormPart part) throws IOException {
        return switch (part.name()) {
            case "file" -> file(part);
            case "purpose" -> purpose(part.text(LONGEST_FIELD));
            case ANCHOR ->
                    part.text(LONGEST_FIELD).equals("created_at")
                            ? Optional.empty()
                            : wrong(ANCHOR, "must be created_at");
            case AFTER -> seconds(part.text(LONGEST_FIELD));
            default -> Optional.empty();
        };
    }

    private Optional<OpenAiError> file(FormPart part) throws IOException {
        if (filename.isPresent()) {
            return wrong("file", "is there twice");
        }
        if (part.filename().isEmpty()) {
            return wrong("file", "must be a file, with a filename");
        }
        filename = part.filename();
        return upload.take(part.content());
    }

    private Optional<OpenAiError> purpose(String text) {
        purpose = Optional.of(text);
        return PURPOSES.contains(text)
                ? Optional.empty()
                : wrong("purpose", "must be one of " + String.join(", ", PURPOSES));
    }

    private Optional<OpenAiError> seconds(String text) {
        int seconds = SECONDS.matcher(text).matches() ? Integer.parseInt(text) : 0;
        kept = Optional.of(Duration.ofSeconds(seconds));
        return seconds >= SHORTEST && seconds <= LONGEST
                ? Optional.empty()
                : wrong(AFTER, "must be a whole number from %d to %d".formatted(SHORTEST, LONGEST));
    }

    private static Optional<OpenAiError> wrong(String field, String problem) {
        return Optional.of(OpenAiError.field(field, field + " " + problem));
    }
}

package dev.ringback.server.files;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.multipart.FormPart;
import dev.ringback.net.http.multipart.MultipartReader;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Suggestion;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the form of an upload, whose fields come in any order: the file may be the first. */
final class UploadForm {

    private static final List<String> PURPOSES =
            List.of("assistants", "batch", "evals", "fine-tune", "user_data", "vision");

    private static final List<String> FIELDS = List.of("file", "purpose", "expires_after");

    private static final int LONGEST_FIELD = 100;
    private static final String EXPIRES = "expires_after";
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String AFTER = "expires_after[seconds]";

    private final Upload upload;
    private final Set<String> seen = new HashSet<>();
    private Optional<String> filename = Optional.empty();
    private Optional<String> purpose = Optional.empty();
    private Optional<String> anchor = Optional.empty();
    private Optional<Duration> kept = Optional.empty();

    UploadForm(Upload upload) {
        this.upload = upload;
    }

    /** Reads all of it. */
    Asked<StoredFile> read(MultipartReader form) throws IOException {
        for (var part = form.next(); part.isPresent(); part = form.next()) {
            Optional<OpenAiError> problem = take(part.get());
            if (problem.isPresent()) {
                return new Asked.Invalid<>(problem.get());
            }
        }
        return Asked.unless(
                missing().map(OpenAiError::missing),
                () -> upload.file(filename.orElseThrow(), purpose.orElseThrow(), kept));
    }

    private Optional<String> missing() {
        if (filename.isEmpty() || purpose.isEmpty()) {
            return Optional.of(filename.isEmpty() ? "file" : "purpose");
        }
        if (anchor.isPresent() == kept.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(anchor.isEmpty() ? ANCHOR : AFTER);
    }

    private Optional<OpenAiError> take(FormPart part) throws IOException {
        if (!seen.add(part.name())) {
            return OpenAiError.wrong(part.name(), "is there twice");
        }
        return switch (part.name()) {
            case "file" -> file(part);
            case "purpose" -> purpose(part.text(LONGEST_FIELD));
            case ANCHOR -> anchor(part.text(LONGEST_FIELD));
            case AFTER -> seconds(part.text(LONGEST_FIELD));
            case EXPIRES -> expires(part.text(LONGEST_FIELD));
            default ->
                    OpenAiError.wrong(
                            part.name(),
                            part.name().startsWith(EXPIRES)
                                    ? "is not a field; there are " + ANCHOR + " and " + AFTER
                                    : "is not known" + Suggestion.question(part.name(), FIELDS));
        };
    }

    /** Both as one object, which is how some tools send what stands within another. */
    private Optional<OpenAiError> expires(String text) {
        Optional<JsonTree> json = JsonTree.read(Payload.of(text)).filter(JsonTree::isObject);
        Optional<OpenAiError> problem =
                json.map(each -> ExpiresAfter.problem(EXPIRES, each))
                        .orElseGet(() -> OpenAiError.wrong(EXPIRES, "must be a JSON object"));
        if (problem.isEmpty()) {
            anchor = json.flatMap(each -> each.text("anchor"));
            kept = json.map(ExpiresAfter::of);
        }
        return problem;
    }

    private Optional<OpenAiError> file(FormPart part) throws IOException {
        if (part.filename().isEmpty()) {
            return OpenAiError.wrong("file", "must be a file, with a filename");
        }
        filename = part.filename();
        return upload.take(part.content());
    }

    private Optional<OpenAiError> purpose(String text) {
        purpose = Optional.of(text);
        return PURPOSES.contains(text)
                ? Optional.empty()
                : OpenAiError.wrong("purpose", "must be one of " + String.join(", ", PURPOSES));
    }

    private Optional<OpenAiError> anchor(String text) {
        anchor = Optional.of(text);
        return ExpiresAfter.anchor(ANCHOR, text);
    }

    private Optional<OpenAiError> seconds(String text) {
        Optional<OpenAiError> problem = ExpiresAfter.seconds(AFTER, text);
        if (problem.isEmpty()) {
            kept = Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        return problem;
    }
}

package dev.ringback.server.files;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.multipart.MultipartLimits;
import dev.ringback.net.http.multipart.MultipartReader;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Paging;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** OpenAI's files: uploaded, looked at, listed, read and deleted. */
final class FileRoutes {

    private static final String PATH = "/v1/files";
    private static final String FILE = PATH + "/{id}";

    /** The parameters by which a list is asked for. */
    private static final List<String> LISTED = List.of("purpose", "limit", "after", "order");

    private final Ground ground;
    private final FileParts parts;
    private final StoredFiles files;
    private final Guard guard;
    private final Places uploads = new Places(FileLimits.UPLOADS);

    FileRoutes(Ground ground, FileParts parts, StoredFiles files, Guard guard) {
        this.ground = ground;
        this.parts = parts;
        this.files = files;
        this.guard = guard;
    }

    /** All routes, each behind the guard. */
    List<Route> routes() {
        return List.of(
                Route.streamed(
                                "POST",
                                PATH,
                                Math.toIntExact(FileLimits.FILE + FileLimits.FORM),
                                guard.storing()
                                        .requireStreamed(
                                                Scope.INGEST, OpenAiError.WORDS, this::upload))
                        .knowing(List.of(), OpenAiError.UNKNOWN_PARAMETER),
                route("GET", PATH, LISTED, Scope.READ, this::list),
                route("GET", FILE, List.of(), Scope.READ, this::show),
                route("GET", FILE + "/content", List.of(), Scope.READ, this::content),
                route("DELETE", FILE, List.of(), Scope.INGEST, this::delete));
    }

    private Route route(
            String method, String path, List<String> query, Scope scope, Guard.Guarded handler) {
        return new Route(method, path, 0, guard.require(scope, OpenAiError.WORDS, handler))
                .knowing(query, OpenAiError.UNKNOWN_PARAMETER);
    }

    private HttpResponse upload(HttpRequest head, InputStream body, Caller caller)
            throws IOException {
        RoomOfThread.take(2L * FileParts.SIZE);
        if (!uploads.take(caller.project())) {
            return OpenAiError.of(
                            503, "overloaded", "too many files of this project are being uploaded")
                    .response();
        }
        try (var upload = new Upload(ground, parts, caller.project(), guard.quota())) {
            var form =
                    MultipartReader.of(head.header("Content-Type"), body, MultipartLimits.DEFAULT);
            return new UploadForm(upload)
                    .read(form)
                    .answer(file ->
                            upload.complete(file)
                                    .map(OpenAiError::response)
                                    .orElseGet(() -> shown(file)));
        } finally {
            uploads.leave(caller.project());
        }
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        int most = FileLimits.FILES_LISTED;
        Optional<String> purpose = request.query("purpose").filter(text -> !text.isEmpty());
        return Paging.of(request, StoredFile.PREFIX, most, most)
                .answer(paging ->
                        paging.answer(
                                files.list(caller.project(), purpose, paging).stream()
                                        .map(StoredFile::json)
                                        .toList()));
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return found(request, caller, FileRoutes::shown);
    }

    private HttpResponse content(HttpRequest request, Caller caller) {
        return found(request, caller, files::content);
    }

    private HttpResponse delete(HttpRequest request, Caller caller) {
        String id = request.parameter("id");
        return switch (files.remove(caller.project(), id)) {
            case DONE -> HttpResponse.json(200, deleted(id));
            case NOT_FOUND -> notFound(id);
            case IN_USE ->
                    OpenAiError.of(
                                    409,
                                    "file_in_use",
                                    "a batch that has not ended reads this file;"
                                            + " cancel it or wait for its end")
                            .response();
            case NOT_STORED ->
                    OpenAiError.of(503, "not_stored", "it could not be deleted").response();
        };
    }

    private static Payload deleted(String id) {
        return new JsonObject().put("id", id).put("object", "file").put("deleted", true).payload();
    }

    private HttpResponse found(
            HttpRequest request, Caller caller, Function<StoredFile, HttpResponse> answer) {
        String id = request.parameter("id");
        return files.find(caller.project(), id).map(answer).orElseGet(() -> notFound(id));
    }

    private static HttpResponse.Whole shown(StoredFile file) {
        return HttpResponse.json(200, file.json().payload());
    }

    private static HttpResponse.Whole notFound(String id) {
        return OpenAiError.of(404, "file_not_found", "no file has the id '%s'".formatted(id))
                .response();
    }
}

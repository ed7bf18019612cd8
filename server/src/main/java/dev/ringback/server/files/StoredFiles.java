package dev.ringback.server.files;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.openai.Paging;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The files of projects: found, listed, read and removed. */
record StoredFiles(Ground ground, FileParts parts, FileUser user) {

    private static final int PAGE = 1_000;
    private static final int RACES = 10;

    /** The document of a file that can be seen. */
    Optional<Document> document(ProjectId project, String id) {
        return Paging.isId(StoredFile.PREFIX, id)
                ? ground.store().document(StoredFile.KIND, project, id).filter(this::isVisible)
                : Optional.empty();
    }

    /** A file that can be seen. */
    Optional<StoredFile> find(ProjectId project, String id) {
        return document(project, id).map(StoredFile::of);
    }

    private boolean isVisible(Document document) {
        return ground.time().surely().isBefore(StoredFile.of(document).expiresAt());
    }

    /** A page of files, and one file more when there are more. */
    List<StoredFile> list(ProjectId project, Optional<String> purpose, Paging paging) {
        List<StoredFile> found = new ArrayList<>();
        Optional<String> after = paging.after();
        boolean more = true;
        while (more && found.size() <= paging.limit()) {
            int count = Math.min(PAGE, paging.limit() + 1);
            List<Document> page =
                    ground.store()
                            .documents(
                                    new DocumentQuery(
                                            StoredFile.KIND,
                                            project,
                                            paging.descending(),
                                            after,
                                            count));
            page.stream()
                    .filter(this::isVisible)
                    .map(StoredFile::of)
                    .filter(file -> purpose.stream().allMatch(file.purpose()::equals))
                    .forEach(found::add);
            more = page.size() == count;
            after = more ? Optional.of(page.getLast().id()) : after;
        }
        return found;
    }

    /** What became of the wish to remove a file. */
    enum Removal {
        DONE,
        NOT_FOUND,
        IN_USE,
        NOT_STORED
    }

    /**
     * Removes a file. Making a batch of it revises its document; so when the document is as it was
     * read, all batches that use the file are on disk.
     */
    Removal remove(ProjectId project, String id) {
        return remove(() -> document(project, id));
    }

    /** Removes what has expired, but for the files that a batch still reads. */
    void removeExpired() {
        for (Document each : ground.store().documents(StoredFile.KIND)) {
            if (!isVisible(each)) {
                Removal _ =
                        remove(() ->
                                ground.store()
                                        .document(StoredFile.KIND, each.project(), each.id()));
            }
        }
    }

    private Removal remove(Supplier<Optional<Document>> found) {
        for (int races = 0; races < RACES; races++) {
            Optional<Document> document = found.get();
            if (document.isEmpty()) {
                return Removal.NOT_FOUND;
            }
            StoredFile file = StoredFile.of(document.get());
            if (user.reads(file)) {
                return Removal.IN_USE;
            }
            switch (ground.engine().commit(Change.delete(document.get()))) {
                case Committed.Done _ -> {
                    removeParts(file);
                    return Removal.DONE;
                }
                case Committed.Stale _ -> {}
                case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ -> {
                    return Removal.NOT_STORED;
                }
            }
        }
        return Removal.NOT_STORED;
    }

    private void removeParts(StoredFile file) {
        if (file.results().isEmpty()) {
            parts.delete(file.project(), file.id(), FileParts.count(file.bytes()));
        }
    }

    /** The bytes of a file, piece by piece. */
    HttpResponse content(StoredFile file) {
        return new HttpResponse.Streamed(
                200,
                List.of(
                        new Header("Content-Type", "application/octet-stream"),
                        new Header("Content-Length", Long.toString(file.bytes()))),
                out -> {
                    if (file.results().isPresent()) {
                        user.write(file, file.results().get(), out);
                    } else {
                        writeParts(file, out);
                    }
                    out.flush();
                });
    }

    private void writeParts(StoredFile file, OutputStream out) throws IOException {
        for (int i = 0; i < FileParts.count(file.bytes()); i++) {
            out.write(parts.part(file.project(), file.id(), i).bytes());
        }
    }
}

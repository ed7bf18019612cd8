package dev.ringback.store.lists;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads documents. */
record KeptDocuments(Dialect dialect, Session session) {

    /** Beyond so many bytes no more documents come at once. */
    private static final long MANY_BYTES = 4L * 1024 * 1024;

    List<Document> documents(String kind) {
        return session.query(
                "SELECT " + Rows.DOCUMENT + " FROM document d WHERE d.kind = ?",
                List.of(kind),
                Rows::document);
    }

    List<Document> documents(DocumentQuery query) {
        return new QueryConditions(dialect).documents(query).ask(session, Rows::document);
    }

    /** Kind by kind, since that is how they lie. */
    List<Document> documents(ProjectId project, int limit) {
        List<Document> found = new ArrayList<>();
        Optional<String> kind = kindAfter("");
        while (kind.isPresent() && found.isEmpty()) {
            for (String id : some(kind.get(), project, limit)) {
                document(kind.get(), project, id).ifPresent(found::add);
            }
            kind = kindAfter(kind.get());
        }
        return found;
    }

    private Optional<String> kindAfter(String kind) {
        return one(
                "SELECT d.kind FROM document d WHERE d.kind > ? ORDER BY d.kind LIMIT 1",
                List.of(kind),
                row -> row.getString(1));
    }

    /** Ids of documents that are not too large together; one at least, if there are any. */
    private List<String> some(String kind, ProjectId project, int limit) {
        long[] bytes = {0};
        return session
                .query(
                        "SELECT d.id, length(d.body) FROM document d"
                                + " WHERE d.kind = ? AND d.project = ? ORDER BY d.id LIMIT ?",
                        List.of(kind, project.value(), limit),
                        row -> {
                            boolean room = bytes[0] < MANY_BYTES;
                            bytes[0] += row.getLong(2);
                            return room ? row.getString(1) : "";
                        })
                .stream()
                .filter(id -> !id.isEmpty())
                .toList();
    }

    Optional<Document> document(String kind, ProjectId project, String id) {
        return one(
                "SELECT "
                        + Rows.DOCUMENT
                        + " FROM document d WHERE d.kind = ? AND d.project = ? AND d.id = ?",
                List.of(kind, project.value(), id),
                Rows::document);
    }

    private <T> Optional<T> one(String sql, List<?> arguments, Session.Row<T> row) {
        return session.query(sql, arguments, row).stream().findFirst();
    }
}

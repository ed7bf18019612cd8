package dev.ringback.store.rows;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import java.util.Comparator;

/** The key of a document. Names have an order, so that all who lock some lock alike. */
public record DocumentName(String kind, ProjectId project, String id)
        implements Comparable<DocumentName> {

    private static final Comparator<DocumentName> ORDER =
            Comparator.comparing(DocumentName::kind)
                    .thenComparing(name -> name.project.value())
                    .thenComparing(DocumentName::id);

    public static DocumentName of(Document document) {
        return new DocumentName(document.kind(), document.project(), document.id());
    }

    @Override
    public int compareTo(DocumentName other) {
        return ORDER.compare(this, other);
    }
}

package dev.ringback.testkit;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.DocumentQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The documents of a store in memory. */
final class MemoryDocuments {

    private record Name(String kind, ProjectId project, String id) {
        static Name of(Document document) {
            return new Name(document.kind(), document.project(), document.id());
        }
    }

    private final Map<Name, Document> documents = new HashMap<>();

    /** Why a document of a change cannot be changed as it was read; empty when all can. */
    Optional<String> stale(Change change) {
        for (Document document : change.puts()) {
            if (revision(document) != document.revision() - 1) {
                return Optional.of(otherRevision(document));
            }
        }
        for (Document document : change.deletes()) {
            if (revision(document) != document.revision()) {
                return Optional.of(otherRevision(document));
            }
        }
        return Optional.empty();
    }

    private String otherRevision(Document document) {
        long revision = revision(document);
        return "document "
                + document.id()
                + (revision == 0 ? " does not exist" : " exists already, at revision " + revision);
    }

    private long revision(Document document) {
        Document stored = documents.get(Name.of(document));
        return stored == null ? 0 : stored.revision();
    }

    /** Puts and deletes; returns what takes that back. */
    Runnable write(Change change) {
        Map<Name, Optional<Document>> before = new HashMap<>();
        var all = new ArrayList<>(change.puts());
        all.addAll(change.deletes());
        for (Document each : all) {
            Name name = Name.of(each);
            before.putIfAbsent(name, Optional.ofNullable(documents.get(name)));
        }
        change.puts().forEach(document -> documents.put(Name.of(document), document));
        change.deletes().forEach(document -> documents.remove(Name.of(document)));
        return () ->
                before.forEach((name, document) ->
                        document.ifPresentOrElse(
                                there -> documents.put(name, there), () -> documents.remove(name)));
    }

    Collection<Document> all() {
        return documents.values();
    }

    List<Document> of(String kind) {
        return documents.values().stream().filter(one -> one.kind().equals(kind)).toList();
    }

    List<Document> page(DocumentQuery query) {
        Comparator<String> order =
                query.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return of(query.kind()).stream()
                .filter(one -> one.project().equals(query.project()))
                .filter(one -> one.id().startsWith(query.prefix()))
                .filter(one ->
                        query.after().stream().allMatch(id -> order.compare(one.id(), id) > 0))
                .sorted(Comparator.comparing(Document::id, order))
                .limit(query.limit())
                .toList();
    }

    Optional<Document> find(String kind, ProjectId project, String id) {
        return Optional.ofNullable(documents.get(new Name(kind, project, id)));
    }

    void expire(Instant now) {
        documents.values().removeIf(one -> one.expiresAt().filter(now::isAfter).isPresent());
    }
}

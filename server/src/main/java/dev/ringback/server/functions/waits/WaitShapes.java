package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The shapes of all waits, which say whether an event is waited for at all. They are known from the
 * moment at which somebody wants to wait on, and stay: a wait may come again.
 *
 * <p>An app that makes up names of events as it goes has too many to be known. Of its project every
 * event is then taken for one that is waited for, and the shapes are read when it has come.
 */
final class WaitShapes {

    /** Names of events of one project that are known. */
    static final int MOST_NAMES = 10_000;

    private static final int PAGE = 1_000;

    private final Store store;
    private final Commits commits;
    private final Map<ProjectId, Own> projects = new ConcurrentHashMap<>();

    /** Those of a project; for each name, which paths are on disk. */
    private static final class Own {
        private final Map<String, Map<Optional<String>, Boolean>> names = new ConcurrentHashMap<>();
        private volatile boolean tooMany;
    }

    WaitShapes(Store store, Commits commits) {
        this.store = store;
        this.commits = commits;
    }

    /** Learns what is on disk. */
    void load(Collection<Document> documents) {
        documents.forEach(this::isOnDisk);
    }

    /**
     * Has events of a shape be waited for, now and when the server has started again.
     *
     * @throws StoreException when it cannot be put on disk
     */
    void add(ProjectId project, WaitShape shape) {
        Own own = own(project);
        keep(own, shape, false);
        Map<Optional<String>, Boolean> paths = own.names.getOrDefault(shape.event(), Map.of());
        boolean onDisk =
                paths.isEmpty()
                        ? store.document(WaitShape.KIND, project, shape.id()).isPresent()
                        : paths.getOrDefault(shape.path(), false);
        if (!onDisk) {
            put(shape.document(project));
        }
    }

    /** Once for each shape: not with its first wait, of which there may be two at a time. */
    private void put(Document document) {
        switch (commits.commit(Change.put(document))) {
            // Another one has put it, unless this was the one.
            case Committed.Done _, Committed.Stale _ -> isOnDisk(document);
            case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                    throw new StoreException("a shape of waits cannot be kept now");
        }
    }

    /** Hears that a shape is on disk. */
    void isOnDisk(Document document) {
        keep(own(document.project()), WaitShape.read(document), true);
    }

    /** Whether somebody may wait for events of a name. */
    boolean want(ProjectId project, String event) {
        Own own = projects.get(project);
        return own != null && (own.tooMany || own.names.containsKey(event));
    }

    Set<ProjectId> projects() {
        return Set.copyOf(projects.keySet());
    }

    /** The paths of the shapes for events of a name; an empty one among them is any event. */
    Set<Optional<String>> paths(ProjectId project, String event) {
        Own own = projects.get(project);
        if (own == null) {
            return Set.of();
        }
        Map<Optional<String>, Boolean> known = own.names.getOrDefault(event, Map.of());
        return known.isEmpty() && own.tooMany ? onDisk(project, event) : Set.copyOf(known.keySet());
    }

    private Set<Optional<String>> onDisk(ProjectId project, String event) {
        String prefix = WaitIndex.name(event);
        List<Document> documents =
                store.documents(
                        new DocumentQuery(
                                WaitShape.KIND, project, prefix, false, Optional.empty(), PAGE));
        return documents.stream()
                .map(WaitShape::read)
                .filter(shape -> shape.event().equals(event))
                .map(WaitShape::path)
                .collect(Collectors.toSet());
    }

    private Own own(ProjectId project) {
        return projects.computeIfAbsent(project, _ -> new Own());
    }

    private static void keep(Own own, WaitShape shape, boolean onDisk) {
        if (own.names.size() >= MOST_NAMES && !own.names.containsKey(shape.event())) {
            own.tooMany = true;
            return;
        }
        own.names.merge(shape.event(), Map.of(shape.path(), onDisk), WaitShapes::joined);
    }

    /** What is on disk stays there. */
    private static Map<Optional<String>, Boolean> joined(
            Map<Optional<String>, Boolean> known, Map<Optional<String>, Boolean> more) {
        Map<Optional<String>, Boolean> joined = new HashMap<>(known);
        more.forEach((path, onDisk) -> joined.merge(path, onDisk, Boolean::logicalOr));
        return Map.copyOf(joined);
    }
}

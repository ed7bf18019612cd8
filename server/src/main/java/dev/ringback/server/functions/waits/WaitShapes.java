package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * The shapes of all waits, which say whether an event is waited for at all. They are known from the
 * moment at which somebody wants to wait on, and stay for a while when nobody does any more: a wait
 * may come again.
 *
 * <p>An app that makes up names of events as it goes has too many to be known. Of its project every
 * event is then taken for one that is waited for, and the shapes are read when it has come.
 */
final class WaitShapes {

    /** Parts of the events of one name by which waits are found: an event is asked for each. */
    static final int MOST_PATHS = 100;

    private static final int PAGE = 1_000;

    /** Shapes that are forgotten in one commit; nobody begins to wait meanwhile. */
    private static final int AT_ONCE = 100;

    private final Store store;
    private final Commits commits;
    private final Map<ProjectId, KnownShapes> projects = new ConcurrentHashMap<>();

    /** Who has a shape kept shares it; who forgets shapes has it alone. */
    private final ReadWriteLock forgetting = new ReentrantReadWriteLock();

    WaitShapes(Store store, Commits commits) {
        this.store = store;
        this.commits = commits;
    }

    /** Learns what is on disk. */
    void load(Collection<Document> documents) {
        documents.forEach(this::isOnDisk);
    }

    /** Whether waits are found by the path of a shape: not where there are too many of them. */
    boolean isFoundByPath(ProjectId project, WaitShape shape) {
        Set<Optional<String>> paths = paths(project, shape.event());
        return paths.contains(shape.path()) || paths.size() < MOST_PATHS;
    }

    /**
     * Has events of a shape be waited for, now and when the server has started again. The wait is
     * one of those that are opening by then, so that the shape is not forgotten before it is on
     * disk.
     *
     * @throws StoreException when it cannot be put on disk
     */
    void add(ProjectId project, WaitShape shape) {
        Lock lock = forgetting.readLock();
        lock.lock();
        try {
            KnownShapes known = known(project);
            known.keep(shape, false);
            if (!known.isOnDisk(shape) && !(known.areTooMany() && isThere(project, shape))) {
                put(shape.document(project));
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isThere(ProjectId project, WaitShape shape) {
        return store.document(WaitShape.KIND, project, shape.id()).isPresent();
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
        known(document.project()).keep(WaitShape.read(document), true);
    }

    /** Whether somebody may wait for events of a name. */
    boolean want(ProjectId project, String event) {
        KnownShapes known = projects.get(project);
        return known != null && known.mayHave(event);
    }

    Set<ProjectId> projects() {
        return Set.copyOf(projects.keySet());
    }

    /** The paths of the shapes for events of a name; an empty one among them is any event. */
    Set<Optional<String>> paths(ProjectId project, String event) {
        KnownShapes known = projects.get(project);
        return known == null
                ? Set.of()
                : known.paths(event).orElseGet(() -> pathsOnDisk(project, event));
    }

    private Set<Optional<String>> pathsOnDisk(ProjectId project, String event) {
        return page(WaitShape.KIND, project, WaitIndex.name(event), Optional.empty(), PAGE).stream()
                .map(WaitShape::read)
                .filter(shape -> shape.event().equals(event))
                .map(WaitShape::path)
                .collect(Collectors.toSet());
    }

    /**
     * Forgets the shapes of those names for which nobody in a project waits.
     *
     * @param opening waits that may not be on disk yet
     */
    void forget(ProjectId project, OpeningWaits opening) {
        Optional<String> after = Optional.empty();
        do {
            List<Document> page = page(WaitShape.KIND, project, "", after, AT_ONCE);
            forget(project, page, opening);
            after = last(page, AT_ONCE);
        } while (after.isPresent());
        if (known(project).areTooMany()) {
            knowAgain(project);
        }
    }

    private void forget(ProjectId project, List<Document> shapes, OpeningWaits opening) {
        Map<String, List<Document>> unused =
                shapes.stream()
                        .collect(Collectors.groupingBy(each -> WaitShape.read(each).event()));
        unused.keySet().removeIf(name -> isWaited(project, name));
        if (unused.isEmpty()) {
            return;
        }
        Lock lock = forgetting.writeLock();
        lock.lock();
        try {
            // In this order: a wait is opening until it is known to be on disk.
            Set<String> begin = opening.names(project);
            unused.keySet().removeIf(name -> begin.contains(WaitIndex.name(name)));
            unused.keySet().removeIf(name -> isWaited(project, name));
            if (!unused.isEmpty()) {
                known(project).forget(unused.keySet());
                // Whatever becomes of it: the next wait for such a name puts its shape there again.
                Committed _ = commits.commit(Change.delete(all(unused)));
            }
        } finally {
            lock.unlock();
        }
    }

    private static Document[] all(Map<String, List<Document>> documents) {
        return documents.values().stream().flatMap(List::stream).toArray(Document[]::new);
    }

    /** Whether a wait for events of a name is on disk. */
    private boolean isWaited(ProjectId project, String name) {
        return !page(OpenWait.KIND, project, WaitIndex.name(name), Optional.empty(), 1).isEmpty();
    }

    /** There may be room for all again. They are on disk while nobody has one kept. */
    private void knowAgain(ProjectId project) {
        Lock lock = forgetting.writeLock();
        lock.lock();
        try {
            List<WaitShape> all = new ArrayList<>();
            Optional<String> after = Optional.empty();
            do {
                List<Document> page = page(WaitShape.KIND, project, "", after, PAGE);
                page.stream().map(WaitShape::read).forEach(all::add);
                after = last(page, PAGE);
            } while (after.isPresent() && all.size() < KnownShapes.MOST_NAMES);
            if (all.size() < KnownShapes.MOST_NAMES) {
                known(project).are(all);
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Document> page(
            String kind, ProjectId project, String prefix, Optional<String> after, int limit) {
        return store.documents(new DocumentQuery(kind, project, prefix, false, after, limit));
    }

    /** Where the page after this one begins; empty when it is the last. */
    private static Optional<String> last(List<Document> page, int limit) {
        return page.size() < limit ? Optional.empty() : Optional.of(page.getLast().id());
    }

    private KnownShapes known(ProjectId project) {
        return projects.computeIfAbsent(project, _ -> new KnownShapes());
    }
}

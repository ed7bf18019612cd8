package dev.ringback.server.access;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The projects of the instance: an immutable snapshot, replaced when one is made. */
public final class Projects {

    /** What the ids of made projects start with. */
    public static final String PREFIX = "prj_";

    private final Store store;
    private final Clock time;
    private final Ids ids;
    private volatile Map<String, Project> snapshot;

    public Projects(Store store, Clock time, Ids ids) {
        this.store = store;
        this.time = time;
        this.ids = ids;
        this.snapshot = Map.of();
        reload();
    }

    /** A project that does not exist yet, and the change that makes it. */
    public record Made(Project project, Change change) {}

    /** Writes the project that always exists down, unless it is there; called once at start. */
    public void start(Commits commits) {
        var project = new Project(ProjectId.DEFAULT, 1, "default", time.now());
        boolean written =
                store.document(
                                AccessDocuments.PROJECT,
                                ProjectId.DEFAULT,
                                ProjectId.DEFAULT.value())
                        .isPresent();
        if (!written) {
            StartupCommit.done(commits.commit(Change.put(AccessDocuments.write(project))));
        }
        reload();
    }

    /** Prepares a project; it exists once the change is committed and {@link #reload} has run. */
    public Made make(String name) {
        var project =
                new Project(new ProjectId(Sequence.text(PREFIX, ids.next())), 1, name, time.now());
        return new Made(project, Change.put(AccessDocuments.write(project)));
    }

    /**
     * The change that gives a project another name; it takes effect when {@link #reload} has run.
     */
    public Change rename(Project renamed) {
        Document document = AccessDocuments.write(renamed);
        return Change.put(document.revise(document.body()));
    }

    /**
     * The change by which a project is gone for everybody; what it leaves behind is removed by
     * {@link Leftovers}. It takes effect when {@link #reload} has run.
     */
    public Change delete(Project project) {
        return Change.delete(AccessDocuments.write(project))
                .and(Change.put(Leftovers.mark(project, time.now())));
    }

    /** The project of that id. */
    public Optional<Project> find(String id) {
        return Optional.ofNullable(snapshot.get(id));
    }

    /** All projects, the newest first. */
    public List<Project> all() {
        return snapshot.values().stream()
                .sorted(
                        Comparator.comparing(Project::createdAt)
                                .thenComparing(project -> project.id().value())
                                .reversed())
                .toList();
    }

    /** Reads the projects again: after a change of ours, or to see those of other processes. */
    public synchronized void reload() {
        List<Document> documents = store.documents(AccessDocuments.PROJECT);
        Map<String, Project> next =
                documents.stream()
                        .map(AccessDocuments::project)
                        .collect(Collectors.toMap(each -> each.id().value(), Function.identity()));
        next.putIfAbsent(
                ProjectId.DEFAULT.value(),
                new Project(ProjectId.DEFAULT, 1, "default", Instant.EPOCH));
        snapshot = Map.copyOf(next);
    }
}
